import { type Clock, inCluster, type JsonObject, type KubeObject, type Logger, messageOf } from '../../base/index.ts';
import {
  type Clusters,
  type Lookup,
  type OwnerEvent,
  type OwnerId,
  type OwnerWriter,
  type References,
} from '../../engine/index.ts';
import { type KubeClient, type Reconciler, type ReconcileResult } from '../../kube/index.ts';
import { kubeStorage, type RenderChart } from '../../release/index.ts';
import { conditionOf } from '../condition.ts';
import { fluxFinalizer, helmController, requestedAtAnnotation, sourceGroup } from '../names.ts';
import { runUninstall } from './actions.ts';
import { Capabilities } from './capabilities.ts';
import { carryOut } from './carry-out.ts';
import type { Charts, LoadedChart } from './charts.ts';
import { unmetDependency } from './dependencies.ts';
import { StatusDraft } from './draft.ts';
import { deleteHelmChart, type HelmChartPorts, keepHelmChart } from './keep-chart.ts';
import { postRenderingOf } from './post-render.ts';
import { type ReleaseRequest, rememberedStorage, type WantedChart } from './release-request.ts';
import { mustResetFailures, targetChanged } from './release-target.ts';
import { valuesDigest } from './snapshot.ts';
import { artifactOf, type ChartArtifact, hasRevisionDigest, versionWithDigest } from './source-object.ts';
import { type HelmReleaseSpec, readHelmReleaseSpec } from './spec.ts';
import { composeValues } from './values.ts';

/** What the HelmRelease controller stands on. */
export interface HelmReleaseReconcilerOptions {
  readonly owners: OwnerWriter;
  readonly references: References;
  readonly clusters: Clusters;
  /** The cluster that HelmReleases and their charts live in. */
  readonly home: KubeClient;
  readonly charts: Charts;
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  readonly handles: (owner: KubeObject) => boolean;
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How one reconcile ended. */
type Ended =
  | { readonly kind: 'rest' }
  | { readonly kind: 'again'; readonly afterMs: number | undefined }
  /** Something that is waited for gives the next turn, or `afterMs` does. */
  | { readonly kind: 'blocked'; readonly afterMs: number | undefined }
  /** Nothing is worth telling yet. */
  | { readonly kind: 'soon'; readonly afterMs: number };

/** Upstream's `--requeue-dependency`; an event comes sooner. */
const dependencyRetryMs = 30_000;
const failureRetry = { initialMs: 750, factor: 2, maxMs: 15 * 60_000 } as const;
/** How long a source that was just made may take before the status says that it is waited for. */
const justMadeMs = 2_000;
/** How long an action runs before its status says so. */
const progressAfterMs = 2_000;

/** Keeps HelmReleases: their HelmCharts, their values, and the releases themselves (helm-controller 1.6). */
export class HelmReleaseReconciler implements Reconciler<OwnerId> {
  readonly #options: HelmReleaseReconcilerOptions;
  readonly #failures = new Map<OwnerId, number>();
  /** What the last reconcile that came to rest stood on, and when: an unchanged world costs nothing until the interval. */
  readonly #rested = new Map<OwnerId, { readonly on: string; readonly until: number }>();
  readonly #capabilities: Capabilities;

  constructor(options: HelmReleaseReconcilerOptions) {
    this.#options = options;
    this.#capabilities = new Capabilities(options.clock);
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
    if (ended.kind === 'rest' || draft.condition('Stalled')?.status === 'True')
      draft.put('observedGeneration', current.metadata.generation);
    await this.#write(draft, signal);
    return this.#next(id, spec, ended);
  }

