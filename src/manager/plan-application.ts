import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  formatProblem,
  inCluster,
  type KubeObject,
  type Logger,
  type Metrics,
  type Random,
} from '../base/index.ts';
import { applicationDialect, applicationTracker, argoFieldManager } from '../argocd/index.ts';
import { Engine, type Outcome, ownerId, References } from '../engine/index.ts';
import { kustomizationTracker, kustomizeController } from '../flux/index.ts';
import { type ClusterConfig, connectCluster, InformerSet, type KubeConnection } from '../kube/index.ts';
import { createRenderer } from '../render/index.ts';
import { createArchiveSources, createGitRepositories } from '../source/index.ts';
import { ClusterRegistry } from './clusters/index.ts';
import { remoteBases } from './remote-bases.ts';

/** What one look at an Application, without a manager, stands on. */
export interface PlanApplicationOptions {
  readonly home: KubeConnection;
  readonly application: KubeObject;
  /** Another revision than the Application names. */
  readonly revision: string | undefined;
  readonly controlPlane: string;
  readonly cacheDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Plans an Application straight on the cluster, as the controller would, and writes nothing: the outcome holds every object and what
 * differs. Without an outcome the problems say why.
 */
export async function planApplication(
  options: PlanApplicationOptions,
  signal: AbortSignal,
): Promise<{ readonly outcome: Outcome | undefined; readonly problems: readonly string[] }> {
  const { home, application, controlPlane, clock, random, logger, metrics, environment } = options;
  const ports = { clock, random, logger, metrics };
  const { client } = home;
  const informers = new InformerSet(ports);
  const repositories = createGitRepositories({ ...ports, cacheDir: options.cacheDir, path: environment['PATH'] ?? '' });
  const archives = createArchiveSources({ ...ports, cacheDir: join(options.cacheDir, 'archives') });
  const remotes = remoteBases({}, { repositories, chartsWithin: archives.chartsWithin, clock, fetch });
  const renderer = createRenderer({ ...ports, workers: Math.min(2, availableParallelism()), remotes });
  const connect = (config: ClusterConfig): KubeConnection => connectCluster(config, { ...ports, environment });
  const clusters = new ClusterRegistry({ ...ports, home: client, informers, connect, changed: () => undefined });
  const engine = new Engine({
    ...ports,
    clusters,
    repositories,
    registries: archives.registries,
    charts: archives.charts,
    renderer,
    trackers: [applicationTracker(controlPlane), kustomizationTracker],
    fieldManagers: [argoFieldManager, kustomizeController],
    ownerExists: () => true,
    renderKeys: { homeNamespace: controlPlane, mayCreate: () => false, random },
    changed: () => undefined,
  });
  const references = new References({
    client,
    informer: (resource, selection) => informers.acquire({ cluster: inCluster, client }, resource, selection).informer,
    changed: () => undefined,
    late: () => undefined,
    clock,
  });
  const dialect = applicationDialect({ controlPlane, clock });
  try {
    const { namespace = '', name = '' } = application.metadata;
    const id = ownerId({ ...dialect.kind, cluster: inCluster, namespace, name });
    const asked = withoutOperation(application, options.revision);
    const translation = await dialect.translate(asked, { lookup: references.lookup(id, signal), now: clock.now() });
    if (translation.kind === 'blocked')
      return { outcome: undefined, problems: translation.problems.map(formatProblem) };
    if (translation.kind !== 'deliver') return { outcome: undefined, problems: ['the Application is being deleted'] };
    const delivery = { ...translation.delivery, mode: 'manual' as const, request: undefined };
    const outcome = await engine.pass(delivery, dialect, undefined, signal);
    return { outcome, problems: (outcome.failure?.problems ?? []).map(formatProblem) };
  } finally {
    references.close();
    await engine.close();
    await clusters.close();
    informers.close();
    await renderer.close();
    await archives.close();
    await repositories.close();
  }
}

/** The Application as a comparison sees it: whatever it is asked to do just now. */
function withoutOperation(application: KubeObject, revision: string | undefined): KubeObject {
  const { operation: _operation, ...rest } = application;
  if (revision === undefined) return rest;
  const spec = rest['spec'] as { source?: object } | undefined;
  return { ...rest, spec: { ...spec, source: { ...spec?.source, targetRevision: revision } } };
}
