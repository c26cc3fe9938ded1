import type { Clock, Logger, Metrics, Priority } from '../base/index.ts';
import { type Identity, untilAbort } from '../kube/index.ts';
import type { Renderer } from '../render/index.ts';
import type { GitRepositories, OciRepositories, ChartRepositories } from '../source/index.ts';
import type { Clusters } from './cluster.ts';
import { Comparer } from './compare/index.ts';
import type { Delivery, OwnerKey } from './delivery.ts';
import { DesiredStates } from './desired/index.ts';
import type { Dialect, Tracker } from './dialect.ts';
import { FightWatch } from './drift/index.ts';
import { LiveView, reduceLive } from './live/index.ts';
import type { Outcome } from './outcome.ts';
import { type OwnerId, ownerId } from './owner-id.ts';
import { Claims } from './ownership/index.ts';
import { FailedLooks } from './pass/failed-looks.ts';
import { runPass } from './pass/run-pass.ts';
import { runRemoval } from './pass/run-removal.ts';
import type { Progress } from './progress/index.ts';
import { RenderKeys, type RenderKeysOptions } from './render-keys.ts';

/** What an engine stands on. */
export interface EngineOptions {
  readonly clusters: Clusters;
  readonly repositories: GitRepositories;
  /** Absent: artifacts of registries are not delivered. */
  readonly registries?: OciRepositories | undefined;
  /** Absent: charts of repositories are not delivered. */
  readonly charts?: ChartRepositories | undefined;
  readonly renderer: Renderer;
  /** Of every dialect, also those that this process does not run: none may touch another's objects. */
  readonly trackers: readonly Tracker[];
  /** The field managers under which the dialects apply. */
  readonly fieldManagers: readonly string[];
  /** Whether the custom resource of an owner is there. */
  readonly ownerExists: (owner: Pick<OwnerKey, 'group' | 'kind' | 'namespace' | 'name'>) => boolean;
  /** Called when something that an owner delivers, tracks or waits for changed. */
  readonly changed: (owner: OwnerId, priority: Priority) => void;
  /** How the keys are come by that random functions of charts draw from; absent: they draw anew at every render. */
  readonly renderKeys?: Pick<RenderKeysOptions, 'homeNamespace' | 'mayCreate' | 'random'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Delivers. One pass looks at a delivery as a whole (source, render, live objects), carries out what the progress machine says, and
 * tells what it learned; it keeps nothing that could not be found out again.
 */
export class Engine {
  readonly options: EngineOptions;
  readonly desired: DesiredStates;
  readonly comparer = new Comparer();
  readonly claims: Claims;
  readonly fights: FightWatch;
  readonly failedLooks = new FailedLooks();
  /** Absent: charts draw anew at every render. */
  readonly renderKeys: RenderKeys | undefined;
  readonly #views = new Map<string, Promise<LiveView>>();
  readonly #transform: ReturnType<typeof reduceLive>;

  constructor(options: EngineOptions) {
    this.options = options;
    this.desired = new DesiredStates({
      sources: { repositories: options.repositories, registries: options.registries, charts: options.charts },
      renderer: options.renderer,
      clock: options.clock,
      logger: options.logger,
      moved: options.changed,
    });
    this.claims = new Claims({
      trackers: options.trackers,
      exists: options.ownerExists,
      changed: (owner) => options.changed(owner, 'normal'),
    });
    this.fights = new FightWatch(options.clock);
    this.renderKeys = options.renderKeys && new RenderKeys({ ...options, ...options.renderKeys });
    this.#transform = reduceLive(options.trackers, new Set(options.fieldManagers));
  }

  /** One pass over a delivery. Throws KubeError where the cluster cannot be reached: nothing was decided then. */
  pass(delivery: Delivery, dialect: Dialect, progress: Progress | undefined, signal: AbortSignal): Promise<Outcome> {
    return runPass(this, delivery, dialect, progress, signal);
  }

  /** One pass over the deletion of all that the owner owns; `deleting` in the outcome says whether it goes on. */
  remove(delivery: Delivery, dialect: Dialect, signal: AbortSignal): Promise<Outcome> {
    return runRemoval(this, delivery, dialect, signal);
  }

  /** The live objects of a cluster, as one identity sees them. Throws KubeError where the cluster is not known. */
  view(cluster: string, identity: Identity | undefined, signal: AbortSignal): Promise<LiveView> {
    const id = `${cluster}|${identity?.user ?? ''}`;
    return untilAbort(this.#views.get(id) ?? this.#open(id, cluster, identity), signal);
  }

  /** A cluster is reached another way from now on, or not at all: what was seen of it is dropped. */
  async dropCluster(cluster: string): Promise<void> {
    this.renderKeys?.forget(cluster);
    for (const [id, view] of this.#views) {
      if (!id.startsWith(`${cluster}|`)) continue;
      this.#views.delete(id);
      (await view.catch(() => undefined))?.close();
    }
  }

  /** The owner is gone: what is kept for it goes too. */
  forget(owner: OwnerKey): void {
    this.desired.forget(ownerId(owner));
    this.claims.release(owner);
    this.failedLooks.forget(owner);
  }

  /** Ends every watch. */
  async close(): Promise<void> {
    this.desired.close();
    for (const view of this.#views.values()) (await view.catch(() => undefined))?.close();
    this.#views.clear();
  }

  #open(id: string, cluster: string, identity: Identity | undefined): Promise<LiveView> {
    const opened = this.options.clusters.open(cluster).then(
      (access) =>
        new LiveView({
          cluster: access,
          identity,
          trackers: this.options.trackers,
          transform: this.#transform,
          changed: (owner) => this.options.changed(owner, 'high'),
          clock: this.options.clock,
        }),
    );
    this.#views.set(id, opened);
    opened.catch(() => this.#views.delete(id));
    return opened;
  }
}