  /** Whether an object was made a moment ago and nothing is wrong with it: what it waits for is close. */
  #isJustMade(source: KubeObject): boolean {
    const age = this.#options.clock.now() - Date.parse(source.metadata.creationTimestamp ?? '');
    return age < justMadeMs && conditionOf(source, 'Ready')?.['status'] !== 'False';
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
    await keepHelmChart(this.#chartPorts(owner), owner, spec, draft, lookup, signal);
    const blocked = (reason: string, message: string, afterMs: number | undefined): Ended => {
      draft.mark('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
      draft.mark('Ready', 'False', reason, message);
      return { kind: 'blocked', afterMs };
    };
    const unmet = await unmetDependency(spec, lookup);
    if (unmet !== undefined) {
      const isNew = draft.condition('Ready')?.message !== unmet;
      if (isNew) this.#emit(owner, { type: 'Normal', reason: 'DependencyNotReady', message: unmet });
      return blocked('DependencyNotReady', unmet, dependencyRetryMs);
    }
    const source = await this.#source(spec, draft, lookup);
    if (typeof source === 'string') {
      // The watch tells of the HelmChart that was made just now.
      if (spec.chart !== undefined && this.#isJustMade(owner)) return { kind: 'soon', afterMs: justMadeMs };
      return blocked('ArtifactFailed', source, dependencyRetryMs);
    }
    const artifact = artifactOf(source);
    if (typeof artifact === 'string') {
      if (this.#isJustMade(source)) return { kind: 'soon', afterMs: justMadeMs };
      return blocked('SourceNotReady', artifact, dependencyRetryMs);
    }
    const { charts } = this.#options;
    const composed = await composeValues(spec, owner.metadata.namespace ?? '', lookup, (...given) =>
      charts.setValue(...given),
    );
    if (composed.kind === 'problem') {
      if (draft.condition('Ready')?.message !== composed.message)
        this.#emit(owner, { type: 'Warning', reason: 'ValuesError', message: composed.message });
      blocked('ValuesError', composed.message, undefined);
      return { kind: 'again', afterMs: undefined };
    }
    const configDigest = valuesDigest(composed.values);
    const on = [owner.metadata.uid, owner.metadata.generation, artifact.digest, artifact.revision, configDigest].join(
      ' ',
    );
    const rested = this.#rested.get(id);
    const requested = owner.metadata.annotations?.[requestedAtAnnotation];
    const isAsked = requested !== undefined && requested !== draft.text('lastHandledReconcileAt');
    if (rested?.on === on && !isAsked && this.#options.clock.now() < rested.until) return { kind: 'rest' };
    this.#rested.delete(id);
    const ended = await this.#release(
      owner,
      spec,
      draft,
      { source, artifact, values: composed.values, configDigest },
      signal,
    );
    if (ended.kind === 'rest') this.#rested.set(id, { on, until: this.#options.clock.now() + spec.intervalMs * 0.9 });
    return ended;
  }

  async #release(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    wanted: { source: KubeObject; artifact: ChartArtifact; values: JsonObject; configDigest: string },
    signal: AbortSignal,
  ): Promise<Ended> {
    const { artifact, source, values, configDigest } = wanted;
    const failed = (reason: string, message: string): Ended => {
      draft.mark('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
      draft.mark('Ready', 'False', reason, message);
      return { kind: 'again', afterMs: undefined };
    };
    let loaded: LoadedChart | undefined;
    try {
      loaded = await this.#options.charts.load(artifact, signal);
    } catch (error) {
      signal.throwIfAborted();
      const text = messageOf(error);
      this.#emit(owner, { type: 'Warning', reason: 'ArtifactFailed', message: text });
      return failed('ArtifactFailed', `Could not load chart: ${text}`);
    }
    if (loaded === undefined) {
      failed('ArtifactFailed', 'Source not ready: artifact not found. Retrying in 30s');
      return { kind: 'blocked', afterMs: dependencyRetryMs };
    }
    const versioned = hasRevisionDigest(source, artifact.revision)
      ? versionWithDigest(loaded.version, artifact.revision)
      : { version: loaded.version, digest: '' };
    if (typeof versioned === 'string') return failed('ChartMutateError', versioned);
    let request: ReleaseRequest;
    try {
      request = await this.#request(owner, spec, draft, signal);
    } catch (error) {
      signal.throwIfAborted();
      return failed('RESTClientError', messageOf(error));
    }
    if (targetChanged(draft, spec, loaded.name)) return await this.#moveTarget(request);
    draft.put('storageNamespace', spec.storageNamespace);
    if (mustResetFailures(draft, owner, versioned.version, configDigest)) draft.clearFailures();
    draft.put('lastAttemptedGeneration', owner.metadata.generation);
    draft.put('lastAttemptedRevision', versioned.version);
    draft.put('lastAttemptedRevisionDigest', versioned.digest);
    draft.put('lastAttemptedConfigDigest', configDigest);
    draft.put('lastAttemptedValuesChecksum', undefined);
    draft.put('lastReleaseRevision', undefined);
    const chart = await this.#wantedChart(request, loaded, versioned.version, values, configDigest);
    return await this.#carryOut({ ...request, chart: { ...chart, ociDigest: versioned.digest } });
  }

  /** Runs the steps; one that takes long is told in the status while it runs. */
  async #carryOut(request: Parameters<typeof carryOut>[0]): Promise<Ended> {
    const { clock } = this.#options;
    const { draft, signal } = request;
    let cancel = (): void => undefined;
    let writing: Promise<void> = Promise.resolve();
    try {
      const result = await carryOut(request, async () => {
        cancel();
        await writing;
        cancel = clock.after(progressAfterMs, () => {
          writing = this.#write(draft, signal).catch((error: unknown) => {
            this.#options.logger.debug('the progress of a release was not written', { error: messageOf(error) });
          });
        });
      });
      if (result.kind === 'done') return { kind: 'rest' };
      if (result.kind === 'stalled') return { kind: 'blocked', afterMs: undefined };
      return { kind: 'again', afterMs: result.afterMs };
    } finally {
      cancel();
      await writing;
    }
  }

