import {
  type Clock,
  inCluster,
  type KubeObject,
  type Logger,
  messageOf,
  type Metrics,
  type Random,
} from '../base/index.ts';
import { applicationDialect, applicationTracker, argoFieldManager } from '../argocd/index.ts';
import {
  DeliveryReconciler,
  type Dialect,
  Engine,
  type OwnerEvent,
  type OwnerId,
  parseOwnerId,
} from '../engine/index.ts';
import {
  archiveKinds,
  archiveSourceKind,
  type Charts,
  GitRepositoryReconciler,
  helmGroup,
  helmController,
  helmReleaseTracker,
  HelmReleaseReconciler,
  isBuiltOf,
  kustomizationDialect,
  kustomizationTracker,
  kustomizeController,
  MovedSources,
  sourceGroup,
  SourceReconciler,
} from '../flux/index.ts';
import {
  type ClusterConfig,
  EventRecorder,
  InformerSet,
  type InformerTuning,
  type KubeConnection,
  type Reconciler,
  type ShardMembership,
} from '../kube/index.ts';
import type { Renderer } from '../render/index.ts';
import type { ArchiveSources, Artifact, ArtifactStore, GitRepositories } from '../source/index.ts';
import { ClusterRegistry } from './clusters/index.ts';
import {
  type AwaitedKind,
  type ControllerPorts,
  type OwnerController,
  ownerQueue,
  OwnerRegister,
  startOwnerController,
  startWhenServed,
} from './controllers/index.ts';
import { ensureDefaultProject } from './default-project.ts';
import { aliveBecause, upstreamArgoCD, upstreamFlux } from './take-over.ts';

/** Which dialects a manager runs. */
export type DialectName = 'argocd' | 'flux';

