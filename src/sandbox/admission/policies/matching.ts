import { isJsonObject, type JsonObject, type KubeObject, objectsAt, textsAt } from '../../../base/index.ts';
import type { AdmissionAttributes } from '../../machinery/admission.ts';
import { matchesLabels, requirementsOf } from '../../selectors/label-selector.ts';

/**
 * Whether a policy, binding or webhook is about a request: its rules, the namespace's labels and the object's
 * (apiserver v0.36.3, pkg/admission/plugin/policy/matching). An equivalent version of a resource counts as that resource unless
 * `matchPolicy` is Exact.
 */
export function matchesResources(
  criteria: JsonObject,
  attributes: AdmissionAttributes,
  rules: readonly JsonObject[],
): boolean {
  if (!matchesNamespace(criteria, attributes) || !matchesObject(criteria, attributes)) return false;
  const isExact = criteria['matchPolicy'] === 'Exact';
  if (objectsAt(criteria, 'excludeResourceRules').some((rule) => matchesRule(rule, attributes, isExact))) return false;
  return rules.length === 0 || rules.some((rule) => matchesRule(rule, attributes, isExact));
}

/** The Namespace that a request is in; undefined for what has none, and for Namespaces. */
export function namespaceOf({ cluster, namespace, type }: AdmissionAttributes): KubeObject | undefined {
  if (namespace === '' || isNamespaces(type)) return undefined;
  return cluster.storage.get(`/namespaces//${namespace}`)?.object;
}

function isNamespaces({ group, plural }: AdmissionAttributes['type']): boolean {
  return group === '' && plural === 'namespaces';
}

function matchesNamespace(criteria: JsonObject, attributes: AdmissionAttributes): boolean {
  const requirements = requirementsOf(criteria['namespaceSelector'] ?? {}) ?? [];
  if (requirements.length === 0) return true;
  const { type, object, old } = attributes;
  // A Namespace is judged by its own labels; what lies in none is always meant.
  const subject = isNamespaces(type) ? (object ?? old) : namespaceOf(attributes);
  return subject === undefined || matchesLabels(requirements, subject.metadata.labels);
}

function matchesObject(criteria: JsonObject, { object, old }: AdmissionAttributes): boolean {
  const requirements = requirementsOf(criteria['objectSelector'] ?? {}) ?? [];
  if (requirements.length === 0) return true;
  return [object, old].some((one) => one !== undefined && matchesLabels(requirements, one.metadata.labels));
}

function matchesRule(rule: JsonObject, attributes: AdmissionAttributes, exact: boolean): boolean {
  const { operation, type, subresource, name, version } = attributes;
  const has = (field: string, value: string): boolean => {
    const values = textsAt(rule, field);
    return values.includes('*') || values.includes(value);
  };
  const { scope } = rule;
  const wantsNamespaced = scope === 'Namespaced';
  if (typeof scope === 'string' && scope !== '' && scope !== '*' && wantsNamespaced !== type.namespaced) return false;
  if (!has('operations', operation) || !has('apiGroups', type.group)) return false;
  if (exact ? !has('apiVersions', version) : !type.versions.some((served) => has('apiVersions', served))) return false;
  const names = textsAt(rule, 'resourceNames');
  if (names.length > 0 && !names.includes(name)) return false;
  return textsAt(rule, 'resources').some((wanted) => {
    const [resource, sub = ''] = wanted.split('/');
    if (resource !== '*' && resource !== type.plural) return false;
    return sub === subresource || (sub === '*' && (resource === '*' || subresource !== '' || wanted.includes('/')));
  });
}

/** The match criteria of a policy or a binding; an empty one where there is none. */
export function criteriaOf(owner: KubeObject, field: 'matchConstraints' | 'matchResources'): JsonObject {
  const spec = owner['spec'];
  const criteria = isJsonObject(spec) ? spec[field] : undefined;
  return isJsonObject(criteria) ? criteria : {};
}
