import type { KubeObject } from '../../base/index.ts';
import type { ApiResource, Informer, InformerOptions, KubeClient } from '../../kube/index.ts';
import type { Lookup } from '../dialect.ts';
import type { OwnerId } from '../owner-id.ts';

/** Values of a Secret or ConfigMap are read where they are referenced; the rest of a namespace's is never kept. */
interface Watched {
  readonly informer: Informer;
  /** Owners that looked for an object, by its name; `*` for those that listed. */
  readonly readers: Map<string, Set<OwnerId>>;
  readonly end: () => void;
}

/**
 * What owners looked up while they were translated, so that a change of it gives them a turn. Objects are read from informers, one per
 * kind and namespace, started when first asked for.
 */
export class References {
  readonly #client: KubeClient;
  readonly #informer: (resource: ApiResource, options: InformerOptions) => Informer;
  readonly #changed: (owner: OwnerId, object: KubeObject) => void;
  readonly #ahead: (object: KubeObject) => KubeObject;
  readonly #watched = new Map<string, Watched>();
  readonly #readBy = new Map<OwnerId, Set<Set<OwnerId>>>();

  constructor(options: {
    readonly client: KubeClient;
    readonly informer: (resource: ApiResource, options: InformerOptions) => Informer;
    /** Called when something changed that the owner looked up. */
    readonly changed: (owner: OwnerId, object: KubeObject) => void;
    /** What is known of an object ahead of the watch. */
    readonly ahead?: (object: KubeObject) => KubeObject;
  }) {
    this.#client = options.client;
    this.#informer = options.informer;
    this.#changed = options.changed;
    this.#ahead = options.ahead ?? ((object) => object);
  }

  /** A lookup for one translation of `owner`: what earlier translations looked up no longer counts. */
  lookup(owner: OwnerId, signal: AbortSignal): Lookup {
    this.forget(owner);
    return {
      get: async (kind, namespace, name) => {
        const watched = await this.#watch(kind, namespace, signal);
        if (watched === undefined) return undefined;
        this.#read(watched, name, owner);
        const object = watched.informer.get(namespace, name);
        return object === undefined ? undefined : this.#ahead(object);
      },
      list: async (kind, namespace, labels) => {
        const watched = await this.#watch(kind, namespace, signal);
        if (watched === undefined) return [];
        this.#read(watched, '*', owner);
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
      const informer = this.#informer(resource, namespace === '' ? {} : { namespace });
      const readers: Watched['readers'] = new Map();
      const end = informer.subscribe(({ object }) => {
        for (const name of [object.metadata.name ?? '', '*'])
          for (const owner of readers.get(name) ?? []) this.#changed(owner, object);
      });
      watched = { informer, readers, end };
      this.#watched.set(id, watched);
    }
    await watched.informer.synced(signal);
    return watched;
  }
}

function hasLabels(object: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}
