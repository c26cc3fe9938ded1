import type { Clock, KubeObject } from '../../base/index.ts';
import {
  type ApiResource,
  type Informer,
  type InformerOptions,
  type KubeClient,
  untilSynced,
} from '../../kube/index.ts';
import type { Lookup } from '../dialect.ts';
import type { OwnerId } from '../owner-id.ts';

/** Values of a Secret or ConfigMap are read where they are referenced; the rest of a namespace's is never kept. */
interface Watched {
  readonly informer: Informer;
  /** Owners that looked for an object, by its name; `*` for those that listed. */
  readonly readers: Map<string, Set<OwnerId>>;
  readonly end: () => void;
  /** When it was first wanted. */
  readonly since: number;
  synced: boolean;
  /** Whether its readers are told when it is synced after all. */
  awaited: boolean;
}

/**
 * What owners looked up while they were translated, so that a change of it gives them a turn. Objects are read from informers, one per
 * kind and namespace, started when first asked for.
 */
export class References {
  readonly #client: KubeClient;
  readonly #informer: (resource: ApiResource, options: InformerOptions) => Informer;
  readonly #changed: (owner: OwnerId, object: KubeObject) => void;
  readonly #late: (owner: OwnerId) => void;
  readonly #ahead: (object: KubeObject) => KubeObject;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  readonly #readBy = new Map<OwnerId, Set<Set<OwnerId>>>();

  constructor(options: {
    readonly client: KubeClient;
    readonly informer: (resource: ApiResource, options: InformerOptions) => Informer;
    /** Called when something changed that the owner looked up. */
    readonly changed: (owner: OwnerId, object: KubeObject) => void;
    /** Called when the owner may look now at what it could not look at before. */
    readonly late: (owner: OwnerId) => void;
    /** What is known of an object ahead of the watch. */
    readonly ahead?: (object: KubeObject) => KubeObject;
    readonly clock: Clock;
  }) {
    this.#client = options.client;
    this.#informer = options.informer;
    this.#changed = options.changed;
    this.#late = options.late;
    this.#ahead = options.ahead ?? ((object) => object);
    this.#clock = options.clock;
  }

  /**
   * A lookup for one translation of `owner`: what earlier translations looked up no longer counts. It throws KubeError where the API
   * server does not let us look.
   */
  lookup(owner: OwnerId, signal: AbortSignal): Lookup {
    this.forget(owner);
    return {
      get: async (kind, namespace, name) => {
        const watched = await this.#watch(kind, namespace, signal);
        if (watched === undefined) return undefined;
        this.#read(watched, name, owner);
        await this.#filled(watched, signal);
        const object = watched.informer.get(namespace, name);
        return object === undefined ? undefined : this.#ahead(object);
      },
      list: async (kind, namespace, labels) => {
        const watched = await this.#watch(kind, namespace, signal);
        if (watched === undefined) return [];
        this.#read(watched, '*', owner);
        await this.#filled(watched, signal);
        return [...watched.informer.list(namespace)].filter((object) => hasLabels(object, labels));
      },
    };
  }

  /** The owners that looked up an object. */
  readersOf(kind: { group: string; kind: string }, namespace: string, name: string): readonly OwnerId[] {
    const readers = this.#watched.get(`${kind.group}/${kind.kind}/${namespace}`)?.readers;
    return [...(readers?.get(name) ?? []), ...(readers?.get('*') ?? [])];
  }

  /** `owner` is gone or is about to look anew. */
  forget(owner: OwnerId): void {
    for (const readers of this.#readBy.get(owner) ?? []) readers.delete(owner);
    this.#readBy.delete(owner);
  }

  close(): void {
    for (const { end } of this.#watched.values()) end();
    this.#watched.clear();
  }

  #read({ readers }: Watched, name: string, owner: OwnerId): void {
    const set = readers.get(name) ?? new Set();
    readers.set(name, set.add(owner));
    const all = this.#readBy.get(owner) ?? new Set();
    this.#readBy.set(owner, all.add(set));
  }

  async #watch(
    kind: { group: string; kind: string },
    namespace: string,
    signal: AbortSignal,
  ): Promise<Watched | undefined> {
    const id = `${kind.group}/${kind.kind}/${namespace}`;
    let watched = this.#watched.get(id);
    if (watched === undefined) {
      const resource = await this.#client.discovery.find(kind, signal);
      if (resource === undefined) return undefined;
      // Another owner may have asked for the same meanwhile.
      const started = this.#watched.get(id);
      if (started !== undefined) return started;
      const informer = this.#informer(resource, namespace === '' ? {} : { namespace });
      const readers: Watched['readers'] = new Map();
      const end = informer.subscribe(({ object }) => {
        for (const name of [object.metadata.name ?? '', '*'])
          for (const owner of readers.get(name) ?? []) this.#changed(owner, object);
      });
      watched = { informer, readers, end, since: this.#clock.now(), synced: false, awaited: false };
      this.#watched.set(id, watched);
    }
    return watched;
  }

  async #filled(watched: Watched, signal: AbortSignal): Promise<void> {
    if (watched.synced) return;
    const { informer, readers } = watched;
    try {
      await untilSynced(informer, { since: watched.since, clock: this.#clock }, signal);
      watched.synced = true;
    } catch (error) {
      if (!watched.awaited) {
        watched.awaited = true;
        const tell = (): void => {
          for (const owners of readers.values()) for (const owner of owners) this.#late(owner);
        };
        informer.synced().then(tell, () => undefined);
      }
      throw error;
    }
  }
}

function hasLabels(object: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}
