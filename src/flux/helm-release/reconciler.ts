import type { KubeObject } from '../../base/index.ts';
import { type Lookup, type OwnerEvent, type OwnerId, parseOwnerId } from '../../engine/index.ts';
import type { Reconciler, ReconcileResult } from '../../kube/index.ts';
import { fluxFinalizer, helmController, requestedAtAnnotation } from '../names.ts';
import { deleteHelmChart, type HelmChartPorts } from './chart/index.ts';
import type { Ended } from './ended.ts';
import { findWanted } from './find-wanted.ts';
import { clusterOf, ownerKeyOf } from './target.ts';
import { inventoryOfStatus } from '../kustomization/inventory.ts';
import type { HelmReleaseReconcilerOptions } from './options.ts';
import { ReleaseRunner } from './release-runner.ts';
import { type HelmReleaseSpec, readHelmReleaseSpec } from './spec/index.ts';
import { StatusDraft } from './status/index.ts';

const failureRetry = { initialMs: 750, factor: 2, maxMs: 15 * 60_000 } as const;
/** Keeps HelmReleases: their HelmCharts, their values, and the releases themselves (helm-controller 1.6). */
export class HelmReleaseReconciler implements Reconciler<OwnerId> {
  readonly #options: HelmReleaseReconcilerOptions;
  readonly #failures = new Map<OwnerId, number>();
  /** What the last reconcile that came to rest stood on, and when: an unchanged world costs nothing until the interval. */
  readonly #rested = new Map<OwnerId, { readonly on: string; readonly until: number }>();
  /** Until when what failed is left alone, as long as it stands on the same. */
  readonly #paused = new Map<OwnerId, { readonly on: string; readonly until: number }>();
  readonly #runner: ReleaseRunner;
  /** Owners whose objects are known to be theirs; what has no turn yet goes by the marks on its objects. */
  readonly #claimed = new Set<OwnerId>();

