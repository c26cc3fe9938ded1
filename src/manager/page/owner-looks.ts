import {
  type Clock,
  formatProblem,
  inCluster,
  type KubeObject,
  type Logger,
  type Metrics,
  type Random,
  SlipwayError,
} from '../../base/index.ts';
import { applicationDialect, applicationTracker, argoFieldManager } from '../../argocd/index.ts';
import { type Delivery, type Dialect, Engine, type Outcome, ownerId, References } from '../../engine/index.ts';
import { kustomizationDialect, kustomizationTracker, kustomizeController } from '../../flux/index.ts';
import { type ClusterConfig, InformerSet, type KubeClient, type KubeConnection } from '../../kube/index.ts';
import type { Renderer } from '../../render/index.ts';
import type { CommitInfo, GitRepositories } from '../../source/index.ts';
import { ClusterRegistry } from '../clusters/index.ts';

/** What looks stand on. */
export interface OwnerLooksOptions {
  readonly home: KubeClient;
  readonly connect: (config: ClusterConfig) => KubeConnection;
  readonly repositories: GitRepositories;
  readonly renderer: Renderer;
  readonly controlPlane: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A delivery that cannot be looked at, and why. */
export class LookError extends SlipwayError<'blocked' | 'unknown-kind'> {}

/**
 * Looks at deliveries for who shows them: what they want, what lives, what differs, what would be done. It has an engine of its own, whose
 * passes are asked for nothing and so write nothing, over informers of its own: no controller's memory is read.
 */
export class OwnerLooks {
  readonly #options: OwnerLooksOptions;
  readonly #informers: InformerSet;
  readonly #clusters: ClusterRegistry;
  readonly #engine: Engine;
  readonly #references: References;
  readonly #dialects: ReadonlyMap<string, Dialect>;

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
      trackers: [applicationTracker(controlPlane), kustomizationTracker],
      fieldManagers: [argoFieldManager, kustomizeController],
      ownerExists: () => true,
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
    const dialects = [applicationDialect({ controlPlane, clock }), kustomizationDialect(clock)];
    this.#dialects = new Map(dialects.map((dialect) => [dialect.kind.kind, dialect]));
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
    const translation = await dialect.translate(owner, { lookup, now: this.#options.clock.now() });
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
   * that wants to know of something else changes the delivery. Throws LookError and KubeError.
   */
  async plan(
    owner: KubeObject,
    signal: AbortSignal,
    change: (delivery: Delivery) => Delivery = (delivery) => delivery,
  ): Promise<Outcome> {
    const { delivery, dialect } = await this.delivery(owner, signal);
    const looked = { ...change(delivery), mode: 'manual' as const, request: undefined };
    return this.#engine.pass(looked, dialect, undefined, signal);
  }

  /** The API of the cluster that a delivery goes to. Throws KubeError. */
  async cluster(delivery: Delivery): Promise<KubeClient> {
    const { client } = await this.#clusters.open(delivery.cluster);
    return delivery.identity === undefined ? client : client.as(delivery.identity);
  }

  /** What a commit of the owner's repository says; undefined where the owner names no repository. Throws SourceError, LookError, KubeError. */
  async commit(owner: KubeObject, commit: string, signal: AbortSignal): Promise<CommitInfo | undefined> {
    const { delivery } = await this.delivery(owner, signal);
    const { source } = delivery;
    if (source?.kind !== 'git') return undefined;
    return this.#options.repositories.open(source.url, source.credentials).commitInfo(commit, signal);
  }

  async close(): Promise<void> {
    this.#references.close();
    await this.#engine.close();
    await this.#clusters.close();
    this.#informers.close();
  }
}
