import { type JsonObject, type KubeObject, messageOf } from '../../base/index.ts';
import { type Engine, type Lookup, type OwnerEvent, type OwnerId, ownerId } from '../../engine/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import { kubeStorage, type RenderChart } from '../../release/index.ts';
import { helmController } from '../names.ts';
import { carryOut, type ReleaseRequest, rememberedStorage, runUninstall, type WantedChart } from './actions/index.ts';
import { Capabilities, hasRevisionDigest, type LoadedChart, versionWithDigest } from './chart/index.ts';
import { dependencyRetryMs, type Ended } from './ended.ts';
import type { Wanted } from './find-wanted.ts';
import { followInView, objectOwnership } from './ownership/index.ts';
import { clusterOf, identityOf, ownerKeyOf } from './target.ts';
import type { HelmReleaseReconcilerOptions } from './options.ts';
import { postRenderingOf } from './post-render/index.ts';
import { mustResetFailures, targetChanged } from './release-target.ts';
import type { HelmReleaseSpec } from './spec/index.ts';
import { releaseDigest, type StatusDraft } from './status/index.ts';
import { detectDrift, DriftWatch } from './drift/index.ts';

/** How long an action runs before its status says so. */
const progressAfterMs = 2_000;

/** What the runner stands on; `write` writes what a draft has so far. */
export type ReleaseRunnerOptions = Pick<
  HelmReleaseReconcilerOptions,
  'clusters' | 'engine' | 'charts' | 'clock' | 'logger'
> & {
  readonly write: (draft: StatusDraft, signal: AbortSignal) => Promise<void>;
  readonly emit: (owner: KubeObject, event: OwnerEvent) => void;
};

/** Loads charts and carries releases out in their clusters, as whoever they are to be carried out. */
export class ReleaseRunner {
  readonly #options: ReleaseRunnerOptions;
  readonly #capabilities: Capabilities;
  readonly #drifts = new DriftWatch();

  constructor(options: ReleaseRunnerOptions) {
    this.#options = options;
    this.#capabilities = new Capabilities(options.clock);
  }

  /** Releases what is wanted, and marks in the draft how that went. */
  async release(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    wanted: Wanted,
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
      this.#options.emit(owner, { type: 'Warning', reason: 'ArtifactFailed', message: text });
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
          writing = this.#options.write(draft, signal).catch((error: unknown) => {
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
    const { clusters, clock, engine } = this.#options;
    const key = clusterOf(owner, spec);
    const identity = identityOf(owner, spec);
    const [access, view] = await Promise.all([clusters.open(key), engine.view(key, identity, signal)]);
    const client = identity === undefined ? access.client : access.client.as(identity);
    const ownership = objectOwnership({ claims: engine.claims, view, cluster: key, owner: ownerKeyOf(owner), signal });
    const storageNamespace = draft.text('storageNamespace') || spec.storageNamespace;
    const storage = rememberedStorage(
      kubeStorage({ client, namespace: storageNamespace, clock, fieldManager: helmController }),
    );
    const follow = followInView(view);
    const driftOf = this.#driftLook(owner, spec, { view, client, signal });
    return {
      owner,
      spec,
      draft,
      storage,
      client,
      ownership,
      follow,
      driftOf,
      clock,
      signal,
      emit: (event) => this.#options.emit(owner, event),
    };
  }

  /** Whether nothing can have drifted since it was looked for. */
  isQuiet(id: OwnerId): boolean {
    return this.#drifts.isQuiet(id);
  }

  /** The owner is gone. */
  forget(id: OwnerId): void {
    this.#drifts.forget(id);
  }

  #driftLook(
    owner: KubeObject,
    { driftDetection: { mode, ignore } }: HelmReleaseSpec,
    { view, client, signal }: { view: Awaited<ReturnType<Engine['view']>>; client: KubeClient; signal: AbortSignal },
  ): ReleaseRequest['driftOf'] {
    const id = ownerId(ownerKeyOf(owner));
    const drifts = this.#drifts;
    if (mode === 'disabled') drifts.forget(id);
    return async (release) => {
      const token = `${owner.metadata.uid ?? ''} ${releaseDigest(release, '')} ${JSON.stringify(ignore)}`;
      return await detectDrift(release, {
        client,
        ignore,
        signal,
        isKnown: (target) => drifts.isKnown(id, token, target),
        follow: async (targets) => drifts.follow(id, { view, token, targets }, signal),
        judged: (target, live, isClean) => drifts.judged(id, target, live, isClean),
      });
    };
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

  /** Uninstalls the release of a HelmRelease that goes. Whoever may not do so any more leaves it, as upstream does. */
  async uninstall(
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
}

function schemaIsSkipped(owner: KubeObject, isUpgrade: boolean): boolean {
  const action = (owner['spec'] as JsonObject | undefined)?.[isUpgrade ? 'upgrade' : 'install'];
  return (action as JsonObject | undefined)?.['disableSchemaValidation'] === true;
}
