import { type Clock, jsonAt, type KubeObject, objectAt, parseDuration, textAt } from '../../base/index.ts';
import type { Lookup, OwnerEvent, OwnerId, OwnerWriter, References } from '../../engine/index.ts';
import type { Reconciler, ReconcileResult } from '../../kube/index.ts';
import type { ArtifactStore } from '../../source/index.ts';
import { conditionOf } from '../condition.ts';
import { fluxFinalizer, sourceController } from '../names.ts';
import { isRequested } from '../request.ts';
import { reportSource } from './report.ts';
import type { SourceResult } from './result.ts';

/** What the controller of one kind of source stands on. */
export interface SourceReconcilerOptions {
  readonly owners: OwnerWriter;
  readonly references: References;
  readonly artifacts: ArtifactStore;
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  readonly handles: (owner: KubeObject) => boolean;
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
}

/** One look at a source. */
export interface SourceLook {
  readonly owner: KubeObject;
  /** Finds Secrets and other sources; what was found gives the owner a turn when it changes. */
  readonly lookup: Lookup;
  /** How old an answer of the remote side may be. */
  readonly maxAgeMs: number;
  readonly signal: AbortSignal;
}

/** What tells one kind of source from another. */
export interface SourceKind {
  /** The kind in lower case, as artifacts are filed. */
  readonly filed: string;
  /** Owners that are data alone: they get no finalizer and no status. */
  readonly isStatic?: (owner: KubeObject) => boolean;
  readonly look: (look: SourceLook) => Promise<SourceResult>;
}

/** The waits after failures, as Flux's controllers have them. */
const failureRetry = { initialMs: 750, factor: 2, maxMs: 15 * 60_000 } as const;

const collected: OwnerEvent = {
  type: 'Normal',
  reason: 'GarbageCollectionSucceeded',
  message: 'garbage collected artifacts for deleted resource',
};

/**
 * Keeps the sources of one kind current: looks at the remote side by their interval, when somebody asks and when something that they name
 * changes, stores what is there as an artifact, and says so in status (source-controller v1.9, the reconcilers of its kinds).
 */
export class SourceReconciler implements Reconciler<OwnerId> {
  readonly #options: SourceReconcilerOptions;
  readonly #kind: SourceKind;
  /** Failures in a row. */
  readonly #failures = new Map<OwnerId, number>();

  constructor(kind: SourceKind, options: SourceReconcilerOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async reconcile(id: OwnerId, signal: AbortSignal): Promise<ReconcileResult> {
    const { owners, references, handles, observeOnly, clock } = this.#options;
    const owner = owners.get(id);
    if (owner === undefined || !handles(owner) || observeOnly()) {
      this.#forget(id);
      return { kind: 'done' };
    }
    if (owner.metadata.deletionTimestamp !== undefined) return this.#remove(id, owner, signal);
    if (this.#kind.isStatic?.(owner) === true) return this.#release(id, owner, signal);
    const current = await owners.keepFinalizer(owner, fluxFinalizer, signal);
    const intervalMs = durationAt(current, 'interval') ?? 60_000;
    const isSuspended = jsonAt(current, 'spec', 'suspend') === true;
    const lookup = references.lookup(id, signal);
    const maxAgeMs = maxAgeOf(current, intervalMs);
    const result: SourceResult = isSuspended
      ? { kind: 'suspended' }
      : await this.#look({ owner: current, lookup, maxAgeMs, signal });
    const { patch, events } = reportSource(current, result, clock.now());
    if (patch !== undefined) await owners.write(current, patch, signal);
    for (const event of events) this.#options.emit(current, event, sourceController);
    return this.#next(id, intervalMs, result);
  }

  async #look(look: SourceLook): Promise<SourceResult> {
    const timeoutMs = durationAt(look.owner, 'timeout') ?? 60_000;
    const signal = AbortSignal.any([look.signal, AbortSignal.timeout(timeoutMs)]);
    return await this.#kind.look({ ...look, signal });
  }

  /** When the source is looked at again: at the interval, or sooner after a failure that may pass. */
  #next(id: OwnerId, intervalMs: number, result: SourceResult): ReconcileResult {
    if (result.kind !== 'failed' || result.stalled) {
      this.#failures.delete(id);
      return result.kind === 'stored' ? { kind: 'again', afterMs: intervalMs } : { kind: 'done' };
    }
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    const { initialMs, factor, maxMs } = failureRetry;
    return { kind: 'again', afterMs: Math.min(intervalMs, maxMs, initialMs * factor ** failures) };
  }

  async #remove(id: OwnerId, owner: KubeObject, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace = '', name = '' } = owner.metadata;
    await this.#options.artifacts.remove({ kind: this.#kind.filed, namespace, name });
    if (jsonAt(owner, 'status', 'artifact') !== undefined) this.#options.emit(owner, collected, sourceController);
    await this.#options.owners.dropFinalizers(owner, (finalizer) => finalizer === fluxFinalizer, signal);
    this.#forget(id);
    return { kind: 'done' };
  }

  /** What became data alone loses its artifact, its status and our finalizer (source-controller v1.9, migrationToStatic). */
  async #release(id: OwnerId, owner: KubeObject, signal: AbortSignal): Promise<ReconcileResult> {
    this.#forget(id);
    const { owners, artifacts } = this.#options;
    const { namespace = '', name = '', finalizers = [] } = owner.metadata;
    if (jsonAt(owner, 'spec', 'suspend') === true) return { kind: 'done' };
    const said = Object.keys(objectAt(owner, 'status'));
    let current = owner;
    if (said.length > 0) {
      await artifacts.remove({ kind: this.#kind.filed, namespace, name });
      const status = Object.fromEntries(said.map((member) => [member, null]));
      current = await owners.write(owner, { patch: { status }, subresource: 'status' }, signal);
    }
    if (finalizers.includes(fluxFinalizer)) {
      await owners.dropFinalizers(current, (finalizer) => finalizer === fluxFinalizer, signal);
    }
    return { kind: 'done' };
  }

  #forget(id: OwnerId): void {
    this.#failures.delete(id);
    this.#options.references.forget(id);
  }
}

/** A request and a change of the spec look now, a retry nearly so; a look by interval may share another's. */
function maxAgeOf(owner: KubeObject, intervalMs: number): number {
  const seen = jsonAt(owner, 'status', 'observedGeneration') === owner.metadata.generation;
  if (isRequested(owner) || !seen) return 0;
  return conditionOf(owner, 'FetchFailed') === undefined ? intervalMs * 0.9 : failureRetry.initialMs / 2;
}

function durationAt(owner: KubeObject, field: string): number | undefined {
  const text = textAt(owner, 'spec', field);
  return text === '' ? undefined : parseDuration(text);
}
