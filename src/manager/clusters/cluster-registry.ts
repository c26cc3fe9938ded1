import { type ClusterKey, type Clock, inCluster, isJsonObject, type KubeObject } from '../../base/index.ts';
import { dataOf } from '../../argocd/index.ts';
import type { ClusterAccess, Clusters } from '../../engine/index.ts';
import {
  type ClusterConfig,
  configFromArgoCluster,
  configFromKubeconfig,
  type InformerLease,
  type InformerSet,
  type KubeClient,
  type KubeConnection,
  KubeError,
  untilSynced,
} from '../../kube/index.ts';
import { type ClusterSecret, parseClusterKey } from './cluster-key.ts';

/** An open connection to another cluster, and the watch on the Secret that it was made from. */
interface OpenCluster {
  readonly access: ClusterAccess;
  readonly connection: KubeConnection;
  readonly secret: InformerLease;
  readonly stopWatching: () => void;
}

/**
 * All clusters that are delivered to, by key: the one that we run in, those of Argo CD's cluster Secrets, and those of kubeconfigs in
 * Secrets that Flux objects name. A Secret that changes closes its connection, and `changed` is told: the next use opens a new one.
 * Kubeconfigs from Secrets never run a process and never read a file.
 */
export class ClusterRegistry implements Clusters {
  readonly #home: KubeClient;
  readonly #informers: InformerSet;
  readonly #connect: (config: ClusterConfig) => KubeConnection;
  readonly #changed: (cluster: ClusterKey) => void;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #open = new Map<ClusterKey, Promise<OpenCluster>>();

  constructor(options: {
    readonly home: KubeClient;
    readonly informers: InformerSet;
    readonly connect: (config: ClusterConfig) => KubeConnection;
    /** Called when a cluster must be opened anew. */
    readonly changed: (cluster: ClusterKey) => void;
    readonly clock: Clock;
  }) {
    this.#home = options.home;
    this.#informers = options.informers;
    this.#connect = options.connect;
    this.#changed = options.changed;
    this.#clock = options.clock;
  }

  async open(cluster: ClusterKey): Promise<ClusterAccess> {
    if (cluster === inCluster) return this.#access(cluster, this.#home);
    const known = this.#open.get(cluster) ?? this.#start(cluster, parseClusterKey(cluster));
    return (await known).access;
  }

  /** Closes the connections to all clusters but the home one, which is its opener's to close. */
  async close(): Promise<void> {
    this.#stop.abort(new KubeError('unavailable', 'the process stops'));
    await Promise.all([...this.#open.keys()].map((cluster) => this.#end(cluster)));
  }

  #access(key: ClusterKey, client: KubeClient): ClusterAccess {
    return {
      key,
      client,
      informer: (resource, options, identity) =>
        this.#informers.acquire({ cluster: key, client, identity }, resource, options).informer,
    };
  }

  #start(cluster: ClusterKey, reference: ClusterSecret): Promise<OpenCluster> {
    const opening = this.#connectTo(cluster, reference);
    this.#open.set(cluster, opening);
    opening.catch(() => this.#open.delete(cluster));
    return opening;
  }

  async #connectTo(cluster: ClusterKey, { namespace, name, key, form }: ClusterSecret): Promise<OpenCluster> {
    const resource = await this.#home.discovery.find({ group: '', kind: 'Secret' });
    if (resource === undefined) throw new KubeError('config', 'the API server serves no Secrets');
    const selection = { namespace, fieldSelector: `metadata.name=${name}` };
    const secret = this.#informers.acquire({ cluster: inCluster, client: this.#home }, resource, selection);
    try {
      await untilSynced(secret.informer, { since: this.#clock.now(), clock: this.#clock }, this.#stop.signal);
      const object = secret.informer.get(namespace, name);
      if (object === undefined) {
        throw new KubeError('config', `cluster ${cluster}: there is no Secret ${namespace}/${name}`, {
          object: `${namespace}/${name}`,
        });
      }
      const connection = this.#connect(form === 'argocd' ? argoConfig(object) : kubeconfigOf(object, key));
      const version = object.metadata.resourceVersion;
      const stopWatching = secret.informer.subscribe((event) => {
        if (event.kind !== 'deleted' && event.object.metadata.resourceVersion === version) return;
        this.#end(cluster).then(
          () => this.#changed(cluster),
          () => this.#changed(cluster),
        );
      });
      return { access: this.#access(cluster, connection.client), connection, secret, stopWatching };
    } catch (error) {
      secret.release();
      throw error;
    }
  }

  async #end(cluster: ClusterKey): Promise<void> {
    const opened = this.#open.get(cluster);
    this.#open.delete(cluster);
    const open = await opened?.catch(() => undefined);
    if (open === undefined) return;
    open.stopWatching();
    open.secret.release();
    this.#informers.drop(cluster);
    await open.connection.close();
  }
}

function argoConfig(secret: KubeObject): ClusterConfig {
  return configFromArgoCluster(encodedData(secret), {
    source: `Secret ${secret.metadata.namespace ?? ''}/${secret.metadata.name ?? ''}`,
  });
}

/** Flux reads the key `value`, else `value.yaml`, where none is named. */
function kubeconfigOf(secret: KubeObject, key: string): ClusterConfig {
  const source = `Secret ${secret.metadata.namespace ?? ''}/${secret.metadata.name ?? ''}`;
  const text = key === '' ? dataOf(secret, 'value') || dataOf(secret, 'value.yaml') : dataOf(secret, key);
  if (text === '') {
    throw new KubeError(
      'config',
      `${source} has no kubeconfig under the key ${key === '' ? 'value or value.yaml' : key}`,
    );
  }
  return configFromKubeconfig(text, { source });
}

function encodedData(secret: KubeObject): Record<string, string> {
  const data = isJsonObject(secret['data']) ? secret['data'] : {};
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
