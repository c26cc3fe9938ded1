import {
  type Clock,
  type ClusterKey,
  inCluster,
  type KubeObject,
  type Logger,
  type Random,
  Secret,
  textAt,
} from '../base/index.ts';
import { KubeError, type KubeClient, type ResourceRef, untilAbort } from '../kube/index.ts';
import type { Clusters } from './cluster.ts';

/** The Secret that holds the key of a cluster's renders, under `key`. */
export const renderKeyName = 'slipway-render-key';

/** What keys of renders stand on. */
export interface RenderKeysOptions {
  readonly clusters: Clusters;
  /** Where the Secret lies in the cluster that we run in: our own namespace. In others it is `kube-system`, which every cluster has. */
  readonly homeNamespace: string;
  /** Whether a Secret that is not there may be made: not by who only looks. */
  readonly mayCreate: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

const keyBytes = 32;

/** A key that could not be had is asked for again after this long. */
const againMs = 30_000;

/** No answer that another try could change. */
const refusals: ReadonlySet<string> = new Set(['forbidden', 'not-found', 'invalid', 'bad-request', 'unsupported']);

interface Known {
  readonly at: number;
  readonly key: Promise<Secret | undefined>;
  missing: boolean;
}

/**
 * The key that random functions of charts draw from, one a cluster, so that the same release renders the same wherever and whenever that
 * is, and nobody computes it who may not read the Secret. It is read when first wanted and kept as long as the process lives.
 */
export class RenderKeys {
  readonly #options: RenderKeysOptions;
  readonly #known = new Map<ClusterKey, Known>();
  readonly #said = new Set<ClusterKey>();

  constructor(options: RenderKeysOptions) {
    this.#options = options;
  }

  /** The key of a cluster; undefined where it may not be read or made, which the log says once. Throws KubeError where the cluster does not answer. */
  of(cluster: ClusterKey, signal: AbortSignal): Promise<Secret | undefined> {
    const now = this.#options.clock.now();
    const last = this.#known.get(cluster);
    if (last !== undefined && (!last.missing || now - last.at < againMs)) return untilAbort(last.key, signal);
    // Asked for all who will want it, so one who gives up does not end it.
    const known: Known = { at: now, key: this.#find(cluster), missing: false };
    this.#known.set(cluster, known);
    known.key.then(
      (key) => {
        known.missing = key === undefined;
      },
      () => {
        if (this.#known.get(cluster) === known) this.#known.delete(cluster);
      },
    );
    return untilAbort(known.key, signal);
  }

  /** The cluster is reached another way from now on. */
  forget(cluster: ClusterKey): void {
    this.#known.delete(cluster);
  }

  async #find(cluster: ClusterKey): Promise<Secret | undefined> {
    const { clusters, homeNamespace, mayCreate } = this.#options;
    const { client } = await clusters.open(cluster);
    const resource = await client.discovery.find({ group: '', version: 'v1', kind: 'Secret' });
    const namespace = cluster === inCluster ? homeNamespace : 'kube-system';
    if (resource === undefined) return this.#without(cluster, namespace, 'Secrets are not served');
    const ref = { resource, namespace, name: renderKeyName };
    try {
      const found = await read(client, ref);
      if (found === undefined && !mayCreate())
        return this.#without(cluster, namespace, 'who only looks makes none', 'info');
      const key = keyIn(found ?? (await this.#create(client, ref)));
      return key ?? this.#without(cluster, namespace, 'its data.key does not hold 32 bytes');
    } catch (error) {
      if (!(error instanceof KubeError) || !refusals.has(error.code)) throw error;
      return this.#without(cluster, namespace, error.message);
    }
  }

  /** Whoever was first has made the key. */
  async #create(client: KubeClient, ref: ResourceRef): Promise<KubeObject> {
    const { namespace, name, resource } = ref;
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      type: 'Opaque',
      immutable: true,
      data: { key: Buffer.from(this.#options.random.bytes(keyBytes)).toString('base64') },
    };
    try {
      return await client.create(resource, secret, { fieldManager: 'slipway' });
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'already-exists') throw error;
      return client.get(ref);
    }
  }

  #without(cluster: ClusterKey, namespace: string, reason: string, level: 'info' | 'warn' = 'warn'): undefined {
    if (this.#said.has(cluster)) return;
    this.#said.add(cluster);
    const secret = `${namespace}/${renderKeyName}`;
    this.#options.logger[level]('charts draw anew at every render: there is no key', { cluster, secret, reason });
  }
}

async function read(client: KubeClient, ref: ResourceRef): Promise<KubeObject | undefined> {
  try {
    return await client.get(ref);
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function keyIn(secret: KubeObject): Secret | undefined {
  const bytes = Buffer.from(textAt(secret, 'data', 'key'), 'base64');
  return bytes.length === keyBytes ? new Secret(bytes.toString('base64')) : undefined;
}
