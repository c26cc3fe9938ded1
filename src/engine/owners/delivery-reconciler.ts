import {
  type Clock,
  gvkOf,
  inCluster,
  type KubeObject,
  type Logger,
  type Priority,
  type WorkQueue,
} from '../../base/index.ts';
import {
  type Informer,
  type KubeClient,
  KubeError,
  type Reconciler,
  type ReconcileResult,
  type ResourceRef,
} from '../../kube/index.ts';
import type { Delivery, OwnerKey } from '../delivery.ts';
import type { Dialect, OwnerEvent, OwnerPatch } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { WriteOverlay } from '../live/index.ts';
import { type OwnerId, ownerId } from '../owner-id.ts';
import type { References } from './references.ts';

/** What the reconciler of one kind of owner stands on. */
export interface DeliveryReconcilerOptions {
  readonly engine: Engine;
  readonly dialect: Dialect;
  /** The owners, whole. */
  readonly owners: Informer;
  readonly client: KubeClient;
  readonly references: References;
  readonly queue: WorkQueue<OwnerId>;
  /** Writes a Kubernetes Event about the owner. */
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  /** Whether this replica is the one that handles the owner. */
  readonly handles: (owner: KubeObject) => boolean;
  /** Look, plan and show, but write nothing: another controller is alive for this dialect. */
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Brings one kind of owner to what it asks for: translate, pass, report. All that varies between dialects is in the `Dialect`.
 */
export class DeliveryReconciler implements Reconciler<OwnerId> {
  readonly #options: DeliveryReconcilerOptions;
  readonly #written = new WriteOverlay();
  readonly #unsubscribe: () => void;

  constructor(options: DeliveryReconcilerOptions) {
    this.#options = options;
    this.#unsubscribe = options.owners.subscribe((event) => {
      const id = ownerId(this.#keyOf(event.object));
      if (!this.#written.caughtUp(id, event)) options.queue.add(id, 'normal');
    });
  }

  /** Puts an owner in line because of something outside it. */
  changed(owner: OwnerId, priority: Priority): void {
    this.#options.queue.add(owner, priority);
  }

  close(): void {
    this.#unsubscribe();
  }

  async reconcile(id: OwnerId, signal: AbortSignal): Promise<ReconcileResult> {
    const { dialect, engine, references, handles, clock } = this.#options;
    const key = parseOwnerId(id);
    const owner = this.#written.over(id, this.#options.owners.get(key.namespace, key.name));
    if (owner === undefined) {
      engine.forget(key);
      references.forget(id);
      return { kind: 'done' };
    }
    if (!handles(owner)) return { kind: 'done' };
    const translation = await dialect.translate(owner, { lookup: references.lookup(id, signal), now: clock.now() });
    switch (translation.kind) {
      case 'idle':
      case 'blocked': {
        await this.#report(owner, translation, signal);
        const retryMs = translation.kind === 'blocked' ? translation.retryMs : undefined;
        return retryMs === undefined ? { kind: 'done' } : { kind: 'again', afterMs: retryMs };
      }
      case 'remove':
        return this.#remove(owner, translation.delivery, translation.cascade, signal);
      case 'deliver':
        return this.#deliver(owner, translation.delivery, signal);
    }
  }

  async #deliver(owner: KubeObject, wanted: Delivery, signal: AbortSignal): Promise<ReconcileResult> {
    const { engine, dialect, clock, observeOnly } = this.#options;
    const delivery: Delivery = observeOnly() ? { ...wanted, mode: 'manual', request: undefined } : wanted;
    const current = await this.#keepFinalizer(owner, signal);
    const outcome = await engine.pass(delivery, dialect, dialect.progress(current), signal);
    await this.#report(current, outcome, signal);
    const now = clock.now();
    const due = Math.min(outcome.dueAt ?? Infinity, now + delivery.intervalMs);
    return Number.isFinite(due) ? { kind: 'again', afterMs: Math.max(0, due - now) } : { kind: 'done' };
  }

  async #remove(
    owner: KubeObject,
    delivery: Delivery,
    cascade: boolean,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const { engine, dialect, observeOnly } = this.#options;
    if (observeOnly()) return { kind: 'done' };
    if (cascade) {
      const outcome = await engine.remove(delivery, dialect, signal);
      await this.#report(owner, outcome, signal);
      // A deletion that is refused is tried again: objects must not be left behind in silence.
      if (outcome.failure !== undefined) return { kind: 'again', afterMs: 10_000 };
      if (outcome.deleting) return { kind: 'again', afterMs: 5_000 };
    }
    await this.#dropFinalizers(owner, signal);
    engine.forget(delivery.owner);
    return { kind: 'done' };
  }

  async #report(owner: KubeObject, what: Parameters<Dialect['report']>[1], signal: AbortSignal): Promise<void> {
    const { dialect, emit, observeOnly } = this.#options;
    if (observeOnly()) return;
    const { patch, events } = dialect.report(owner, what);
    if (patch !== undefined) await this.#write(owner, patch, signal);
    for (const event of events) emit(owner, event, dialect.component);
  }

  async #write(owner: KubeObject, { patch, subresource }: OwnerPatch, signal: AbortSignal): Promise<KubeObject> {
    const { client, dialect } = this.#options;
    const options = {
      fieldManager: dialect.statusManager,
      signal,
      ...(subresource === undefined ? {} : { subresource }),
    };
    try {
      const written = await client.patch(await this.#refOf(owner, signal), { kind: 'merge', patch }, options);
      this.#written.put(ownerId(this.#keyOf(owner)), written);
      return written;
    } catch (error) {
      // The owner went away meanwhile: there is nobody to report to.
      if (error instanceof KubeError && error.code === 'not-found') return owner;
      throw error;
    }
  }

  async #keepFinalizer(owner: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    const { dialect, observeOnly } = this.#options;
    const finalizers = owner.metadata.finalizers ?? [];
    if (dialect.finalizer === undefined || finalizers.includes(dialect.finalizer) || observeOnly()) return owner;
    const metadata = {
      finalizers: [...finalizers, dialect.finalizer],
      resourceVersion: owner.metadata.resourceVersion,
    };
    return this.#write(owner, { patch: { metadata }, subresource: undefined }, signal);
  }

  async #dropFinalizers(owner: KubeObject, signal: AbortSignal): Promise<void> {
    const { dialect } = this.#options;
    const finalizers = owner.metadata.finalizers ?? [];
    const left = finalizers.filter((finalizer) => !dialect.ownsFinalizer(finalizer));
    if (left.length === finalizers.length) return;
    await this.#write(
      owner,
      { patch: { metadata: { finalizers: left.length === 0 ? null : left } }, subresource: undefined },
      signal,
    );
  }

  async #refOf(owner: KubeObject, signal: AbortSignal): Promise<ResourceRef> {
    const resource = await this.#options.client.discovery.find(gvkOf(owner), signal);
    if (resource === undefined)
      throw new KubeError('not-found', `${owner.apiVersion} ${owner.kind} is not served any more`);
    return { resource, namespace: owner.metadata.namespace ?? '', name: owner.metadata.name ?? '' };
  }

  #keyOf(owner: KubeObject): OwnerKey {
    const { group, kind } = gvkOf(owner);
    return {
      cluster: inCluster,
      group,
      kind,
      namespace: owner.metadata.namespace ?? '',
      name: owner.metadata.name ?? '',
    };
  }
}

function parseOwnerId(id: OwnerId): OwnerKey {
  const [cluster = '', rest = ''] = id.split('|');
  const [group = '', kind = '', namespace = '', name = ''] = rest.split('/');
  return { cluster, group, kind, namespace, name };
}
