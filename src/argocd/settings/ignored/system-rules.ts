import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import { type FieldRule, readFieldRule } from './field-rules.ts';

/** What the control plane says of fields that are ignored in every Application. */
export interface SystemRules {
  readonly rules: readonly FieldRule[];
  /** The rules as they are written, to name them by. */
  readonly written: JsonObject;
  /** Whose status is ignored. */
  readonly status: 'all' | 'crd' | 'none';
  /** Whether the rules of ClusterRoles are ignored that are made of others'. */
  readonly aggregatedRoles: boolean;
}

const prefix = 'resource.customizations.ignoreDifferences.';
const allCustomizations = 'resource.customizations';
const compareOptions = 'resource.compareoptions';

/** Rules by the ConfigMap that they were read from: an edit makes another object of it. */
const known = new WeakMap<KubeObject, SystemRules>();

/**
 * Reads `argocd-cm`: `resource.customizations.ignoreDifferences.<group>_<kind>` and `.all`, the older `resource.customizations`, and
 * `resource.compareoptions` (Argo CD v3.6, util/settings/settings.go GetResourceOverrides). Without one, or where a key says nothing that can
 * be read, upstream's defaults hold.
 */
export function systemRulesOf(configMap: KubeObject | undefined): SystemRules {
  if (configMap === undefined) return read({});
  const before = known.get(configMap);
  if (before !== undefined) return before;
  const data = configMap['data'];
  const rules = read(isJsonObject(data) ? data : {});
  known.set(configMap, rules);
  return rules;
}

function read(data: JsonObject): SystemRules {
  const written: JsonObject = {};
  const rules: FieldRule[] = [];
  const add = (name: string, rule: Json | undefined, key: string): void => {
    if (!isJsonObject(rule)) return;
    written[name] = rule;
    rules.push(readFieldRule({ ...targetOf(name), name: '', namespace: '' }, rule, `argocd-cm ${key}`));
  };
  const older = yamlOf(data[allCustomizations]);
  for (const [name, customization] of Object.entries(isJsonObject(older) ? older : {})) {
    const rule = yamlOf(jsonAt(customization, 'ignoreDifferences'));
    if (data[`${prefix}${name.replace('/', '_')}`] === undefined)
      add(name, rule, `${allCustomizations} ${name}.ignoreDifferences`);
  }
  for (const [key, value] of Object.entries(data)) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    add(name === 'all' ? '*/*' : name.replace('_', '/'), yamlOf(value), key);
  }
  const options = yamlOf(data[compareOptions]);
  return {
    rules,
    written,
    status: statusOf(jsonAt(options, 'ignoreResourceStatusField')),
    aggregatedRoles: jsonAt(options, 'ignoreAggregatedRoles') === true,
  };
}

/** `apps/Deployment`, or a kind of the core. */
function targetOf(name: string): { readonly group: string; readonly kind: string } {
  const slash = name.indexOf('/');
  return slash < 0 ? { group: '', kind: name } : { group: name.slice(0, slash), kind: name.slice(slash + 1) };
}

/** `off` and `false` are what YAML makes of `none` written otherwise; what is not known means all. */
function statusOf(value: Json | undefined): SystemRules['status'] {
  if (value === false || value === 'false' || value === 'off' || value === 'none') return 'none';
  return value === 'crd' ? 'crd' : 'all';
}

function yamlOf(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  const { documents, problems } = readYaml(value, { profile: 'go3' });
  const [document] = documents;
  return document === undefined || problems.length > 0 ? undefined : toJson(document.value);
}