  async #wantedChart(
    request: ReleaseRequest,
    loaded: LoadedChart,
    version: string,
    values: JsonObject,
    configDigest: string,
  ): Promise<WantedChart> {
    const { owner, spec, client, signal } = request;
    let crds: readonly string[] = [];
    const render: RenderChart = async (release) => {
      const capabilities = await this.#capabilities.of(client, signal);
      const rendered = await loaded.render({
        release,
        values,
        capabilities,
        skipSchemaValidation: schemaIsSkipped(owner, release.isUpgrade),
        version,
        postRendering: postRenderingOf(owner, spec),
      });
      crds = rendered.crds.map(({ manifest }) => manifest);
      return rendered;
    };
    const { name, appVersion } = loaded;
    return { name, version, appVersion, values, configDigest, ociDigest: '', render, crds: () => crds };
  }

  async #request(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    signal: AbortSignal,
  ): Promise<ReleaseRequest> {
    const { clusters, clock } = this.#options;
    const { namespace = '' } = owner.metadata;
    const secret = spec.kubeConfigSecret;
    const key =
      secret === undefined
        ? inCluster
        : `kubeconfig:${namespace}/${secret.name}${secret.key === '' ? '' : `#${secret.key}`}`;
    const access = await clusters.open(key);
    const account = spec.serviceAccountName;
    const client =
      account === '' ? access.client : access.client.as({ user: `system:serviceaccount:${namespace}:${account}` });
    const storageNamespace = draft.text('storageNamespace') || spec.storageNamespace;
    const storage = rememberedStorage(
      kubeStorage({ client, namespace: storageNamespace, clock, fieldManager: helmController }),
    );
    return { owner, spec, draft, storage, client, clock, signal, emit: (event) => this.#emit(owner, event) };
  }

  /** What a release was made under has changed: it is uninstalled there, and installed anew. */
  async #moveTarget(request: ReleaseRequest): Promise<Ended> {
    const { draft } = request;
    try {
      await runUninstall(request, 'uninstall');
    } catch {
      request.signal.throwIfAborted();
      return { kind: 'again', afterMs: draft.history.length === 0 ? 0 : undefined };
    }
    draft.history = [];
    draft.clearFailures();
    draft.put('storageNamespace', undefined);
    return { kind: 'again', afterMs: 0 };
  }

  async #source(spec: HelmReleaseSpec, draft: StatusDraft, lookup: Lookup): Promise<KubeObject | string> {
    const [namespace = '', name = ''] = draft.text('helmChart').split('/');
    const reference = spec.chartRef ?? { kind: 'HelmChart', namespace, name };
    const source = await lookup.get({ group: sourceGroup, kind: reference.kind }, reference.namespace, reference.name);
    if (source !== undefined) return source;
    const { kind } = reference;
    return `could not get Source object: ${kind}.source.toolkit.fluxcd.io "${reference.name}" not found`;
  }

  async #remove(id: OwnerId, owner: KubeObject, lookup: Lookup, signal: AbortSignal): Promise<ReconcileResult> {
    const { owners } = this.#options;
    const spec = readHelmReleaseSpec(owner);
    if (!(owner.metadata.finalizers ?? []).includes(fluxFinalizer)) return { kind: 'done' };
    const draft = new StatusDraft(owner);
    if (!spec.suspend) {
      const failure = await this.#uninstall(owner, spec, draft, lookup, signal);
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

  /** Uninstalls the release of a HelmRelease that goes. Whoever may not do so any more leaves it, as upstream does. */
  async #uninstall(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<Error | undefined> {
    if (draft.text('storageNamespace') === '' || draft.history.length === 0) return undefined;
    const { namespace = '' } = owner.metadata;
    const account = spec.serviceAccountName;
    if (account !== '' && spec.kubeConfigSecret === undefined) {
      const found = await lookup.get({ group: '', kind: 'ServiceAccount' }, namespace, account);
      if (found === undefined) return undefined;
    }
    try {
      await runUninstall(await this.#request(owner, spec, draft, signal), 'uninstall');
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return error as Error;
    }
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
    this.#options.references.forget(id);
  }
}

function schemaIsSkipped(owner: KubeObject, isUpgrade: boolean): boolean {
  const action = (owner['spec'] as JsonObject | undefined)?.[isUpgrade ? 'upgrade' : 'install'];
  return (action as JsonObject | undefined)?.['disableSchemaValidation'] === true;
}