  constructor(options: HelmReleaseReconcilerOptions) {
    this.#options = options;
    const { clusters, engine, charts, clock, logger } = options;
    this.#runner = new ReleaseRunner({
      clusters,
      engine,
      charts,
      clock,
      logger,
      write: (draft, signal) => this.#write(draft, signal),
      emit: (owner, event) => this.#emit(owner, event),
    });
  }

  async reconcile(id: OwnerId, signal: AbortSignal): Promise<ReconcileResult> {
    const { owners, handles, observeOnly, references } = this.#options;
    const owner = owners.get(id);
    if (owner === undefined || !handles(owner) || observeOnly()) {
      this.#forget(id);
      return { kind: 'done' };
    }
    const lookup = references.lookup(id, signal);
    if (owner.metadata.deletionTimestamp !== undefined) return await this.#remove(id, owner, lookup, signal);
    const current = await owners.keepFinalizer(owner, fluxFinalizer, signal);
    const spec = readHelmReleaseSpec(current);
    if ((spec.chart === undefined) === (spec.chartRef === undefined)) return { kind: 'done' };
    const draft = new StatusDraft(current);
    const ended = await this.#run(id, current, spec, draft, lookup, signal);
    if (ended.kind === 'soon') return { kind: 'again', afterMs: ended.afterMs };
    draft.handleRequest();
    const isPaused = ended.kind === 'again' && (ended.afterMs ?? 0) > 0;
    if (ended.kind === 'rest' || isPaused || draft.condition('Stalled')?.status === 'True')
      draft.put('observedGeneration', current.metadata.generation);
    await this.#write(draft, signal);
    return this.#next(id, spec, ended);
  }

  #next(id: OwnerId, spec: HelmReleaseSpec, ended: Exclude<Ended, { kind: 'soon' }>): ReconcileResult {
    if (ended.kind === 'rest') {
      this.#failures.delete(id);
      return spec.suspend ? { kind: 'done' } : { kind: 'again', afterMs: spec.intervalMs };
    }
    if (ended.kind === 'blocked')
      return ended.afterMs === undefined ? { kind: 'done' } : { kind: 'again', afterMs: ended.afterMs };
    if (ended.afterMs !== undefined && ended.afterMs > 0) return { kind: 'again', afterMs: ended.afterMs };
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    const { initialMs, factor, maxMs } = failureRetry;
    return { kind: 'again', afterMs: Math.min(maxMs, initialMs * factor ** failures) };
  }

  async #run(
    id: OwnerId,
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<Ended> {
    if (spec.suspend) return { kind: 'rest' };
    if (spec.unsupported.length > 0) {
      const text = `spec.${spec.unsupported.join(', spec.')}: not carried out yet: nothing was changed`;
      draft.mark('Stalled', 'True', 'UnsupportedField', text);
      draft.mark('Ready', 'False', 'UnsupportedField', text);
      draft.unmark('Reconciling');
      return { kind: 'blocked', afterMs: undefined };
    }
    const { charts, clock, engine } = this.#options;
    if (!this.#claimed.has(id)) {
      this.#claimed.add(id);
      engine.claims.claim(clusterOf(owner, spec), ownerKeyOf(owner), inventoryOfStatus(owner));
    }
    const wanted = await findWanted({ ...this.#chartPorts(owner), owner, spec, draft, lookup, charts, clock, signal });
    if (wanted.kind !== 'wanted') return wanted;
    const { artifact, configDigest } = wanted;
    const on = [owner.metadata.uid, owner.metadata.generation, artifact.digest, artifact.revision, configDigest].join(
      ' ',
    );
    const rested = this.#rested.get(id);
    const requested = owner.metadata.annotations?.[requestedAtAnnotation];
    const isAsked = requested !== undefined && requested !== draft.text('lastHandledReconcileAt');
    const isQuiet = spec.driftDetection.mode === 'disabled' || this.#runner.isQuiet(id);
    if (rested?.on === on && !isAsked && isQuiet && clock.now() < rested.until) return { kind: 'rest' };
    const paused = this.#paused.get(id);
    if (paused?.on === on && !isAsked && clock.now() < paused.until)
      return { kind: 'again', afterMs: paused.until - clock.now() };
    this.#rested.delete(id);
    this.#paused.delete(id);
    const ended = await this.#runner.release(owner, spec, draft, wanted, signal);
    const pauseMs = ended.kind === 'again' ? (ended.afterMs ?? 0) : 0;
    if (pauseMs > 0) this.#paused.set(id, { on, until: clock.now() + pauseMs });
    if (ended.kind === 'rest') this.#rested.set(id, { on, until: clock.now() + spec.intervalMs * 0.9 });
    return ended;
  }

  async #remove(id: OwnerId, owner: KubeObject, lookup: Lookup, signal: AbortSignal): Promise<ReconcileResult> {
    const { owners } = this.#options;
    const spec = readHelmReleaseSpec(owner);
    if (!(owner.metadata.finalizers ?? []).includes(fluxFinalizer)) return { kind: 'done' };
    const draft = new StatusDraft(owner);
    if (!spec.suspend) {
      const failure = await this.#runner.uninstall(owner, spec, draft, lookup, signal);
      if (failure !== undefined) {
        await this.#write(draft, signal);
        return this.#next(id, spec, { kind: 'again', afterMs: undefined });
      }
      if (draft.text('helmChart') !== '') await deleteHelmChart(this.#chartPorts(owner), draft, signal);
    }
    await owners.dropFinalizers(owner, (finalizer) => finalizer === fluxFinalizer, signal);
    this.#forget(id);
    return { kind: 'done' };
  }

  async #write(draft: StatusDraft, signal: AbortSignal): Promise<void> {
    const patch = draft.patch(this.#options.clock.now());
    if (patch !== undefined) await this.#options.owners.write(draft.owner, patch, signal);
  }

  #chartPorts(owner: KubeObject): HelmChartPorts {
    return { home: this.#options.home, emit: (event) => this.#emit(owner, event) };
  }

  #emit(owner: KubeObject, event: OwnerEvent): void {
    this.#options.emit(owner, event, helmController);
  }

  #forget(id: OwnerId): void {
    this.#failures.delete(id);
    this.#rested.delete(id);
    this.#paused.delete(id);
    this.#runner.forget(id);
    if (this.#claimed.delete(id)) this.#options.engine.forget(parseOwnerId(id));
    this.#options.references.forget(id);
  }
}
