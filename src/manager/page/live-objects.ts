import { type Clock, type KubeObject, type Logger, type ObjectKey } from '../../base/index.ts';
import type { ClusterObjects, LogRequest, ObjectsTarget } from '../../api/index.ts';
import type { ClusterAccess, Clusters } from '../../engine/index.ts';
import { type Informer, KubeError, type StreamingKubeClient, untilSynced } from '../../kube/index.ts';

/** A kind that is watched for who looks at trees. */
interface Watched {
  readonly informer: Informer;
  readonly since: number;
  readonly end: () => void;
  usedAt: number;
}

/** A kind that nobody has looked at for so long is not watched any more. */
const idleMs = 10 * 60_000;
/** How many events of one namespace are read at most. */
const maxEvents = 1_000;

/** The objects of all clusters for who shows them: lists from informers that run while somebody looks, single objects as they are now. */
export class LiveObjects implements ClusterObjects {
  readonly #clusters: Clusters;
  readonly #target: (owner: KubeObject, signal: AbortSignal) => Promise<ObjectsTarget>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #watched = new Map<string, Watched>();
  readonly #listeners = new Set<(object: KubeObject) => void>();

  constructor(options: {
    readonly clusters: Clusters;
    readonly target: (owner: KubeObject, signal: AbortSignal) => Promise<ObjectsTarget>;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#clusters = options.clusters;
    this.#target = options.target;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  target(owner: KubeObject, signal: AbortSignal): Promise<ObjectsTarget> {
    return this.#target(owner, signal);
  }

  async list(
    target: ObjectsTarget,
    kind: { readonly group: string; readonly kind: string },
    namespace: string,
    signal: AbortSignal,
  ): Promise<readonly KubeObject[] | undefined> {
    this.#endIdle();
    const id = `${target.cluster}|${target.identity?.user ?? ''}|${kind.group}/${kind.kind}`;
    const watched = this.#watched.get(id) ?? (await this.#watch(id, target, kind, signal));
    if (watched === undefined) return undefined;
    watched.usedAt = this.#clock.now();
    try {
      await untilSynced(watched.informer, { since: watched.since, clock: this.#clock }, signal);
    } catch (error) {
      // Refused for good or dead for now: the next who looks finds out anew.
      this.#end(id, watched);
      throw error;
    }
    return [...watched.informer.list(namespace === '' ? undefined : namespace)];
  }

  async get(target: ObjectsTarget, key: ObjectKey, signal: AbortSignal): Promise<KubeObject | undefined> {
    const client = await this.#client(target);
    const resource = await client.discovery.find({ group: key.group, kind: key.kind }, signal);
    if (resource === undefined) return undefined;
    try {
      return await client.get(
        { resource, namespace: resource.namespaced ? key.namespace : '', name: key.name },
        { signal, priority: 'high' },
      );
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async events(
    target: ObjectsTarget,
    namespace: string,
    object: ObjectKey | undefined,
    signal: AbortSignal,
  ): Promise<readonly KubeObject[]> {
    const client = await this.#client(target);
    const resource = await client.discovery.find({ group: '', kind: 'Event' }, signal);
    if (resource === undefined) return [];
    const selector =
      object === undefined
        ? {}
        : { fieldSelector: `involvedObject.name=${object.name},involvedObject.kind=${object.kind}` };
    const { items } = await client.list(resource, {
      ...(namespace === '' ? {} : { namespace }),
      ...selector,
      limit: maxEvents,
      signal,
    });
    return items;
  }

  async logs(target: ObjectsTarget, request: LogRequest, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const client = (await this.#client(target)) as StreamingKubeClient;
    const query = new URLSearchParams({ timestamps: 'true', tailLines: String(request.tail) });
    if (request.container !== undefined) query.set('container', request.container);
    if (request.follow) query.set('follow', 'true');
    if (request.previous) query.set('previous', 'true');
    if (request.sinceSeconds !== undefined) query.set('sinceSeconds', String(request.sinceSeconds));
    const path = `/api/v1/namespaces/${encodeURIComponent(request.namespace)}/pods/${encodeURIComponent(request.pod)}/log?${query.toString()}`;
    return client.stream(path, { signal });
  }

  subscribe(changed: (object: KubeObject) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  close(): void {
    for (const [id, watched] of this.#watched) this.#end(id, watched);
  }

  async #watch(
    id: string,
    target: ObjectsTarget,
    kind: { readonly group: string; readonly kind: string },
    signal: AbortSignal,
  ): Promise<Watched | undefined> {
    const access: ClusterAccess = await this.#clusters.open(target.cluster);
    const resource = await access.client.discovery.find(kind, signal);
    if (resource === undefined) return undefined;
    // Two who look at the same time watch once.
    const known = this.#watched.get(id);
    if (known !== undefined) return known;
    const now = this.#clock.now();
    const informer = access.informer(resource, { transform: shownPart }, target.identity);
    const end = informer.subscribe(({ object }) => {
      for (const listener of this.#listeners) listener(object);
    });
    const watched = { informer, since: now, end, usedAt: now };
    this.#watched.set(id, watched);
    this.#logger.debug('watching for who looks', { kind: kind.kind, cluster: target.cluster });
    return watched;
  }

  async #client({ cluster, identity }: ObjectsTarget) {
    const { client } = await this.#clusters.open(cluster);
    return identity === undefined ? client : client.as(identity);
  }

  #endIdle(): void {
    const now = this.#clock.now();
    for (const [id, watched] of this.#watched) if (watched.usedAt + idleMs < now) this.#end(id, watched);
  }

  #end(id: string, watched: Watched): void {
    watched.end();
    if (this.#watched.get(id) === watched) this.#watched.delete(id);
  }
}

/** What a tree shows of an object: no field sets, and of a Secret no value. */
function shownPart(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, annotations = {}, ...metadata } = object.metadata;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _lastApplied, ...kept } = annotations;
  const shown: KubeObject = { ...object, metadata: { ...metadata, annotations: kept } };
  if (object.apiVersion !== 'v1' || object.kind !== 'Secret') return shown;
  const { data: _data, stringData: _stringData, ...rest } = shown;
  return rest;
}
