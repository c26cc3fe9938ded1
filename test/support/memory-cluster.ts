import type { Json, JsonObject, KubeObject } from '../../src/base/index.ts';
import {
  type ApiResource,
  type DeleteOptions,
  KubeError,
  type KubeClient,
  type KubeList,
  type ListOptions,
  type Patch,
  type RequestOptions,
  type ResourceRef,
  type WatchEvent,
  type WatchOptions,
} from '../../src/kube/index.ts';

/**
 * A cluster in memory behind the client's port, for tests that move the time by hand and so cannot wait for a network: stored objects,
 * resource versions, conflicts, lists and watches; no schemas, no managed fields, no selectors but equality of labels.
 */
export class MemoryCluster implements KubeClient {
  /** What was asked, as `verb plural namespace/name`. */
  readonly requests: string[] = [];
  /** Decides the fate of a request: an error to throw, or a promise to wait for first. */
  fault: (request: string) => Error | Promise<void> | undefined = () => undefined;
  /** What discovery knows. */
  served: readonly ApiResource[] = [];
  readonly discovery = {
    find: (wanted: { readonly group: string; readonly kind: string }): Promise<ApiResource | undefined> =>
      Promise.resolve(this.served.find(({ group, kind }) => group === wanted.group && kind === wanted.kind)),
    all: (): Promise<readonly ApiResource[]> => Promise.resolve(this.served),
    invalidate: (): void => undefined,
  };
  readonly #objects = new Map<string, KubeObject>();
  readonly #watchers = new Set<(plural: string, event: WatchEvent) => void>();
  #version = 0;

  as(): KubeClient {
    return this;
  }

  async get(ref: ResourceRef, options: RequestOptions = {}): Promise<KubeObject> {
    await this.#ask('get', ref, options);
    return this.#find(ref);
  }

