import type { KubeObject } from './object.ts';
import { parseApiVersion } from './object.ts';

/** Which cluster: the address of its API server, or `in-cluster` for the one that we run in. Every key and cache names it. */
export type ClusterKey = string;

/** The cluster that Slipway runs in. */
export const inCluster: ClusterKey = 'in-cluster';

/** Names one object of one cluster, whatever version it is read in. `namespace` is empty for cluster-scoped objects. */
export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The key of an object. */
export function keyOf(object: KubeObject): ObjectKey {
  return {
    group: parseApiVersion(object.apiVersion).group,
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}

/** A text that is equal for equal keys and differs for different ones: `group/kind/namespace/name`. */
export function formatKey(key: ObjectKey): string {
  return `${key.group}/${key.kind}/${key.namespace}/${key.name}`;
}

/** `Kind/namespace/name` (or `Kind/name`), for people. */
export function describeKey(key: ObjectKey): string {
  return key.namespace === '' ? `${key.kind}/${key.name}` : `${key.kind}/${key.namespace}/${key.name}`;
}
