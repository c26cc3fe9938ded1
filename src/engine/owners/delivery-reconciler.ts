import type { Clock, KubeObject } from '../../base/index.ts';
import type { Reconciler, ReconcileResult } from '../../kube/index.ts';
import type { Delivery } from '../delivery.ts';
import type { Dialect, OwnerEvent, Translation } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import type { Outcome } from '../outcome.ts';
import { type OwnerId, ownerId, parseOwnerId } from '../owner-id.ts';
import type { OwnerWriter } from './owner-writer.ts';
import type { References } from './references.ts';

/** What the reconciler of one kind of owner stands on. */
export interface DeliveryReconcilerOptions {
  readonly engine: Engine;
  readonly dialect: Dialect;
  readonly owners: OwnerWriter;
  readonly references: References;
  /** Writes a Kubernetes Event about the owner. */
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  /** Whether this replica is the one that handles the owner. */
  readonly handles: (owner: KubeObject) => boolean;
  /** Look, plan and show, but write nothing: another controller is alive for this dialect. */
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
}

/** How soon a deletion that goes on, or was refused, is looked at again; an event comes sooner. */
const removalMs = { goingOn: 5_000, refused: 10_000 } as const;

/**
 * Brings one kind of owner to what it asks for: translate, pass, report. All that varies between dialects is in the `Dialect`.
 */
export class DeliveryReconciler implements Reconciler<OwnerId> {
  readonly #options: DeliveryReconcilerOptions;
  /** What passes did that the API server has not been told of yet. */
  readonly #unreported = new Map<OwnerId, Outcome>();

  constructor(options: DeliveryReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(id: OwnerId, signal: AbortSignal): Promise<ReconcileResult> {
    const { dialect, engine, references, owners, handles, clock } = this.#options;
    const owner = owners.get(id);
    if (owner === undefined) {
      engine.forget(parseOwnerId(id));
      references.forget(id);
      this.#unreported.delete(id);
      return { kind: 'done' };
    }
    if (!handles(owner)) {
      // Another replica reads its sources now.
      engine.desired.forget(id);
      references.forget(id);
      return { kind: 'done' };
    }
    const kept = await this.#reportLate(id, await this.#keepFinalizer(owner, signal), signal);
    const lookup = references.lookup(id, signal);
    const translation = await dialect.translate(kept, { lookup, now: clock.now() });
    switch (translation.kind) {
      case 'idle':
      case 'blocked': {
        if (translation.kind === 'idle') engine.claims.rest(parseOwnerId(id));
        await this.#report(kept, translation, signal);
        const retryMs = translation.kind === 'blocked' ? translation.retryMs : undefined;
        return retryMs === undefined ? { kind: 'done' } : { kind: 'again', afterMs: retryMs };
      }
      case 'remove':
        return this.#remove(kept, translation, signal);
      case 'deliver':
        return this.#deliver(kept, translation.delivery, signal);
    }
  }

  /** The finalizer comes before all else, so that an owner never has objects without it. */
  async #keepFinalizer(owner: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    const { dialect, owners, observeOnly } = this.#options;
    const { finalizer } = dialect;
    if (finalizer === undefined || owner.metadata.deletionTimestamp !== undefined || observeOnly()) return owner;
    return owners.keepFinalizer(owner, finalizer, signal);
  }

  async #deliver(owner: KubeObject, wanted: Delivery, signal: AbortSignal): Promise<ReconcileResult> {
    const { engine, dialect, clock, observeOnly } = this.#options;
    const id = ownerId(wanted.owner);
    const observes = observeOnly();
    const delivery: Delivery = observes ? { ...wanted, mode: 'manual', request: undefined } : wanted;
    // The run that the status tells of is another controller's: neither it nor its hooks are ours to go on with.
    const outcome = await engine.pass(delivery, dialect, observes ? undefined : dialect.progress(owner), signal);
    this.#unreported.set(id, outcome);
    await this.#report(owner, outcome, signal);
    this.#unreported.delete(id);
    const now = clock.now();
    const due = Math.min(outcome.dueAt ?? Infinity, now + delivery.intervalMs);
    return Number.isFinite(due) ? { kind: 'again', afterMs: Math.max(0, due - now) } : { kind: 'done' };
  }

  /**
   * Tells what an earlier pass did and could not tell, since the API server did not take it: the next pass finds everything done, and
   * nobody would ever hear of the run.
   */
  async #reportLate(id: OwnerId, owner: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    const late = this.#unreported.get(id);
    if (late === undefined || late.delivery.ownerUid !== owner.metadata.uid) return owner;
    await this.#report(owner, late, signal);
    this.#unreported.delete(id);
    return this.#options.owners.get(id) ?? owner;
  }

  async #remove(
    owner: KubeObject,
    removal: Extract<Translation, { kind: 'remove' }>,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const { engine, dialect, owners, observeOnly, clock } = this.#options;
    if (observeOnly()) return { kind: 'done' };
    const { delivery, cascade, wait, waitUntil, left } = removal;
    if (left !== undefined) await this.#report(owner, removal, signal);
    if (cascade) {
      const outcome = await engine.remove(delivery, dialect, signal);
      await this.#report(owner, outcome, signal);
      // A deletion that is refused is tried again: objects must not be left behind in silence.
      if (outcome.failure !== undefined) return { kind: 'again', afterMs: removalMs.refused };
      const waiting = wait && clock.now() < (waitUntil ?? Infinity);
      if (outcome.deleting && (waiting || outcome.stagesLeft)) return { kind: 'again', afterMs: removalMs.goingOn };
    }
    await owners.dropFinalizers(owner, (name) => dialect.ownsFinalizer(name), signal);
    engine.forget(delivery.owner);
    return { kind: 'done' };
  }

  async #report(owner: KubeObject, what: Parameters<Dialect['report']>[1], signal: AbortSignal): Promise<void> {
    const { dialect, owners, emit, observeOnly } = this.#options;
    if (observeOnly()) return;
    const { patch, events } = dialect.report(owner, what);
    if (patch !== undefined) await owners.write(owner, patch, signal);
    for (const event of events) emit(owner, event, dialect.component);
  }
}
