import { describeKey, gvkOf, keyOf, type KubeObject } from '../../base/index.ts';
import type { Delivery, Placement, Prepared } from '../../engine/index.ts';
import { kustomizationNameLabel, kustomizationNamespaceLabel, kustomizeGroup } from '../names.ts';

/** The order in which kinds are applied within a stage (fluxcd/pkg ssa/sort.go); unknown kinds come before the webhooks. */
const kindOrder: readonly string[] = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
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

/** Puts namespace, common metadata and owner labels on an object, and reads its own switches (labels or annotations, as upstream). */
export function prepareObject(object: KubeObject, delivery: Delivery, namespaced: boolean | undefined): Prepared {
  const mark = (key: string): string => object.metadata.labels?.[key] ?? object.metadata.annotations?.[key] ?? '';
  const switched = (name: string): string => mark(`${kustomizeGroup}/${name}`).toLowerCase();
  const namespace = namespaced === false ? '' : delivery.namespace || object.metadata.namespace || '';
  if (namespaced === true && namespace === '') {
    const message = `${object.kind}/${object.metadata.name ?? ''} namespace not specified: set metadata.namespace, or targetNamespace in the Kustomization`;
    return { kind: 'refused', problem: { code: 'namespace-missing', message, object: describeKey(keyOf(object)) } };
  }
  const { namespace: _namespace, ...metadata } = object.metadata;
  const labels = {
    ...metadata.labels,
    ...delivery.metadata.labels,
    [kustomizationNameLabel]: delivery.owner.name,
    [kustomizationNamespaceLabel]: delivery.owner.namespace,
  };
  const annotations = { ...metadata.annotations, ...delivery.metadata.annotations };
  const { status: _status, ...rest } = object;
  const prepared: KubeObject = {
    ...(object.kind === 'CustomResourceDefinition' ? object : rest),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...metadata,
      ...(namespace === '' ? {} : { namespace }),
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
  };
  return { kind: 'object', object: prepared, placement: placementOf(object, switched) };
}

function placementOf(object: KubeObject, switched: (name: string) => string): Placement {
  const { kind, group } = gvkOf(object);
  const writes: Readonly<Record<string, Placement['write']>> = {
    merge: 'merge',
    ifnotpresent: 'if-not-present',
    ignore: 'ignore',
  };
  const definition =
    kind === 'CustomResourceDefinition' || (kind === 'Namespace' && group === '') || kind === 'ClusterRole';
  const phase = definition ? 0 : kind.endsWith('Class') ? 1 : 2;
  const rank = kindOrder.indexOf(kind);
  return {
    phase,
    wave: 0,
    rank: last.includes(kind) ? 1_000 + last.indexOf(kind) : rank < 0 ? 500 : rank,
    gate: definition ? 'multi-stage' : 'never',
    hook: undefined,
    prune: switched('prune') !== 'disabled' && switched('reconcile') !== 'disabled',
    force: switched('force') === 'enabled',
    replace: false,
    write: switched('reconcile') === 'disabled' ? 'ignore' : (writes[switched('ssa')] ?? 'override'),
  };
}
