import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Logger, messageOf, type Random, Secret, version } from '../base/index.ts';
import { dataOf } from '../argocd/index.ts';
import { createStoredCharts } from '../flux/index.ts';
import {
  type ApiServer,
  artifactResponse,
  createApp,
  type PageFiles,
  type PrometheusMetrics,
  readPageFiles,
  serveApi,
  type WebhookSecrets,
} from '../api/index.ts';
import {
  type ClusterConfig,
  connectCluster,
  type ConnectOptions,
  type InformerTuning,
  type KubeConnection,
  KubeError,
  ShardMembership,
} from '../kube/index.ts';
import { createRenderer, type Renderer } from '../render/index.ts';
import {
  ArtifactStore,
  createArchiveSources,
  createGitRepositories,
  type GitRepositoriesOptions,
} from '../source/index.ts';
import { type RenderPrograms, withPrograms } from './render-programs.ts';
import { remoteBases, type RemoteBasePolicy } from './remote-bases.ts';
import { createPageApi, OwnerLooks } from './page/index.ts';
import { type DialectName, type Manager, startManager } from './start-manager.ts';

/** How a whole process is started: the controllers and the API server on one cluster. */
export interface PlatformOptions {
  readonly config: ClusterConfig;
  /** Caches lie here; whatever is in it may be deleted between runs. */
  readonly cacheDir: string;
  readonly api: { readonly host?: string; readonly port: number };
  /** The address by which others reach stored artifacts; absent: the API server's own. */
  readonly artifactUrl?: string | undefined;
  readonly only: ReadonlySet<DialectName>;
  readonly takeOver: boolean;
  /** The name of this replica; with one, several replicas divide the owners. */
  readonly identity?: string | undefined;
  readonly controlPlane?: string;
  readonly fluxNamespace?: string;
  /** What kustomizations may name that lies elsewhere; absent: anything. */
  readonly remoteBases?: RemoteBasePolicy | 'off';
  /** Where the built page lies; absent: none is served, nor its API. */
  readonly pageDir?: string;
  /** Programs of upstream's that render; absent: none. */
  readonly programs?: RenderPrograms | undefined;
  /** Renders manifests, and is closed with the platform; one with worker threads where absent. */
  readonly renderer?: Renderer;
  /** How long servers are waited for; what each part takes by default where absent. */
  readonly patience?: {
    readonly git?: Pick<GitRepositoriesOptions, 'listTimeoutMs' | 'fetchTimeoutMs'>;
    readonly transport?: Pick<ConnectOptions, 'connectTimeoutMs' | 'headersTimeoutMs' | 'bodyTimeoutMs'>;
    readonly informers?: Partial<InformerTuning>;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
}

/** A running process. */
export interface Platform {
  readonly manager: Manager;
  readonly api: ApiServer;
  readonly home: KubeConnection;
  close(): Promise<void>;
}

/** Starts the controllers and the API server. Throws KubeError when the cluster cannot be asked, node's error when the port is taken. */
export async function startPlatform(options: PlatformOptions, signal?: AbortSignal): Promise<Platform> {
  const { clock, random, logger, metrics, environment, cacheDir } = options;
  const controlPlane = options.controlPlane ?? 'argocd';
  const ports = { clock, random, logger, metrics };
  const { git, transport, informers } = options.patience ?? {};
  const connect = (config: ClusterConfig): KubeConnection =>
    connectCluster(config, { ...ports, ...transport, environment, userAgent: `slipway/${version}` });
  const home = connect(options.config);
  const closing: (() => Promise<void>)[] = [() => home.close()];
  let ended = false;
  const close = async (): Promise<void> => {
    ended = true;
    // What was started last is stopped first: it stands on what came before it.
    for (const end of closing.splice(0).reverse()) {
      await end().catch((error: unknown) => logger.error('closing failed', { error: messageOf(error) }));
    }
  };
  try {
    await mkdir(cacheDir, { recursive: true });
    let manager: Manager | undefined;
    let artifacts: ArtifactStore | undefined;
    let looks: OwnerLooks | undefined;
    let page: PageFiles | undefined;
    const { pageDir } = options;
    const pageApi =
      pageDir === undefined
        ? undefined
        : createPageApi({
            ...ports,
            home,
            controlPlane,
            looks: () => looks,
            observing: () => manager?.observing ?? new Map<string, string>(),
            ...(informers === undefined ? {} : { informers }),
          });
    if (pageApi !== undefined) closing.push(() => pageApi.close());
    if (pageDir !== undefined) page = await readPageFiles(pageDir);
    const app = createApp({
      announce: async (url) => manager?.announce(url),
      webhookSecrets: () => webhookSecrets(home, controlPlane, signal),
      ready: () => manager?.ready() ?? false,
      closing: () => ended || signal?.aborted === true,
      artifact: async (path) => {
        const found = await artifacts?.find(path);
        return found === undefined ? undefined : artifactResponse(found);
      },
      metrics,
      logger,
      ...(pageApi === undefined ? {} : { v1: pageApi.router, page: () => page }),
    });
    const api = await serveApi(app, options.api);
    closing.push(() => api.close());
    const path = environment['PATH'] ?? '';
    const repositories = createGitRepositories({ ...ports, ...git, cacheDir: join(cacheDir, 'git'), path });
    closing.push(() => repositories.close());
    const archives = createArchiveSources({ ...ports, cacheDir: join(cacheDir, 'archives') });
    closing.push(() => archives.close());
    const workers = Math.max(1, Math.min(4, availableParallelism() - 1));
    const remotes =
      options.remoteBases === 'off'
        ? undefined
        : remoteBases(options.remoteBases ?? {}, { repositories, chartsWithin: archives.chartsWithin, clock, fetch });
    const ours = options.renderer ?? createRenderer({ ...ports, workers, remotes });
    const renderer = withPrograms(ours, options.programs, { ...ports, path });
    closing.push(() => renderer.close());
    artifacts = new ArtifactStore({
      ...ports,
      directory: join(cacheDir, 'artifacts'),
      baseUrl: options.artifactUrl ?? api.url,
    });
    const stored = artifacts;
    const charts = createStoredCharts({
      find: async (path) => (await stored.find(path))?.file,
      fetch,
      clock,
      random,
    });
    if (pageApi !== undefined) {
      const { registries, charts: chartRepositories } = archives;
      const opened = new OwnerLooks({
        ...ports,
        home: home.client,
        connect,
        repositories,
        registries,
        renderer,
        charts: chartRepositories,
        releaseCharts: charts,
        controlPlane,
      });
      looks = opened;
      closing.push(() => opened.close());
      pageApi.start();
    }
    const membership =
      options.identity === undefined
        ? undefined
        : new ShardMembership({
            ...ports,
            client: home.client,
            namespace: controlPlane,
            group: 'slipway',
            identity: options.identity,
          });
    if (membership !== undefined) closing.push(() => membership.close());
    manager = await startManager(
      {
        ...ports,
        home,
        connect,
        repositories,
        artifacts,
        archives,
        renderer,
        charts,
        only: options.only,
        controlPlane,
        fluxNamespace: options.fluxNamespace ?? 'flux-system',
        takeOver: options.takeOver,
        ...(membership === undefined ? {} : { membership }),
        ...(informers === undefined ? {} : { informers }),
      },
      signal,
    );
    const started = manager;
    closing.push(() => started.close());
    return { manager, api, home, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The secrets that webhooks are signed with, from `argocd-secret`, under upstream's keys. */
async function webhookSecrets(
  { client }: KubeConnection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<WebhookSecrets> {
  const resource = await client.discovery.find({ group: '', kind: 'Secret' }, signal);
  if (resource === undefined) return {};
  try {
    const secret = await client.get({ resource, namespace, name: 'argocd-secret' }, { signal });
    const value = (key: string): Secret | undefined => {
      const text = dataOf(secret, key);
      return text === '' ? undefined : new Secret(text);
    };
    const [github, gitlab, gitea, generic] = ['github', 'gitlab', 'gogs', 'generic'].map((sender) =>
      value(`webhook.${sender}.secret`),
    );
    return {
      ...(github === undefined ? {} : { github }),
      ...(gitlab === undefined ? {} : { gitlab }),
      ...(gitea === undefined ? {} : { gitea }),
      ...(generic === undefined ? {} : { generic }),
    };
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return {};
    throw error;
  }
}
