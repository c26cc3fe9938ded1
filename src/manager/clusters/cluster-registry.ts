import { type ClusterKey, inCluster } from '../../base/index.ts';
import type { ClusterAccess, Clusters } from '../../engine/index.ts';
import { type KubeClient } from '../../kube/index.ts';
import { parseClusterKey } from './cluster-key.ts';
import { RemoteCluster, type RemoteClusterPorts } from './remote-cluster.ts';

/**
 * All clusters that are delivered to, by key: the one that we run in, those of Argo CD's cluster Secrets, and those of kubeconfigs in
 * Secrets that Flux objects name. A Secret that comes, changes or goes closes its connection, and `changed` is told: the next use opens a
 * new one. It is told too when a cluster that was away is back.
 */
export class ClusterRegistry implements Clusters {
  readonly #ports: RemoteClusterPorts;
  readonly #changed: (cluster: ClusterKey) => void;
  readonly #remote = new Map<ClusterKey, RemoteCluster>();

  constructor(
    options: RemoteClusterPorts & {
      /** Called when a cluster must be opened anew, or can be. */
      readonly changed: (cluster: ClusterKey) => void;
    },
  ) {
    this.#ports = options;
    this.#changed = options.changed;
  }

  async open(cluster: ClusterKey): Promise<ClusterAccess> {
    if (cluster === inCluster) return this.#access(cluster, this.#ports.home);
    const remote = this.#remote.get(cluster) ?? this.#start(cluster);
    return this.#access(cluster, await remote.client());
  }

  /** Closes the connections to all clusters but the home one, which is its opener's to close. */
  async close(): Promise<void> {
    const open = [...this.#remote.values()];
    this.#remote.clear();
    await Promise.all(open.map((remote) => remote.close()));
  }

  #start(cluster: ClusterKey): RemoteCluster {
    const remote: RemoteCluster = new RemoteCluster(cluster, parseClusterKey(cluster), this.#ports, {
      back: () => this.#changed(cluster),
      changed: () => this.#end(cluster, remote),
    });
    this.#remote.set(cluster, remote);
    return remote;
  }

  #end(cluster: ClusterKey, remote: RemoteCluster): void {
    if (this.#remote.get(cluster) !== remote) return;
    this.#remote.delete(cluster);
    this.#ports.informers.drop(cluster);
    this.#changed(cluster);
    void remote.close();
  }

  #access(key: ClusterKey, client: KubeClient): ClusterAccess {
    return {
      key,
      client,
      informer: (resource, options, identity) =>
        this.#ports.informers.acquire({ cluster: key, client, identity }, resource, options).informer,
    };
  }
}
