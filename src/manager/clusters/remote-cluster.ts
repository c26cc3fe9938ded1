import {
  backoffDelay,
  type Clock,
  type ClusterKey,
  inCluster,
  isAbort,
  type Logger,
  messageOf,
  type Random,
} from '../../base/index.ts';
import {
  type InformerLease,
  type InformerSet,
  type KubeClient,
  type KubeConnection,
  KubeError,
  untilSynced,
} from '../../kube/index.ts';
import type { ClusterConfig } from '../../kube/index.ts';
import type { ClusterSecret } from './cluster-key.ts';
import { configOfSecret } from './cluster-config.ts';

/** What a remote cluster stands on. */
export interface RemoteClusterPorts {
  readonly home: KubeClient;
  readonly informers: InformerSet;
  readonly connect: (config: ClusterConfig) => KubeConnection;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** How long a cluster may take to answer at all before it counts as away. */
const answerMs = 10_000;
/** How soon one that is away is asked again. */
const awayBackoff = { initialMs: 2_000, factor: 2, maxMs: 60_000, jitter: 0.2 } as const;

/**
 * One cluster that a Secret describes. It is connected to once; while it does not answer, whoever wants it is told so at once, and nobody
 * but itself waits for it to come back.
 */
export class RemoteCluster {
  readonly #key: ClusterKey;
  readonly #secret: ClusterSecret;
  readonly #ports: RemoteClusterPorts;
  readonly #back: () => void;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  readonly #retry = new Set<() => void>();
  #lease: InformerLease | undefined;
  #unsubscribe: () => void = () => undefined;
  #connection: KubeConnection | undefined;
  #client: Promise<KubeClient>;
  #failures = 0;

  constructor(
    key: ClusterKey,
    secret: ClusterSecret,
    ports: RemoteClusterPorts,
    told: {
      /** It was away, and answers again. */
      readonly back: () => void;
      /** The Secret says something else than when it was read: this connection is of no more use. */
      readonly changed: () => void;
    },
  ) {
    this.#key = key;
    this.#secret = secret;
    this.#ports = ports;
    this.#back = told.back;
    this.#changed = told.changed;
    this.#client = this.#attempt();
    this.#client.catch(() => undefined);
  }

  /** Its API. Rejects with KubeError `config` where the Secret describes no cluster, and as the network does where it does not answer. */
  client(): Promise<KubeClient> {
    return this.#client;
  }

  /** Closes the connection; what is asked of it afterwards fails. Never throws. */
  async close(): Promise<void> {
    this.#stop.abort(new KubeError('unavailable', `the connection to cluster ${this.#key} was closed`));
    for (const cancel of this.#retry) cancel();
    this.#unsubscribe();
    this.#lease?.release();
    await this.#client.catch(() => undefined);
    await this.#connection?.close();
  }

  async #attempt(): Promise<KubeClient> {
    try {
      this.#connection ??= await this.#connect();
      const { client } = this.#connection;
      await this.#answers(client);
      this.#failures = 0;
      return client;
    } catch (error) {
      if (isPassing(error) && !this.#stop.signal.aborted) this.#tryLater(error);
      throw error;
    }
  }

  async #connect(): Promise<KubeConnection> {
    const { home, informers, clock, connect } = this.#ports;
    const { namespace, name } = this.#secret;
    const { signal } = this.#stop;
    const resource = await home.discovery.find({ group: '', kind: 'Secret' }, signal);
    if (resource === undefined) throw new KubeError('config', 'the API server serves no Secrets');
    const selection = { namespace, fieldSelector: `metadata.name=${name}` };
    const lease = (this.#lease ??= informers.acquire({ cluster: inCluster, client: home }, resource, selection));
    await untilSynced(lease.informer, { since: clock.now(), clock }, signal);
    const object = lease.informer.get(namespace, name);
    const version = object?.metadata.resourceVersion;
    this.#unsubscribe();
    this.#unsubscribe = lease.informer.subscribe(({ kind, object: now }) => {
      if (kind === 'deleted' || now.metadata.resourceVersion !== version) this.#changed();
    });
    if (object === undefined) {
      throw new KubeError('config', `cluster ${this.#key}: there is no Secret ${namespace}/${name}`, {
        object: `${namespace}/${name}`,
      });
    }
    return connect(configOfSecret(object, this.#secret));
  }

  /** Any answer will do: whether we may do what we want shows when we do it. */
  async #answers(client: KubeClient): Promise<void> {
    const late = new AbortController();
    const timeout = new KubeError('timeout', `cluster ${this.#key} did not answer within ${answerMs / 1000} s`);
    const cancel = this.#ports.clock.after(answerMs, () => late.abort(timeout));
    try {
      await client.raw(
        { method: 'GET', path: '/version' },
        { signal: AbortSignal.any([this.#stop.signal, late.signal]) },
      );
    } catch (error) {
      if (late.signal.aborted && !this.#stop.signal.aborted) throw timeout;
      if (isPassing(error) || isAbort(error) || this.#stop.signal.aborted) throw error;
    } finally {
      cancel();
    }
  }

  #tryLater(failure: unknown): void {
    const { clock, random, logger } = this.#ports;
    const wait = backoffDelay(awayBackoff, this.#failures, random);
    this.#failures += 1;
    logger.warn('a cluster is away', { cluster: this.#key, error: messageOf(failure), retryMs: Math.round(wait) });
    const cancel = clock.after(wait, () => {
      this.#retry.delete(cancel);
      const attempt = this.#attempt();
      attempt.then(
        () => {
          this.#client = attempt;
          this.#back();
        },
        // Whoever asks meanwhile is told of the newest failure.
        () => {
          this.#client = attempt;
        },
      );
    });
    this.#retry.add(cancel);
  }
}

/** Whether a failure says that the cluster is away, and may be back. */
function isPassing(error: unknown): boolean {
  return error instanceof KubeError && (error.code === 'unavailable' || error.code === 'timeout');
}