/** What a manager stands on, and what it is to do. */
export interface ManagerOptions {
  /** The cluster that we run in: owners live there. */
  readonly home: KubeConnection;
  /** Connects to another cluster. */
  readonly connect: (config: ClusterConfig) => KubeConnection;
  readonly repositories: GitRepositories;
  readonly artifacts: ArtifactStore;
  /** Chart repositories and registries. */
  readonly archives: Pick<ArchiveSources, 'charts' | 'registries'>;
  readonly renderer: Renderer;
  /** Loads and renders the charts of HelmReleases; absent: these are left alone. */
  readonly charts?: Charts;
  readonly only: ReadonlySet<DialectName>;
  /** The namespace of Argo CD's control plane: `argocd`. */
  readonly controlPlane: string;
  /** The namespace of Flux's controllers: `flux-system`. */
  readonly fluxNamespace: string;
  /** Act although another controller is alive for a dialect. */
  readonly takeOver: boolean;
  /** Divides the owners among replicas; absent: this process handles all. */
  readonly membership?: ShardMembership;
  /** The times of informers; their defaults where absent. */
  readonly informers?: Partial<InformerTuning>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A running set of controllers. */
export interface Manager {
  /** Dialects that are only observed, and why. */
  readonly observing: ReadonlyMap<DialectName, string>;
  /** Whether every controller whose kind is served has seen its owners, and is told of their changes. */
  ready(): boolean;
  /** A push to a repository was announced. */
  announce(url: string): Promise<void>;
  /** Gives one owner a turn now. */
  poke(owner: OwnerId): void;
  /** Stops the controllers; what they stand on is its opener's to close. */
  close(): Promise<void>;
}

/** Composes controllers, informers and the engine for one process, and starts them. Throws KubeError when the API server cannot be asked. */
export async function startManager(options: ManagerOptions, signal?: AbortSignal): Promise<Manager> {
  const { home, clock, random, logger, metrics, controlPlane, only } = options;
  const stop = new AbortController();
  const running = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const { client } = home;
  const tuning = options.informers === undefined ? {} : { tuning: options.informers };
  const informers = new InformerSet({ clock, random, logger, metrics, ...tuning });
  const ports: ControllerPorts = { client, informers, clock, random, logger, metrics };
  const observing = await observedDialects(options, running);
  const recorder = new EventRecorder({ client, clock, random, logger, metrics });
  const controllers = new Map<string, OwnerController>();
  const queueKinds = ['Application', 'Kustomization', 'GitRepository', 'HelmRelease', ...archiveKinds];
  const queues = new Map(queueKinds.map((kind) => [kind, ownerQueue(ports)]));
  const clusters = new ClusterRegistry({
    home: client,
    informers,
    connect: options.connect,
    clock,
    random,
    logger,
    changed: (cluster) => {
      engine
        .dropCluster(cluster)
        .then(() => pokeAll(controllers.values()))
        .catch((error: unknown) => logger.error('reopening a cluster failed', { cluster, error: messageOf(error) }));
    },
  });
  const moved = new MovedSources();
  const register = new OwnerRegister(() => pokeAll(controllers.values()));
  const engine = new Engine({
    clusters,
    repositories: options.repositories,
    registries: options.archives.registries,
    charts: options.archives.charts,
    renderer: options.renderer,
    trackers: [applicationTracker(controlPlane), kustomizationTracker, helmReleaseTracker],
    fieldManagers: [argoFieldManager, kustomizeController, helmController],
    ownerExists: (owner) => register.exists(owner),
    changed: (owner, priority) => queues.get(parseOwnerId(owner).kind)?.add(owner, priority),
    renderKeys: { homeNamespace: controlPlane, mayCreate: () => !observing.has('argocd'), random },
    clock,
    logger,
    metrics,
  });
  const emit = (owner: KubeObject, event: OwnerEvent, component: string): void =>
    recorder.record(owner, event, component);
  const handles = (owner: KubeObject): boolean => options.membership?.owns(owner.metadata.uid ?? '') ?? true;
  const common = { emit, handles, clock };

  const startDeliveries = (name: DialectName, dialect: Dialect): AwaitedKind => ({
    ...dialect.kind,
    start: (resource) => {
      const queue = queueOf(queues, dialect.kind.kind);
      const kind = {
        name: dialect.component,
        resource,
        manager: dialect.statusManager,
        queue,
        ahead: (object: KubeObject) => moved.ahead(object),
        referenceChanged: (owner: OwnerId, object: KubeObject) => {
          if (!moved.confirms(object)) queue.add(owner, 'normal');
        },
        reconciler: (parts: Pick<ConstructorParameters<typeof DeliveryReconciler>[0], 'owners' | 'references'>) =>
          afterSettled(
            register,
            new DeliveryReconciler({ ...parts, ...common, engine, dialect, observeOnly: () => observing.has(name) }),
          ),
      };
      const controller = startOwnerController(kind, ports, running);
      controllers.set(dialect.kind.kind, controller);
      register.add(dialect.kind.kind, controller.owners);
    },
  });
  /** Owners of a dialect that this process does not run are only known by name: nothing of theirs is touched. */
  const watchOwners = ({ group, kind }: Dialect['kind']): AwaitedKind => ({
    group,
    kind,
    start: (resource) =>
      register.add(kind, informers.acquire({ cluster: inCluster, client }, resource, { metadataOnly: true }).informer),
  });
  /** Gives the readers of a moved GitRepository their turn, those first for whom the move changes something. */
  const announceMove = ({ namespace, name }: { namespace: string; name: string }, artifact: Artifact): void => {
    const kustomizations = controllers.get('Kustomization');
    if (kustomizations === undefined) return;
    const { queue, references } = kustomizations;
    for (const owner of references.readersOf({ group: sourceGroup, kind: 'GitRepository' }, namespace, name)) {
      queue.add(owner, engine.desired.touches(owner, artifact) ? 'high' : 'low');
    }
  };
  const startGitRepositories: AwaitedKind = {
    group: sourceGroup,
    kind: 'GitRepository',
    start: (resource) => {
      const queue = queueOf(queues, 'GitRepository');
      const { repositories, artifacts } = options;
      const kind = {
        name: 'source-controller',
        resource,
        manager: 'source-controller',
        queue,
        reconciler: (parts: Pick<ConstructorParameters<typeof GitRepositoryReconciler>[0], 'owners' | 'references'>) =>
          new GitRepositoryReconciler({
            ...parts,
            ...common,
            queue,
            repositories,
            artifacts,
            moved,
            announce: (repository, artifact) => announceMove(repository, artifact),
            logger,
            observeOnly: () => observing.has('flux'),
          }),
      };
      controllers.set('GitRepository', startOwnerController(kind, ports, running));
    },
  };
  const startArchiveSources = archiveKinds.map((name): AwaitedKind => ({
    group: sourceGroup,
    kind: name,
    start: (resource) => {
      const { repositories, artifacts, archives } = options;
      const source = archiveSourceKind(name, { ...archives, repositories, artifacts });
      const kind = {
        name: 'source-controller',
        resource,
        manager: 'source-controller',
        queue: queueOf(queues, name),
        referenceChanged: (id: OwnerId, object: KubeObject) => {
          const { namespace, name: named } = parseOwnerId(id);
          const owner = controllers.get(name)?.owners.get(namespace, named);
          if (owner === undefined || !isBuiltOf(owner, object)) queueOf(queues, name).add(id, 'normal');
        },
        reconciler: (parts: Pick<ConstructorParameters<typeof SourceReconciler>[1], 'owners' | 'references'>) =>
          new SourceReconciler(source, { ...parts, ...common, artifacts, observeOnly: () => observing.has('flux') }),
      };
      controllers.set(name, startOwnerController(kind, ports, running));
    },
  }));
  const startHelmReleases = (charts: Charts): AwaitedKind => ({
    group: helmGroup,
    kind: 'HelmRelease',
    start: (resource) => {
      const queue = queueOf(queues, 'HelmRelease');
      const kind = {
        name: 'helm-controller',
        resource,
        manager: 'helm-controller',
        // A turn waits for workloads: those that never become ready must not keep the others from theirs.
        concurrency: 64,
        queue,
        reconciler: (parts: Pick<ConstructorParameters<typeof HelmReleaseReconciler>[0], 'owners' | 'references'>) =>
          afterSettled(
            register,
            new HelmReleaseReconciler({
              ...parts,
              ...common,
              clusters,
              engine,
              home: client,
              charts,
              logger,
              observeOnly: () => observing.has('flux'),
            }),
          ),
      };
      const controller = startOwnerController(kind, ports, running);
      controllers.set('HelmRelease', controller);
      register.add('HelmRelease', controller.owners);
    },
  });
  const dialects = { flux: kustomizationDialect(clock), argocd: applicationDialect({ controlPlane, clock }) } as const;
  const kinds: AwaitedKind[] = only.has('flux') ? [startGitRepositories, ...startArchiveSources] : [];
  if (only.has('flux') && options.charts !== undefined) kinds.push(startHelmReleases(options.charts));
  else kinds.push(watchOwners({ group: helmGroup, kind: 'HelmRelease', version: 'v2' }));
  for (const name of ['flux', 'argocd'] as const) {
    kinds.push(only.has(name) ? startDeliveries(name, dialects[name]) : watchOwners(dialects[name].kind));
  }
  if (only.has('argocd') && !observing.has('argocd')) await ensureDefaultProject(client, controlPlane, running);
  await startWhenServed(kinds, ports, running);
  void register.complete(clock, running);
  const unwatchMembers = options.membership?.onChange(() => pokeAll(controllers.values()));

  return {
    observing,
    ready: () => [...controllers.values()].every((controller) => controller.isWell()),
    announce: (url) => options.repositories.announce(url, running),
    poke: (owner) => queues.get(parseOwnerId(owner).kind)?.add(owner, 'high'),
    close: async () => {
      stop.abort();
      unwatchMembers?.();
      await Promise.all([...controllers.values()].map(({ stopped }) => stopped));
      await recorder.close();
      await engine.close();
      await clusters.close();
      informers.close();
    },
  };
}

function queueOf<Q>(queues: ReadonlyMap<string, Q>, kind: string): Q {
  const queue = queues.get(kind);
  if (queue === undefined) throw new Error(`no queue for ${kind}`);
  return queue;
}

/** The reconciler, once it is known which owners there are. */
function afterSettled(register: OwnerRegister, reconciler: Reconciler<OwnerId>): Reconciler<OwnerId> {
  return {
    reconcile: async (id, signal) => {
      await register.settled(signal);
      return reconciler.reconcile(id, signal);
    },
  };
}

/** Gives every owner a turn: who handles it, or how its cluster is reached, has changed. */
function pokeAll(controllers: Iterable<OwnerController>): void {
  for (const { owners, queue } of controllers) {
    for (const owner of owners.list()) {
      const { namespace = '', name = '' } = owner.metadata;
      const group = owner.apiVersion.slice(0, Math.max(0, owner.apiVersion.indexOf('/')));
      queue.add(`${inCluster}|${group}/${owner.kind}/${namespace}/${name}`, 'normal');
    }
  }
}

/** The dialects that another controller keeps: they are observed unless we are told to take over. */
async function observedDialects(options: ManagerOptions, signal: AbortSignal): Promise<Map<DialectName, string>> {
  const { home, clock, logger, takeOver, only } = options;
  const observed = new Map<DialectName, string>();
  const upstream = { argocd: upstreamArgoCD(options.controlPlane), flux: upstreamFlux(options.fluxNamespace) } as const;
  for (const dialect of only) {
    const reason = await aliveBecause(home.client, upstream[dialect], { now: clock.now(), logger, signal });
    if (reason === undefined) continue;
    if (takeOver) logger.warn('taking over from another controller', { dialect, reason });
    else {
      observed.set(dialect, reason);
      logger.warn('only observing: another controller is alive; --take-over acts in its place', { dialect, reason });
    }
  }
  return observed;
}
