import type { KubeObject, ObjectKey } from '../../base/index.ts';

/** A cluster as one delivery reaches it: named by its key, and as whoever the delivery acts as. */
export interface ObjectsTarget {
  readonly cluster: string;
  readonly identity: { readonly user: string } | undefined;
}

/** What can be asked of the log of a container. */
export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string | undefined;
  readonly follow: boolean;
  readonly tail: number;
  readonly sinceSeconds: number | undefined;
  readonly previous: boolean;
}

/**
 * The port for the objects of the clusters that deliveries go to. Every request is made as whoever the delivery acts as. Methods throw KubeError
 * where the cluster cannot be reached or refuses.
 */
export interface ClusterObjects {
  /** Where a delivery goes. */
  target(owner: KubeObject, signal: AbortSignal): Promise<ObjectsTarget>;
  /** The objects of a kind as they were last seen, without the values of Secrets; undefined where the kind is not served. */
  list(
    target: ObjectsTarget,
    kind: { readonly group: string; readonly kind: string },
    namespace: string,
    signal: AbortSignal,
  ): Promise<readonly KubeObject[] | undefined>;
  /** An object as it is now, whole; undefined where it is not there. */
  get(target: ObjectsTarget, key: ObjectKey, signal: AbortSignal): Promise<KubeObject | undefined>;
  /** Events about objects of a namespace, as the server has them now. */
  events(
    target: ObjectsTarget,
    namespace: string,
    object: ObjectKey | undefined,
    signal: AbortSignal,
  ): Promise<readonly KubeObject[]>;
  /** The bytes of a log, as they come. */
  logs(target: ObjectsTarget, request: LogRequest, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Calls `changed` with each object that is seen to change, in any cluster that is looked at. */
  subscribe(changed: (object: KubeObject) => void): () => void;
}
