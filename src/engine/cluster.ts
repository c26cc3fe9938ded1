import type { ClusterKey } from '../base/index.ts';
import type { ApiResource, Identity, Informer, InformerOptions, KubeClient } from '../kube/index.ts';

/** How the engine reaches one cluster. */
export interface ClusterAccess {
  readonly key: ClusterKey;
  readonly client: KubeClient;
  /** A shared informer, read as `identity`; the same arguments give the same one. */
  informer(resource: ApiResource, options: InformerOptions, identity: Identity | undefined): Informer;
}

/** The port for all clusters that are delivered to. Throws KubeError `config` for one that is not known. */
export interface Clusters {
  open(cluster: ClusterKey): Promise<ClusterAccess>;
}
