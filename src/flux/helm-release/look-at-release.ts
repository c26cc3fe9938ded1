import { type Clock, type JsonObject, type KubeObject, messageOf, type Problem } from '../../base/index.ts';
import type { Clusters, Lookup } from '../../engine/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import { kubeStorage, type Release, type RenderedChart } from '../../release/index.ts';
import { sourceGroup } from '../names.ts';
import { rememberedStorage, stateOf } from './actions/index.ts';
import {
  artifactOf,
  Capabilities,
  type Charts,
  hasRevisionDigest,
  type LoadedChart,
  versionWithDigest,
} from './chart/index.ts';
import { postRenderingOf } from './post-render/index.ts';
import { targetChanged } from './release-target.ts';
import { type HelmReleaseSpec, readHelmReleaseSpec } from './spec/index.ts';
import { StatusDraft } from './status/index.ts';
import { clusterOf, identityOf } from './target.ts';
import { composeValues } from './values/index.ts';

/** What looks at HelmReleases stand on. */
export interface ReleaseLookPorts {
  readonly clusters: Clusters;
  readonly charts: Charts;
  readonly clock: Clock;
}

/** Where a HelmRelease's objects are, and whom they are read as. */
export interface ReleaseTarget {
  readonly cluster: string;
  readonly identity: { readonly user: string } | undefined;
}

/** A HelmRelease's release, and what its chart and values would make of it now. */
export interface ReleaseLook {
  readonly target: ReleaseTarget;
  readonly namespace: string;
  /** The newest record; undefined where there is none. */
  readonly release: Release | undefined;
  /** What an upgrade would release; undefined where it was not asked for, and where `problems` say why it cannot be said. */
  readonly next: { readonly version: string; readonly rendered: RenderedChart } | undefined;
  /** Whether the next reconcile installs or upgrades. */
  readonly isDue: boolean;
  readonly problems: readonly Problem[];
}

/** The cluster and the account of a HelmRelease (helm-controller: `kubeConfig`, `serviceAccountName`). */
export function targetOfRelease(owner: KubeObject): ReleaseTarget {
  const spec = readHelmReleaseSpec(owner);
  return { cluster: clusterOf(owner, spec), identity: identityOf(owner, spec) };
}

/** Looks at HelmReleases without changing anything: reads records, and renders what would be released. */
export class ReleaseLooks {
  readonly #ports: ReleaseLookPorts;
  readonly #capabilities: Capabilities;

  constructor(ports: ReleaseLookPorts) {
    this.#ports = ports;
    this.#capabilities = new Capabilities(ports.clock);
  }

  /** With `next`, what would be released is rendered, too. Throws KubeError where the cluster of the release cannot be read. */
  async look(owner: KubeObject, lookup: Lookup, next: boolean, signal: AbortSignal): Promise<ReleaseLook> {
    const { clusters, clock } = this.#ports;
    const spec = readHelmReleaseSpec(owner);
    const draft = new StatusDraft(owner);
    const target = targetOfRelease(owner);
    const { client: own } = await clusters.open(target.cluster);
    const client = target.identity === undefined ? own : own.as(target.identity);
    const namespace = draft.text('storageNamespace') || spec.storageNamespace;
    const storage = rememberedStorage(kubeStorage({ client, namespace, clock }));
    const release = (await storage.history(spec.releaseName, signal)).at(-1);
    const found = { target, namespace: spec.releaseNamespace, release };
    if (!next) return { ...found, next: undefined, isDue: false, problems: [] };
    const wanted = await this.#wanted(owner, spec, draft, lookup, signal);
    if ('code' in wanted) return { ...found, next: undefined, isDue: false, problems: [wanted] };
    const { loaded, version, values } = wanted;
    try {
      const rendered = await this.#render(owner, spec, client, { ...wanted, release }, signal);
      const state = stateOf({ owner, spec, draft, chart: { name: loaded.name, version, values } }, release);
      const isDue = targetChanged(draft, spec, loaded.name) || (state !== 'in-sync' && state !== 'untested');
      return { ...found, next: { version, rendered }, isDue, problems: [] };
    } catch (error) {
      signal.throwIfAborted();
      return { ...found, next: undefined, isDue: false, problems: [{ code: 'chart', message: messageOf(error) }] };
    }
  }

  async #wanted(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    draft: StatusDraft,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<{ loaded: LoadedChart; version: string; values: JsonObject } | Problem> {
    const [namespace = '', name = ''] = draft.text('helmChart').split('/');
    const reference = spec.chartRef ?? { kind: 'HelmChart', namespace, name };
    const source =
      reference.name === ''
        ? undefined
        : await lookup.get({ group: sourceGroup, kind: reference.kind }, reference.namespace, reference.name);
    if (source === undefined) return { code: 'source', message: `there is no ${reference.kind} for it yet` };
    const artifact = artifactOf(source);
    if (typeof artifact === 'string') return { code: 'source', message: artifact };
    const { charts } = this.#ports;
    const composed = await composeValues(spec, owner.metadata.namespace ?? '', lookup, (...given) =>
      charts.setValue(...given),
    );
    if (composed.kind === 'problem') return { code: 'values', message: composed.message };
    try {
      const loaded = await charts.load(artifact, signal);
      if (loaded === undefined) return { code: 'source', message: 'the artifact of its source is not there' };
      const versioned = hasRevisionDigest(source, artifact.revision)
        ? versionWithDigest(loaded.version, artifact.revision)
        : { version: loaded.version };
      if (typeof versioned === 'string') return { code: 'source', message: versioned };
      return { loaded, version: versioned.version, values: composed.values };
    } catch (error) {
      signal.throwIfAborted();
      return { code: 'chart', message: messageOf(error) };
    }
  }

  async #render(
    owner: KubeObject,
    spec: HelmReleaseSpec,
    client: KubeClient,
    wanted: {
      readonly loaded: LoadedChart;
      readonly version: string;
      readonly values: JsonObject;
      readonly release: Release | undefined;
    },
    signal: AbortSignal,
  ): Promise<RenderedChart> {
    const { loaded, version, values, release } = wanted;
    const isUpgrade = release !== undefined && release.info.status !== 'uninstalled';
    return await loaded.render({
      release: {
        name: spec.releaseName,
        namespace: spec.releaseNamespace,
        revision: (release?.version ?? 0) + 1,
        isInstall: !isUpgrade,
        isUpgrade,
      },
      values,
      capabilities: await this.#capabilities.of(client, signal),
      // What the schema refuses is told by the controller; a look shows what there would be.
      skipSchemaValidation: true,
      version,
      postRendering: postRenderingOf(owner, spec),
    });
  }
}
