import { inCluster, type KubeObject, type Logger, messageOf } from '../../base/index.ts';
import {
  type ApiResource,
  type Informer,
  type InformerLease,
  type InformerSet,
  type KubeClient,
  KubeError,
} from '../../kube/index.ts';
import { Commits, type ReadCommit } from './commits.ts';
import { DeliveryIndex } from './delivery-index.ts';
import { deliveryIdOf, type DeliveryKind, type KindContext, type OwnedObject } from './kinds/index.ts';

/** What the watch stands on. */
export interface DeliveryWatchPorts {
  readonly client: KubeClient;
  readonly informers: InformerSet;
  readonly kinds: readonly DeliveryKind[];
  readonly readCommit: ReadCommit;
  readonly now: () => number;
  readonly logger: Logger;
}

/** One kind as it is watched. */
interface WatchedKind {
  readonly kind: DeliveryKind;
  readonly resource: ApiResource;
  readonly informer: Informer;
  synced: boolean;
}

/** Keeps the index of deliveries from informers of their kinds, and of what those read. */
export class DeliveryWatch {
  readonly index = new DeliveryIndex();
  readonly #ports: DeliveryWatchPorts;
  readonly #commits: Commits;
  readonly #watched = new Map<string, WatchedKind>();
  readonly #read = new Map<string, Informer>();
  #begun = false;
  readonly #leases: InformerLease[] = [];
  readonly #ends: (() => void)[] = [];
  readonly #owned = new WeakMap<KubeObject, readonly OwnedObject[]>();
  /** Which deliveries read an object of another kind. */
  readonly #readers = new Map<string, Set<string>>();

  constructor(ports: DeliveryWatchPorts) {
    this.#ports = ports;
    this.#commits = new Commits(ports.readCommit, (repo, revision) => this.#renew(repo, revision));
  }

