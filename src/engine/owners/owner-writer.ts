import { gvkOf, inCluster, type KubeObject, type WorkQueue } from '../../base/index.ts';
import { type Informer, type KubeClient, KubeError, type ResourceRef } from '../../kube/index.ts';
import type { OwnerPatch } from '../dialect.ts';
import { WriteOverlay } from '../live/index.ts';
import { type OwnerId, ownerId, parseOwnerId } from '../owner-id.ts';

/**
 * Reads and writes the owners of one kind. Reads are never behind our own writes, and the watch's echo of a write gives the owner no turn:
 * so a pass that changed only the status is not followed by another.
 */
export class OwnerWriter {
  readonly #owners: Informer;
  readonly #client: KubeClient;
  readonly #manager: string;
  readonly #written = new WriteOverlay();
  readonly #unsubscribe: () => void;

  constructor(options: {
    /** The owners, whole. */
    readonly owners: Informer;
    readonly client: KubeClient;
    /** The field manager of status and finalizers. */
    readonly manager: string;
    readonly queue: WorkQueue<OwnerId>;
  }) {
    this.#owners = options.owners;
    this.#client = options.client;
    this.#manager = options.manager;
    this.#unsubscribe = options.owners.subscribe((event) => {
      const id = idOf(event.object);
      if (!this.#written.caughtUp(id, event)) options.queue.add(id, 'normal');
    });
  }

  /** The owner as it is now, our own writes included. */
  get(id: OwnerId): KubeObject | undefined {
    const { namespace, name } = parseOwnerId(id);
    return this.#written.over(id, this.#owners.get(namespace, name));
  }

  /** Merge-patches the owner and gives it back; an owner that is gone is given back as it was. Throws KubeError. */
  async write(owner: KubeObject, { patch, subresource }: OwnerPatch, signal: AbortSignal): Promise<KubeObject> {
    const options = { fieldManager: this.#manager, signal, ...(subresource === undefined ? {} : { subresource }) };
    try {
      const written = await this.#client.patch(await this.#refOf(owner, signal), { kind: 'merge', patch }, options);
      this.#written.put(idOf(owner), written);
      return written;
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return owner;
      throw error;
    }
  }

  /** Puts a finalizer on the owner where it is missing. */
  async keepFinalizer(owner: KubeObject, finalizer: string, signal: AbortSignal): Promise<KubeObject> {
    const finalizers = owner.metadata.finalizers ?? [];
    if (finalizers.includes(finalizer)) return owner;
    // The version guards the finalizers that others put there meanwhile.
    const metadata = { finalizers: [...finalizers, finalizer], resourceVersion: owner.metadata.resourceVersion };
    return this.write(owner, { patch: { metadata }, subresource: undefined }, signal);
  }

  /** Takes finalizers off the owner: the last of them lets it go. */
  async dropFinalizers(owner: KubeObject, ours: (finalizer: string) => boolean, signal: AbortSignal): Promise<void> {
    const finalizers = owner.metadata.finalizers ?? [];
    const left = finalizers.filter((finalizer) => !ours(finalizer));
    if (left.length === finalizers.length) return;
    const metadata = { finalizers: left.length === 0 ? null : left, resourceVersion: owner.metadata.resourceVersion };
    await this.write(owner, { patch: { metadata }, subresource: undefined }, signal);
  }

  close(): void {
    this.#unsubscribe();
  }

  async #refOf(owner: KubeObject, signal: AbortSignal): Promise<ResourceRef> {
    const resource = await this.#client.discovery.find(gvkOf(owner), signal);
    if (resource === undefined)
      throw new KubeError('not-found', `${owner.apiVersion} ${owner.kind} is not served any more`);
    return { resource, namespace: owner.metadata.namespace ?? '', name: owner.metadata.name ?? '' };
  }
}

function idOf(owner: KubeObject): OwnerId {
  const { group, kind } = gvkOf(owner);
  const { namespace = '', name = '' } = owner.metadata;
  return ownerId({ cluster: inCluster, group, kind, namespace, name });
}
