import {
  type Clock,
  formatProblem,
  gvkOf,
  inCluster,
  type KubeObject,
  type Logger,
  type Metrics,
  objectAt,
  type ObjectKey,
  type Random,
  SlipwayError,
} from '../../base/index.ts';
import {
  applicationDialect,
  applicationTracker,
  argoFieldManager,
  inClusterName,
  inClusterServer,
} from '../../argocd/index.ts';
import { type Delivery, type Dialect, Engine, ownerId, References } from '../../engine/index.ts';
import {
  type Charts,
  helmController,
  helmGroup,
  helmReleaseTracker,
  kustomizationDialect,
  kustomizationTracker,
  kustomizeController,
  ReleaseLooks,
  targetOfRelease,
  valueOrigins,
} from '../../flux/index.ts';
import { type ClusterConfig, InformerSet, type KubeClient, type KubeConnection, KubeError } from '../../kube/index.ts';
import type { ChartValueView, LookedAt, LookOptions, ObjectsTarget } from '../../api/index.ts';
import type { RecordedRead, Renderer } from '../../render/index.ts';
import type { ChartRepositories, CommitInfo, GitRepositories, OciRepositories } from '../../source/index.ts';
import { ClusterRegistry } from '../clusters/index.ts';
import { LiveObjects } from './live-objects.ts';
import { releaseOutcome } from './release-outcome.ts';

/** What looks stand on. */
export interface OwnerLooksOptions {
  readonly home: KubeClient;
  readonly connect: (config: ClusterConfig) => KubeConnection;
  readonly repositories: GitRepositories;
  readonly registries: OciRepositories;
  readonly renderer: Renderer;
  readonly charts: ChartRepositories;
  /** Charts that HelmReleases read. */
  readonly releaseCharts: Charts;
  readonly controlPlane: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const helmReleaseKind = 'HelmRelease';
/** Longer values are cut. */
const maxValue = 4_000;
/** How a server says that it would not take an object. */
const refusals: ReadonlySet<string> = new Set(['invalid', 'bad-request', 'forbidden', 'conflict', 'unsupported']);

/** A delivery that cannot be looked at, and why. */
export class LookError extends SlipwayError<'blocked' | 'unknown-kind'> {}

/**
 * Looks at deliveries for who shows them: what they want, what lives, what differs, what would be done. It has an engine of its own, whose
 * passes are asked for nothing and so write nothing, over informers of its own: no controller's memory is read.
 */
export class OwnerLooks {
  /** The objects of the clusters that deliveries go to. */
  readonly objects: LiveObjects;
  readonly #options: OwnerLooksOptions;
  readonly #informers: InformerSet;
  readonly #clusters: ClusterRegistry;
  readonly #engine: Engine;
  readonly #references: References;
  readonly #dialects: ReadonlyMap<string, Dialect>;
  readonly #releases: ReleaseLooks;

