import { isJsonObject, type JsonObject, jsonAt, jsonEqual, type KubeObject } from '../../../base/index.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../../machinery/admission.ts';
import { forbidden } from '../../machinery/api-error.ts';
import { baselineChecks } from './baseline.ts';
import { restrictedChecks } from './restricted.ts';

const prefix = 'pod-security.kubernetes.io/';

/** Where resources that make pods keep the pod's spec. */
const templates: Readonly<Record<string, readonly string[]>> = {
  '/podtemplates': ['template', 'spec'],
  '/replicationcontrollers': ['spec', 'template', 'spec'],
  'apps/daemonsets': ['spec', 'template', 'spec'],
  'apps/deployments': ['spec', 'template', 'spec'],
  'apps/replicasets': ['spec', 'template', 'spec'],
  'apps/statefulsets': ['spec', 'template', 'spec'],
  'batch/cronjobs': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/jobs': ['spec', 'template', 'spec'],
};

/**
 * Holds pods to the level that their namespace's labels name, and warns of what makes such pods (pod-security-admission v0.36.3). What
 * would only be audited is not told; the standards are those of the newest version, whatever version a label names.
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate: (attributes) => {
    const { cluster, type, namespace, object, old, operation, subresource } = attributes;
    if (namespace === '' || object === undefined || operation === 'DELETE') return;
    const isPod = type.group === '' && type.plural === 'pods';
    const path = isPod ? ['spec'] : templates[`${type.group}/${type.plural}`];
    if (path === undefined || (subresource !== '' && subresource !== 'ephemeralcontainers')) return;
    const labels = cluster.storage.get(`/namespaces//${namespace}`)?.object.metadata.labels ?? {};
    const modes = { enforce: levelOf(labels, 'enforce'), warn: levelOf(labels, 'warn') };
    if (modes.enforce.level === 'privileged' && modes.warn.level === 'privileged') return;
    const spec = jsonAt(object, ...path);
    if (!isJsonObject(spec) || isUnchanged(spec, old, path)) return;
    judge(spec, isPod, modes, attributes);
  },
};

interface Level {
  readonly level: string;
  readonly version: string;
}

function levelOf(labels: Readonly<Record<string, string>>, mode: string): Level {
  const named = labels[`${prefix}${mode}`] ?? 'privileged';
  // A level that there is none of is taken for the strictest.
  const level = ['privileged', 'baseline', 'restricted'].includes(named) ? named : 'restricted';
  return { level, version: labels[`${prefix}${mode}-version`] ?? 'latest' };
}

function isUnchanged(spec: JsonObject, old: KubeObject | undefined, path: readonly string[]): boolean {
  const before = old === undefined ? undefined : jsonAt(old, ...path);
  return before !== undefined && jsonEqual(before, spec);
}

function judge(
  spec: JsonObject,
  isPod: boolean,
  modes: { enforce: Level; warn: Level },
  attributes: AdmissionAttributes,
): void {
  const { enforce, warn } = modes;
  const broken = isPod ? violations(spec, enforce.level) : '';
  if (broken !== '') {
    throw forbidden(
      attributes.type,
      attributes.name,
      `violates PodSecurity "${enforce.level}:${enforce.version}": ${broken}`,
    );
  }
  const warned = violations(spec, warn.level);
  if (warned !== '') attributes.warn(`would violate PodSecurity "${warn.level}:${warn.version}": ${warned}`);
}

function violations(spec: JsonObject, level: string): string {
  if (level === 'privileged') return '';
  const isRestricted = level === 'restricted';
  const checks = [
    ...baselineChecks.filter(({ overridden }) => !isRestricted || overridden !== true).map(({ check }) => check),
    ...(isRestricted ? restrictedChecks : []),
  ];
  return checks
    .flatMap((check) => check(spec) ?? [])
    .map(({ reason, detail }) => `${reason} (${detail})`)
    .join(', ');
}