  async list(resource: ApiResource, options: ListOptions = {}): Promise<KubeList> {
    await this.#ask('list', { resource, namespace: options.namespace ?? '', name: '' }, options);
    return { items: this.#select(resource, options), resourceVersion: String(this.#version) };
  }

  async *watch(resource: ApiResource, options: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
    await this.#ask('watch', { resource, namespace: options.namespace ?? '', name: '' }, options);
    options.onOpen?.();
    const queue: WatchEvent[] = this.#select(resource, options).map((object) => ({ kind: 'added', object }));
    queue.push({ kind: 'bookmark', resourceVersion: String(this.#version), initialEventsEnd: true });
    let wake: () => void = () => undefined;
    const hear = (plural: string, event: WatchEvent): void => {
      if (plural !== resource.plural || (event.kind !== 'bookmark' && !selects(event.object, options))) return;
      queue.push(event);
      wake();
    };
    this.#watchers.add(hear);
    options.signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      for (;;) {
        options.signal?.throwIfAborted();
        const next = queue.shift();
        if (next !== undefined) yield next;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#watchers.delete(hear);
    }
  }

  async create(resource: ApiResource, object: KubeObject, options: RequestOptions = {}): Promise<KubeObject> {
    const { namespace = '', name = '' } = object.metadata;
    const ref = { resource, namespace, name };
    await this.#ask('create', ref, options);
    if (this.#objects.has(keyOf(ref))) throw refusal('already-exists', 409, ref);
    return this.#store(ref, { ...object, metadata: { ...object.metadata, uid: `uid-${this.#version + 1}` } }, 'added');
  }

  async replace(ref: ResourceRef, object: KubeObject, options: RequestOptions = {}): Promise<KubeObject> {
    await this.#ask('replace', ref, options);
    const stored = this.#find(ref);
    const { resourceVersion } = object.metadata;
    if (resourceVersion !== undefined && resourceVersion !== stored.metadata.resourceVersion)
      throw refusal('conflict', 409, ref);
    return this.#store(ref, object, 'modified');
  }

  async patch(ref: ResourceRef, patch: Patch, options: RequestOptions = {}): Promise<KubeObject> {
    await this.#ask('patch', ref, options);
    const stored = this.#objects.get(keyOf(ref));
    if (patch.kind === 'apply') {
      const base = stored ?? {
        ...patch.object,
        metadata: { ...patch.object.metadata, uid: `uid-${this.#version + 1}` },
      };
      return this.#store(ref, merge(base, patch.object) as KubeObject, stored === undefined ? 'added' : 'modified');
    }
    if (patch.kind === 'json') throw new Error('JSON patches are not needed here');
    return this.#store(ref, merge(this.#find(ref), patch.patch) as KubeObject, 'modified');
  }

  async delete(ref: ResourceRef, options: DeleteOptions = {}): Promise<undefined> {
    await this.#ask('delete', ref, options);
    const object = this.#find(ref);
    const { uid, resourceVersion } = options.preconditions ?? {};
    const fits = (uid ?? object.metadata.uid) === object.metadata.uid;
    if (!fits || (resourceVersion ?? object.metadata.resourceVersion) !== object.metadata.resourceVersion)
      throw refusal('conflict', 409, ref);
    this.#objects.delete(keyOf(ref));
    this.#version += 1;
    this.#tell(ref, {
      kind: 'deleted',
      object: { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } },
    });
    return undefined;
  }

  /** Answers everything with an empty object. */
  async raw(request: { readonly method: string; readonly path: string }, options: RequestOptions = {}): Promise<Json> {
    await this.#decide(`${request.method} ${request.path}`, options);
    return {};
  }

  /** The stored objects of a resource. */
  stored(resource: ApiResource): readonly KubeObject[] {
    return this.#select(resource, {});
  }

  async #ask(verb: string, ref: ResourceRef, options: RequestOptions): Promise<void> {
    await this.#decide(`${verb} ${ref.resource.plural} ${ref.namespace}/${ref.name}`, options);
  }

  async #decide(request: string, options: RequestOptions): Promise<void> {
    this.requests.push(request);
    options.signal?.throwIfAborted();
    const fault = this.fault(request);
    if (fault instanceof Error) throw fault;
    if (fault === undefined) return;
    const { signal } = options;
    await Promise.race([
      fault,
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      ),
    ]);
  }

  #find(ref: ResourceRef): KubeObject {
    const object = this.#objects.get(keyOf(ref));
    if (object === undefined) throw refusal('not-found', 404, ref);
    return object;
  }

  #select(resource: ApiResource, options: ListOptions): KubeObject[] {
    return [...this.#objects]
      .filter(([key, object]) => key.startsWith(`${resource.plural} `) && selects(object, options))
      .map(([, object]) => object);
  }

  #store(ref: ResourceRef, object: KubeObject, kind: 'added' | 'modified'): KubeObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#objects.set(keyOf(ref), stored);
    this.#tell(ref, { kind, object: stored });
    return stored;
  }

  #tell(ref: ResourceRef, event: WatchEvent): void {
    for (const hear of this.#watchers) hear(ref.resource.plural, event);
  }
}

function keyOf(ref: ResourceRef): string {
  return `${ref.resource.plural} ${ref.namespace}/${ref.name}`;
}

function selects(object: KubeObject, options: ListOptions): boolean {
  if (options.namespace !== undefined && options.namespace !== '' && object.metadata.namespace !== options.namespace)
    return false;
  if (options.labelSelector === undefined) return true;
  const [label = '', value] = options.labelSelector.split('=');
  return object.metadata.labels?.[label] === value;
}

function merge(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    const nested =
      typeof old === 'object' && typeof value === 'object' && old !== null && value !== null && !Array.isArray(old);
    merged[key] = nested ? merge(old, value as JsonObject) : value;
  }
  return merged;
}

function refusal(code: 'already-exists' | 'conflict' | 'not-found', httpStatus: number, ref: ResourceRef): KubeError {
  return new KubeError(code, `${keyOf(ref)}: ${code}`, { httpStatus });
}