  constructor(options: OwnerLooksOptions) {
    const { home, controlPlane, clock } = options;
    this.#options = options;
    this.#informers = new InformerSet(options);
    this.#clusters = new ClusterRegistry({
      ...options,
      informers: this.#informers,
      changed: (cluster) => void this.#engine.dropCluster(cluster),
    });
    this.#engine = new Engine({
      ...options,
      clusters: this.#clusters,
      trackers: [applicationTracker(controlPlane), kustomizationTracker, helmReleaseTracker],
      fieldManagers: [argoFieldManager, kustomizeController],
      ownerExists: () => true,
      renderKeys: { homeNamespace: controlPlane, mayCreate: () => false, random: options.random },
      changed: () => undefined,
    });
    this.#references = new References({
      client: home,
      informer: (resource, selection) =>
        this.#informers.acquire({ cluster: inCluster, client: home }, resource, selection).informer,
      changed: () => undefined,
      late: () => undefined,
      clock,
    });
    this.objects = new LiveObjects({
      ...options,
      clusters: this.#clusters,
      target: (owner, signal) => this.target(owner, signal),
    });
    const dialects = [applicationDialect({ controlPlane, clock }), kustomizationDialect(clock)];
    this.#dialects = new Map(dialects.map((dialect) => [dialect.kind.kind, dialect]));
    this.#releases = new ReleaseLooks({ clusters: this.#clusters, charts: options.releaseCharts, clock });
  }

  /** What an owner asks for, in the engine's words. Throws LookError where it asks for nothing that can be delivered. */
  async delivery(
    owner: KubeObject,
    signal: AbortSignal,
  ): Promise<{ readonly delivery: Delivery; readonly dialect: Dialect }> {
    const dialect = this.#dialects.get(owner.kind);
    const { namespace = '', name = '' } = owner.metadata;
    const object = `${owner.kind}/${namespace}/${name}`;
    if (dialect === undefined) throw new LookError('unknown-kind', `${owner.kind} is not delivered`, { object });
    const id = ownerId({ ...dialect.kind, cluster: inCluster, namespace, name });
    const lookup = this.#references.lookup(id, signal);
    const translation = await dialect.translate(withoutPause(owner), { lookup, now: this.#options.clock.now() });
    if (translation.kind === 'deliver' || translation.kind === 'remove')
      return { delivery: translation.delivery, dialect };
    const why =
      translation.kind === 'blocked'
        ? translation.problems.map(formatProblem).join('\n')
        : 'it is suspended or left alone';
    throw new LookError('blocked', why, { object });
  }

  /**
   * What a pass over the owner would find and do, without doing it. The owner is as its spec says, whatever it is asked for just now; a caller
   * that wants to know of something else changes the delivery. Throws LookError, KubeError and ReleaseError.
   */
  async plan(owner: KubeObject, signal: AbortSignal, options: LookOptions = {}): Promise<LookedAt> {
    if (owner.kind === helmReleaseKind) return await this.#release(owner, signal, options);
    const { delivery, dialect } = await this.delivery(owner, signal);
    const { change = (same) => same } = options;
    const looked = { ...change(delivery), mode: 'manual' as const, request: undefined };
    return this.#engine.pass(looked, dialect, undefined, signal);
  }

  async #release(owner: KubeObject, signal: AbortSignal, { acting }: LookOptions): Promise<LookedAt> {
    const lookup = this.#lookupOf(owner, signal);
    const look = await this.#releases.look(withoutPause(owner), lookup, acting !== undefined, signal);
    const client = await this.#clientOf(look.target);
    const cluster = {
      place: async (key: ObjectKey): Promise<ObjectKey> => {
        const resource = await client.discovery.find({ group: key.group, kind: key.kind }, signal);
        return resource?.namespaced === false ? { ...key, namespace: '' } : key;
      },
      live: (key: ObjectKey) => this.objects.get(look.target, key, signal),
      predict: (desired: KubeObject) => dryRun(client, desired, helmController, signal),
    };
    return await releaseOutcome(look, cluster, acting === 'forced');
  }

  /** The cluster that an owner's objects are in, and whom they are read as; for one that cannot be delivered now, where its row says. */
  async target(owner: KubeObject, signal: AbortSignal): Promise<ObjectsTarget> {
    if (owner.kind === helmReleaseKind) return targetOfRelease(owner);
    try {
      const { delivery } = await this.delivery(owner, signal);
      return { cluster: delivery.cluster, identity: delivery.identity };
    } catch (error) {
      if (!(error instanceof LookError)) throw error;
      if (isElsewhere(owner))
        throw new KubeError('config', `its cluster is not known: ${error.message}`, { cause: error });
      return { cluster: inCluster, identity: undefined };
    }
  }

  /** What a release was rendered with; none for other owners. Values out of Secrets are masked. Throws KubeError. */
  async values(owner: KubeObject, signal: AbortSignal): Promise<readonly ChartValueView[]> {
    if (owner.kind !== helmReleaseKind) return [];
    const lookup = this.#lookupOf(owner, signal);
    const { release } = await this.#releases.look(owner, lookup, false, signal);
    if (release === undefined) return [];
    const origins = await valueOrigins(owner, release, lookup);
    return origins.map(({ path, value, from }) => ({
      path,
      value: value === undefined ? '••••••••' : JSON.stringify(value).slice(0, maxValue),
      from,
    }));
  }

  #lookupOf(owner: KubeObject, signal: AbortSignal) {
    const { namespace = '', name = '' } = owner.metadata;
    const id = ownerId({ group: helmGroup, kind: owner.kind, cluster: inCluster, namespace, name });
    return this.#references.lookup(id, signal);
  }

  /** What the render of the last look at an owner read. */
  reads(owner: KubeObject): readonly RecordedRead[] {
    const dialect = this.#dialects.get(owner.kind);
    const { namespace = '', name = '' } = owner.metadata;
    return dialect === undefined
      ? []
      : this.#engine.desired.reads(ownerId({ ...dialect.kind, cluster: inCluster, namespace, name }));
  }

  /** What an object would become if it were applied now, by a dry run; the object itself where the server refuses that. Throws KubeError. */
  async predict(owner: KubeObject, desired: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    if (owner.kind === helmReleaseKind)
      return await dryRun(await this.#clientOf(targetOfRelease(owner)), desired, helmController, signal);
    const { delivery } = await this.delivery(owner, signal);
    const client = await this.#clientOf(delivery);
    return await dryRun(client, desired, delivery.apply.fieldManager, signal);
  }

  async #clientOf({ cluster, identity }: ObjectsTarget): Promise<KubeClient> {
    const { client } = await this.#clusters.open(cluster);
    return identity === undefined ? client : client.as(identity);
  }

  /** What a commit of the owner's repository says; undefined where the owner names no repository. Throws SourceError, LookError, KubeError. */
  async commit(owner: KubeObject, commit: string, signal: AbortSignal): Promise<CommitInfo | undefined> {
    if (owner.kind === helmReleaseKind) return undefined;
    const { delivery } = await this.delivery(owner, signal);
    const { source } = delivery;
    if (source?.kind !== 'git') return undefined;
    return this.#options.repositories.open(source.url, source.credentials).commitInfo(commit, signal);
  }

  async close(): Promise<void> {
    this.objects.close();
    this.#references.close();
    await this.#engine.close();
    await this.#clusters.close();
    this.#informers.close();
  }
}

