import type { ClusterFacts } from '../delivery.ts';
import { ServedFacts } from './served-facts.ts';
import {
  type Clock,
  createLru,
  formatKey,
  type GroupVersionKind,
  inCluster,
  keyOf,
  type KubeObject,
  type Lru,
  type ObjectKey,
} from '../../base/index.ts';
import {
  type ApiResource,
  type Identity,
  type Informer,
  type InformerEvent,
  type KubeClient,
  KubeError,
  type ResourceRef,
  untilAbort,
  untilSynced,
} from '../../kube/index.ts';
import type { ClusterAccess } from '../cluster.ts';
import type { OwnerKey } from '../delivery.ts';
import type { Tracker } from '../dialect.ts';
import { type OwnerId, ownerId } from '../owner-id.ts';
import { UnwatchedObjects } from './unwatched-objects.ts';
import { WriteOverlay } from './write-overlay.ts';

/** One kind, in one namespace or in all. */
interface Observed {
  readonly informer: Informer;
  readonly resource: ApiResource;
  readonly end: () => void;
  /** When it was first wanted. */
  readonly since: number;
  /** `refused`: it may not be listed, so its objects are read one by one. */
  state: 'filling' | 'synced' | 'refused';
}

/**
 * The live objects of one cluster as one identity sees them: informers for every kind that deliveries have, an index from owner to
 * objects by the marks that they carry, and our own writes ahead of the watch.
 */
export class LiveView {
  /** The cluster's API, as the view's identity. */
  readonly client: KubeClient;
  readonly #clock: Clock;
  readonly #cluster: ClusterAccess;
  readonly #identity: Identity | undefined;
  readonly #trackers: readonly Tracker[];
  readonly #transform: (object: KubeObject) => KubeObject;
  readonly #changed: (owner: OwnerId) => void;
  readonly #overlay = new WriteOverlay();
  readonly #observed = new Map<string, Observed>();
  readonly #unwatched: UnwatchedObjects;
  readonly #facts: ServedFacts;
  readonly #owned = new Map<OwnerId, Map<string, KubeObject>>();
  readonly #interests = new Map<string, Set<OwnerId>>();
  readonly #interestsOf = new Map<OwnerId, ReadonlySet<string>>();
  readonly #asking = new Set<() => void>();
  readonly #wholes: Lru<KubeObject> = createLru({ max: 1_000 });

  constructor(options: {
    readonly cluster: ClusterAccess;
    readonly identity: Identity | undefined;
    readonly trackers: readonly Tracker[];
    readonly transform: (object: KubeObject) => KubeObject;
    /** Called when an object changed that the owner delivers, tracks or waits for. */
    readonly changed: (owner: OwnerId) => void;
    readonly clock: Clock;
  }) {
    this.#clock = options.clock;
    this.#cluster = options.cluster;
    this.#identity = options.identity;
    this.client = options.identity === undefined ? options.cluster.client : options.cluster.client.as(options.identity);
    this.#trackers = options.trackers.filter(({ follows }) => follows !== false);
    this.#transform = options.transform;
    this.#changed = options.changed;
    this.#facts = new ServedFacts(this.client, options.clock);
    this.#unwatched = new UnwatchedObjects(this.client, this.#transform);
  }

  /** What the cluster serves, as charts ask for it. Throws KubeError. */
  facts(signal: AbortSignal): Promise<ClusterFacts> {
    return this.#facts.get(signal);
  }

  /** The resource of a kind; undefined where the API server does not serve it. */
  resourceOf(kind: GroupVersionKind, signal: AbortSignal): Promise<ApiResource | undefined> {
    return this.client.discovery.find(kind, signal);
  }

