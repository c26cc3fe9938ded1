import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noMetrics, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts';
import { createStoredCharts } from '../../src/flux/index.ts';
import { configFromKubeconfig, connectCluster, trusted } from '../../src/kube/index.ts';
import { type Manager, startManager } from '../../src/manager/index.ts';
import { createRenderer } from '../../src/render/index.ts';
import { ArtifactStore, createArchiveSources, createGitRepositories } from '../../src/source/index.ts';
import { ChartServer } from '../support/chart-server.ts';
import { manifestsOf, sandboxCluster, type TestCluster } from '../support/test-cluster.ts';

/** A sandbox with Flux's definitions, a server of charts, and what starts our controllers of Flux on it. */
export interface FluxStage extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly server: ChartServer;
  /** Starts the controllers; they end with the stage. */
  start(): Promise<Manager>;
}

/** Starts all but the controllers. */
export async function fluxStage(): Promise<FluxStage> {
  await using ending = new AsyncDisposableStack();
  const cluster = await sandboxCluster();
  ending.defer(() => cluster.end());
  for (const name of [
    'helmreleases.helm',
    'helmcharts.source',
    'helmrepositories.source',
    'gitrepositories.source',
    'kustomizations.kustomize',
  ])
    await cluster.apply(...manifestsOf(`crds/${name}.toolkit.fluxcd.io.yaml`));
  const server = ending.use(await ChartServer.start());
  const running = ending.move();
  return {
    cluster,
    server,
    start: () => startControllers(cluster, running),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startControllers(cluster: TestCluster, ending: AsyncDisposableStack): Promise<Manager> {
  const folder = mkdtempSync(join(tmpdir(), 'helm-releases-'));
  ending.defer(() => rmSync(folder, { recursive: true, force: true }));
  const ports = {
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    environment: {},
  };
  const config = configFromKubeconfig(cluster.kubeconfig, { source: 'sandbox', trust: trusted });
  const home = connectCluster(config, ports);
  ending.defer(() => home.close());
  const repositories = createGitRepositories({ ...ports, cacheDir: join(folder, 'git'), path: '' });
  const archives = createArchiveSources({ ...ports, cacheDir: join(folder, 'archives') });
  ending.defer(() => archives.close());
  const artifacts = new ArtifactStore({ ...ports, directory: join(folder, 'artifacts'), baseUrl: 'http://unused' });
  const renderer = createRenderer({ ...ports, workers: 1 });
  ending.defer(() => renderer.close());
  const manager = await startManager({
    ...ports,
    home,
    connect: (other) => connectCluster(other, ports),
    repositories,
    archives,
    artifacts,
    renderer,
    charts: createStoredCharts({ ...ports, find: async (path) => (await artifacts.find(path))?.file, fetch }),
    only: new Set(['flux']),
    controlPlane: 'argocd',
    fluxNamespace: 'flux-system',
    takeOver: false,
  });
  ending.defer(() => manager.close());
  return manager;
}
