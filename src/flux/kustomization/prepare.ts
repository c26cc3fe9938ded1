import { describeKey, gvkOf, isJsonObject, type JsonObject, keyOf, type KubeObject } from '../../base/index.ts';
import type { Delivery, Placement, Prepared } from '../../engine/index.ts';
import { kustomizationNameLabel, kustomizationNamespaceLabel, kustomizeGroup } from '../names.ts';

/** The order in which kinds are applied within a stage (fluxcd/pkg ssa/sort.go); unknown kinds come before the webhooks. */
const kindOrder: readonly string[] = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const last: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** Puts namespace, common metadata and owner labels on an object, and reads its own switches. */
export function prepareObject(object: KubeObject, delivery: Delivery, namespaced: boolean | undefined): Prepared {
  const namespace = namespaced === false ? '' : delivery.namespace || object.metadata.namespace || '';
  if (namespaced === true && namespace === '') {
    const message = `${object.kind}/${object.metadata.name ?? ''} namespace not specified: set metadata.namespace, or targetNamespace in the Kustomization`;
    return { kind: 'refused', problem: { code: 'namespace-missing', message, object: describeKey(keyOf(object)) } };
  }
  const { namespace: _namespace, creationTimestamp: _created, ...metadata } = object.metadata;
  const labels = {
    ...metadata.labels,
    ...delivery.metadata.labels,
    [kustomizationNameLabel]: delivery.owner.name,
    [kustomizationNamespaceLabel]: delivery.owner.namespace,
  };
  const annotations = { ...metadata.annotations, ...delivery.metadata.annotations };
  const prepared: KubeObject = {
    ...normalized(object),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...metadata,
      ...(namespace === '' ? {} : { namespace }),
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
  };
  return { kind: 'object', object: prepared, placement: placementOf(object) };
}

/**
 * An object without what must not be applied: its status (a CustomResourceDefinition keeps it, for kstatus' sake), and a Secret's
 * `stringData`, which becomes `data`, since a key that leaves `stringData` stays in the cluster (fluxcd/pkg ssa/normalize).
 */
function normalized(object: KubeObject): JsonObject {
  const { status, ...rest } = object;
  if (isDefinition(object)) return { ...rest, ...(status === undefined ? {} : { status }) };
  const { stringData, ...secret } = rest;
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isJsonObject(stringData)) return rest;
  const data = isJsonObject(secret['data']) ? { ...secret['data'] } : {};
  for (const [key, value] of Object.entries(stringData)) {
    if (typeof value === 'string') data[key] = Buffer.from(value, 'utf8').toString('base64');
  }
  return { ...secret, data };
}

const writes: Readonly<Record<string, Placement['write']>> = {
  merge: 'merge',
  ifnotpresent: 'if-not-present',
  ignore: 'ignore',
};

/** Where an object stands in a run, by its kind and its switches. */
function placementOf(object: KubeObject): Placement {
  const cluster = isClusterDefinition(object);
  const on = (name: string, value: string): boolean => switchesOf(object, name).includes(value);
  const stays = on('prune', 'disabled') || on('reconcile', 'disabled') || on('ssa', 'ignore');
  const write = switchesOf(object, 'ssa').flatMap((value) => writes[value] ?? []);
  return {
    phase: cluster ? 0 : object.kind.endsWith('Class') ? 1 : 2,
    wave: 0,
    rank: applyRank(object.kind),
    gate: cluster ? 'always' : 'never',
    hook: undefined,
    prune: !stays,
    remove: !stays,
    pruneLast: false,
    force: on('force', 'enabled'),
    replace: false,
    write: on('reconcile', 'disabled') ? 'ignore' : (write[0] ?? 'override'),
  };
}

/** The placement of an object that is there: its switches count too, so that a person can set them by hand (`kubectl annotate`). */
export function placeLive(placement: Placement, live: KubeObject): Placement {
  const there = placementOf(live);
  const left = there.write === 'ignore' || there.write === 'merge' ? there.write : undefined;
  return {
    ...placement,
    prune: placement.prune && there.prune,
    remove: placement.remove && there.remove,
    force: placement.force || there.force,
    write: placement.write === 'ignore' ? 'ignore' : (left ?? placement.write),
  };
}

/** What an object's switch says, in lower case: it may be a label, an annotation, or both (fluxcd/pkg ssa/utils, AnyInMetadata). */
function switchesOf(object: KubeObject, name: string): string[] {
  const key = `${kustomizeGroup}/${name}`;
  const { labels, annotations } = object.metadata;
  return [labels?.[key], annotations?.[key]].flatMap((value) => value?.toLowerCase() ?? []);
}

/** The place of a kind in the order within a stage. */
export function applyRank(kind: string): number {
  const first = kindOrder.indexOf(kind);
  if (first >= 0) return first;
  return last.includes(kind) ? 1_000 + last.indexOf(kind) : 500;
}

/** What is applied and waited for before all else (fluxcd/pkg ssa/utils, IsClusterDefinition). */
function isClusterDefinition(object: KubeObject): boolean {
  const { group } = gvkOf(object);
  return (
    isDefinition(object) ||
    (object.kind === 'Namespace' && group === '') ||
    (object.kind === 'ClusterRole' && group === 'rbac.authorization.k8s.io')
  );
}

function isDefinition(object: KubeObject): boolean {
  return object.kind === 'CustomResourceDefinition' && gvkOf(object).group === 'apiextensions.k8s.io';
}