  /**
   * Makes `kind` observable and waits until its objects are known. With an identity only `namespace` is looked at, since a tenant may
   * not read more; where even that may not be listed, `readUnwatched` reads the objects one by one. Throws KubeError when the API
   * server cannot be asked.
   */
  async observe(kind: GroupVersionKind, namespace: string, signal: AbortSignal): Promise<ApiResource | undefined> {
    const resource = await this.resourceOf(kind, signal);
    if (resource === undefined) return undefined;
    const scope = this.#identity !== undefined && resource.namespaced ? namespace : '';
    const id = observedId(kind, scope);
    let known = this.#observed.get(id);
    if (known === undefined) {
      const options = { transform: this.#transform, ...(scope === '' ? {} : { namespace: scope }) };
      const informer = this.#cluster.informer(resource, options, this.#identity);
      const end = informer.subscribe((event) => this.#see(event));
      known = { informer, resource, end, since: this.#clock.now(), state: 'filling' };
      this.#observed.set(id, known);
    }
    if (known.state === 'synced') return resource;
    try {
      await untilSynced(known.informer, { since: known.since, clock: this.#clock }, signal);
      known.state = 'synced';
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'forbidden') throw error;
      known.state = 'refused';
    }
    return resource;
  }

  /** Reads those of `keys` whose kind may not be listed, as they are now. Throws KubeError. */
  async readUnwatched(keys: readonly ObjectKey[], signal: AbortSignal): Promise<void> {
    const unwatched = keys.flatMap((key) => {
      const known = this.#observedOf(key);
      return known?.state === 'refused' ? [{ key, resource: known.resource }] : [];
    });
    if (unwatched.length === 0) return;
    await this.#unwatched.read(unwatched, signal);
    // What was just read is newer than what our writes gave back.
    for (const { key } of unwatched) this.#overlay.forget(formatKey(key));
  }

  /** Why what is known of the cluster may be old: a watch of it fails. */
  staleBecause(): KubeError | undefined {
    for (const { informer } of this.#observed.values()) {
      const error = informer.lastError();
      if (error instanceof KubeError && (error.code === 'unavailable' || error.code === 'timeout')) return error;
    }
    return undefined;
  }

  /** Whether the API server does not say if the object is there. */
  isHidden(key: ObjectKey): boolean {
    return this.#observedOf(key)?.state === 'refused' && this.#unwatched.isHidden(key);
  }

  /** The live object, our own writes included; undefined where it is not there or its kind is not observed. */
  get(key: ObjectKey): KubeObject | undefined {
    const known = this.#observedOf(key);
    const seen = known?.state === 'refused' ? this.#unwatched.get(key) : known?.informer.get(key.namespace, key.name);
    return this.#overlay.over(formatKey(key), seen);
  }

  /** Waits until `condition` holds, which is asked whenever the watches tell something; at most `ms`. */
  async until(condition: () => boolean, ms: number, signal: AbortSignal): Promise<void> {
    if (condition()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const ask = (): void => {
      if (condition()) resolve();
    };
    this.#asking.add(ask);
    const cancel = this.#clock.after(ms, resolve);
    try {
      await untilAbort(promise, signal);
    } finally {
      this.#asking.delete(ask);
      cancel();
    }
  }

  /** Whether changes of the object are told by a watch. */
  isWatched(key: ObjectKey): boolean {
    return this.#observedOf(key)?.state === 'synced';
  }

  /** The whole of an object of which only metadata is kept, read once per version. Throws KubeError. */
  async whole(ref: ResourceRef, live: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    const id = `${formatKey(keyOf(live))}@${live.metadata.resourceVersion ?? ''}`;
    const known = this.#wholes.get(id);
    if (known !== undefined) return known;
    const object = await this.client.get(ref, { signal });
    this.#wholes.set(id, object);
    return object;
  }

  /** Objects that carry the owner's marks, of all observed kinds. */
  *ownedBy(owner: OwnerKey): Iterable<KubeObject> {
    for (const key of this.#owned.get(ownerId(owner))?.keys() ?? []) {
      const object = this.#owned.get(ownerId(owner))?.get(key);
      const current = this.#overlay.over(key, object);
      if (current !== undefined) yield current;
    }
  }

  /** Says for which objects the owner wants to be told of changes, instead of those before. */
  interest(owner: OwnerId, keys: readonly ObjectKey[]): void {
    const texts = new Set(keys.map(formatKey));
    for (const text of this.#interestsOf.get(owner) ?? []) {
      if (texts.has(text)) continue;
      const owners = this.#interests.get(text);
      owners?.delete(owner);
      if (owners?.size === 0) this.#interests.delete(text);
    }
    for (const text of texts) this.#interests.set(text, (this.#interests.get(text) ?? new Set()).add(owner));
    if (texts.size === 0) this.#interestsOf.delete(owner);
    else this.#interestsOf.set(owner, texts);
  }

  /** Remembers what a write gave back, until the watch has caught up with it. */
  wrote(object: KubeObject): void {
    this.#overlay.put(formatKey(keyOf(object)), this.#transform(object));
  }

  /** Remembers that a delete took the object away. */
  deleted(live: KubeObject): void {
    this.#overlay.drop(formatKey(keyOf(live)), live);
  }

  close(): void {
    for (const { end } of this.#observed.values()) end();
    this.#observed.clear();
  }

  #observedOf(key: ObjectKey): Observed | undefined {
    return this.#observed.get(observedId(key, '')) ?? this.#observed.get(observedId(key, key.namespace));
  }

  #see(event: InformerEvent): void {
    const key = formatKey(keyOf(event.object));
    const ours = this.#overlay.caughtUp(key, event);
    const before = event.kind === 'modified' ? this.#ownerOf(event.old) : undefined;
    const owner = this.#ownerOf(event.object);
    if (before !== undefined && before !== owner) this.#owned.get(before)?.delete(key);
    if (owner !== undefined) {
      if (event.kind === 'deleted') this.#owned.get(owner)?.delete(key);
      else {
        const objects = this.#owned.get(owner) ?? new Map<string, KubeObject>();
        this.#owned.set(owner, objects.set(key, event.object));
      }
    }
    for (const ask of this.#asking) ask();
    if (ours) return;
    const told = new Set(this.#interests.get(key));
    for (const id of [before, owner]) if (id !== undefined) told.add(id);
    for (const id of told) this.#changed(id);
  }

  #ownerOf(object: KubeObject): OwnerId | undefined {
    for (const tracker of this.#trackers) {
      const owner = tracker.ownerOf(object);
      if (owner !== undefined) return ownerId({ ...owner, cluster: inCluster });
    }
    return undefined;
  }
}

function observedId(kind: { group: string; kind: string }, namespace: string): string {
  return `${kind.group}/${kind.kind}/${namespace}`;
}