  /** The kinds that are watched as soon as they are served, those that others read first. */
  awaited(): readonly {
    readonly group: string;
    readonly kind: string;
    readonly start: (resource: ApiResource) => void;
  }[] {
    const read = new Map(
      this.#ports.kinds.flatMap(({ reads }) => reads).map((kind) => [`${kind.group}/${kind.kind}`, kind]),
    );
    return [
      ...[...read.values()].map((kind) => ({
        ...kind,
        start: (resource: ApiResource) => this.#startReading(kind, resource),
      })),
      ...this.#ports.kinds.map((kind) => ({
        group: kind.group,
        kind: kind.kind,
        start: (resource: ApiResource) => this.#startWatching(kind, resource),
      })),
    ];
  }

  /** Every kind that is served now has been started: from here on the list is whole once those have been read. */
  begun(): void {
    this.#begun = true;
  }

  /** Whether every kind that is served has been read once. */
  get ready(): boolean {
    return this.#begun && [...this.#watched.values()].every(({ synced, informer }) => synced || isRefused(informer));
  }

  /** The kinds, each with whether it is served. */
  kinds(): readonly { readonly kind: DeliveryKind; readonly served: boolean; readonly count: number }[] {
    const counts = Map.groupBy(this.index.entries(), ({ row }) => row.kind);
    return this.#ports.kinds.map((kind) => ({
      kind,
      served: this.#watched.has(kind.kind),
      count: counts.get(kind.kind)?.length ?? 0,
    }));
  }

  /** The custom resource of a delivery, with its kind and the resource that it is written through. */
  owner(
    kind: string,
    namespace: string,
    name: string,
  ): { readonly kind: DeliveryKind; readonly resource: ApiResource; readonly object: KubeObject } | undefined {
    const watched = this.#watched.get(kind);
    const object = watched?.informer.get(namespace, name);
    return watched === undefined || object === undefined
      ? undefined
      : { kind: watched.kind, resource: watched.resource, object };
  }

  /** The custom resources of all deliveries. */
  *owners(): Generator<{ readonly kind: DeliveryKind; readonly object: KubeObject }> {
    for (const { kind, informer } of this.#watched.values())
      for (const object of informer.list()) yield { kind, object };
  }

  /** What a delivery owns, as its status names it; read once for each change. */
  owned(kind: DeliveryKind, owner: KubeObject): readonly OwnedObject[] {
    const known = this.#owned.get(owner);
    if (known !== undefined) return known;
    const owned = kind.owned(owner);
    this.#owned.set(owner, owned);
    return owned;
  }

  /** What a kind may look at. */
  context(): KindContext {
    return {
      find: ({ group, kind }, namespace, name) => this.#read.get(`${group}/${kind}`)?.get(namespace, name),
      commit: (owner, repo, revision) => this.#commits.of(owner, repo, revision),
      now: this.#ports.now(),
    };
  }

  close(): void {
    this.#commits.close();
    for (const end of this.#ends) end();
    for (const lease of this.#leases) lease.release();
  }

  #startWatching(kind: DeliveryKind, resource: ApiResource): void {
    const informer = this.#acquire(resource);
    const watched: WatchedKind = { kind, resource, informer, synced: false };
    this.#watched.set(kind.kind, watched);
    this.#ends.push(
      informer.subscribe(({ kind: change, object }) => {
        if (change === 'deleted') this.#remove(watched, object);
        else this.#put(watched, object);
      }),
    );
    informer.synced().then(
      () => (watched.synced = true),
      (error: unknown) =>
        this.#ports.logger.warn('deliveries are not seen', { kind: kind.kind, error: messageOf(error) }),
    );
  }

  #startReading({ group, kind }: { readonly group: string; readonly kind: string }, resource: ApiResource): void {
    const informer = this.#acquire(resource);
    this.#read.set(`${group}/${kind}`, informer);
    this.#ends.push(
      informer.subscribe(({ object }) => {
        const { namespace = '', name = '' } = object.metadata;
        for (const delivery of this.#readers.get(`${group}/${kind}/${namespace}/${name}`) ?? []) this.#again(delivery);
      }),
    );
  }

  #acquire(resource: ApiResource): Informer {
    const lease = this.#ports.informers.acquire({ cluster: inCluster, client: this.#ports.client }, resource, {
      transform: withoutManagedFields,
    });
    this.#leases.push(lease);
    return lease.informer;
  }

  #put(watched: WatchedKind, object: KubeObject): void {
    const id = deliveryIdOf(object);
    for (const read of watched.kind.readsOf(object)) {
      const place = `${read.group}/${read.kind}/${read.namespace}/${read.name}`;
      const readers = this.#readers.get(place) ?? new Set();
      this.#readers.set(place, readers.add(id));
    }
    this.index.put(watched.kind.row(object, this.context()));
    this.index.touch(`detail ${id}`);
  }

  #remove(watched: WatchedKind, object: KubeObject): void {
    const id = deliveryIdOf(object);
    for (const read of watched.kind.readsOf(object)) {
      const place = `${read.group}/${read.kind}/${read.namespace}/${read.name}`;
      const readers = this.#readers.get(place);
      readers?.delete(id);
      if (readers?.size === 0) this.#readers.delete(place);
    }
    this.index.remove(id);
  }

  /** Describes a delivery anew: something that it reads has changed. */
  #again(id: string): void {
    const [kind = '', namespace = '', name = ''] = id.split('/');
    const watched = this.#watched.get(kind);
    const object = watched?.informer.get(namespace, name);
    if (watched !== undefined && object !== undefined) this.#put(watched, object);
  }

  /** A commit has been read: the rows that show it are made anew. */
  #renew(repo: string, revision: string): void {
    const showing = [...this.index.entries()].filter(
      ({ row }) => row.source?.repo === repo && row.revision?.revision === revision,
    );
    for (const { row } of showing) this.#again(row.id);
  }
}

/** A kind that may not be listed holds the others up no longer. */
function isRefused(informer: Informer): boolean {
  const error = informer.lastError();
  return error instanceof KubeError && (error.code === 'forbidden' || error.code === 'unauthorized');
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