/** What an object would become if it were applied now; the object itself where the server refuses that. */
async function dryRun(
  client: KubeClient,
  desired: KubeObject,
  fieldManager: string,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { group, version, kind } = gvkOf(desired);
  const resource = await client.discovery.find({ group, version, kind }, signal);
  if (resource === undefined) return desired;
  const { namespace = '', name = '' } = desired.metadata;
  const ref = { resource, namespace: resource.namespaced ? namespace : '', name };
  try {
    const patch = { kind: 'apply', object: desired, force: true } as const;
    return await client.patch(ref, patch, { dryRun: true, fieldManager, signal });
  } catch (error) {
    if (error instanceof KubeError && refusals.has(error.code)) return desired;
    throw error;
  }
}

/** An owner as it would be if it were not suspended, and had been asked for nothing: what it wants is shown then, too. */
function withoutPause(owner: KubeObject): KubeObject {
  const { operation: _operation, ...rest } = owner;
  const spec = objectAt(owner, 'spec');
  return spec['suspend'] === true ? { ...rest, spec: { ...spec, suspend: false } } : rest;
}

/** Whether an owner names another cluster than the one that we run in. */
function isElsewhere(owner: KubeObject): boolean {
  const { server, name } = objectAt(owner, 'spec', 'destination');
  const home = (server ?? inClusterServer) === inClusterServer && (name ?? inClusterName) === inClusterName;
  return !home || Object.keys(objectAt(owner, 'spec', 'kubeConfig')).length > 0;
}
