import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  inCluster,
  isJsonObject,
  type Json,
  type KubeObject,
  type Logger,
  messageOf,
  noMetrics,
  type Random,
  sleep,
  SlipwayError,
} from '../base/index.ts';
import { builtPageDir, prometheusMetrics, readInitialPassword } from '../api/index.ts';
import { configFromKubeconfig, InformerSet, type KubeClient, trusted } from '../kube/index.ts';
import { type Platform, startPlatform } from '../manager/index.ts';
import { type Sandbox, startSandbox } from '../sandbox/index.ts';
import { applyObjects, objectsOf } from './apply-manifests.ts';
import { controllerObjects, LogBook, standBehindControllers } from './controllers/index.ts';
import { demoDefinitions } from './crds.ts';
import { type GitHost, sendPushWebhook, startGitHost } from './githost/index.ts';
import { bootstrapManifests, sampleFiles, sampleName } from './sample.ts';

/**
 * How the demo is started. Ports: 0 takes a free one; absent takes that of the last start, else the usual one. The Git host's stays what it was:
 * the files in its repository name it.
 */
export interface DemoOptions {
  readonly dataDir: string;
  readonly port?: number | undefined;
  readonly kubePort?: number | undefined;
  readonly gitPort?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** A demo that cannot be started as it was asked for. */
export class DemoError extends SlipwayError<'git-port'> {}

/** A running demo: a cluster, a Git host, and the controllers between them. */
export interface Demo {
  readonly sandbox: Sandbox;
  readonly git: GitHost;
  readonly platform: Platform;
  readonly client: KubeClient;
  readonly informers: InformerSet;
  /** The file that KUBECONFIG must name. */
  readonly kubeconfig: string;
  /** Where the sample repository is cloned from. */
  readonly repository: string;
  /** The password of `admin`; undefined where somebody has deleted its Secret. */
  readonly password: string | undefined;
  close(): Promise<void>;
}

/** The ports that are taken where nobody says otherwise. */
export const usualPorts = { port: 8484, kubePort: 8485, gitPort: 8486 } as const;

/** Starts everything, and seeds what is not there yet: the second start goes on from the data of the first. */
export async function startDemo(options: DemoOptions, signal: AbortSignal): Promise<Demo> {
  const { dataDir, clock, random, logger: given, environment } = options;
  const log = new LogBook(() => clock.now());
  const logger = log.logger(given);
  await mkdir(dataDir, { recursive: true });
  const last = await readPorts(dataDir);
  const portOf = (name: keyof typeof usualPorts): number => options[name] ?? last[name] ?? usualPorts[name];
  const gitPort = gitPortOf(options, last.gitPort);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) {
      await end().catch((error: unknown) => logger.error('closing failed', { error: messageOf(error) }));
    }
  };
  try {
    const sandbox = await startSandbox({
      port: portOf('kubePort'),
      dataDir: join(dataDir, 'sandbox'),
      clock,
      random,
      logger,
    });
    closing.push(() => sandbox.close());
    const kubeconfig = join(dataDir, 'kubeconfig');
    await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
    const path = environment['PATH'] ?? '';
    const git = await startGitHost({ directory: join(dataDir, 'git'), port: gitPort, clock, path, logger });
    closing.push(() => git.close());
    const config = configFromKubeconfig(sandbox.kubeconfig(), { source: kubeconfig, trust: trusted });
    const platform = await startPlatform(
      {
        config,
        cacheDir: join(dataDir, 'cache'),
        api: { port: portOf('port') },
        pageDir: builtPageDir,
        only: new Set(['argocd', 'flux'] as const),
        takeOver: true,
        environment,
        clock,
        random,
        logger,
        metrics: prometheusMetrics(),
      },
      signal,
    );
    closing.push(() => platform.close());
    const process = { port: platform.api.port, log, now: () => clock.now(), random };
    const leave = await standBehindControllers(sandbox, process);
    closing.push(async () => leave());
    await writePorts(dataDir, {
      port: platform.api.port,
      kubePort: portOfUrl(sandbox.url),
      gitPort: portOfUrl(git.url),
    });
    announcePushes(git, platform, options);
    const { client } = platform.home;
    const repository = await seed(git, client, clock, signal);
    const informers = new InformerSet({ clock, random, logger, metrics: noMetrics });
    closing.push(async () => informers.close());
    const password = await initialPassword(client, clock, signal);
    return { sandbox, git, platform, client, informers, kubeconfig, repository, password, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes the sample repository where it is missing, and points Argo CD and Flux at it. */
async function seed(git: GitHost, client: KubeClient, clock: Clock, signal: AbortSignal): Promise<string> {
  const address = `${git.url}/${sampleName}.git`;
  const files = sampleFiles(address);
  if (!(await git.repositories()).includes(sampleName)) {
    await git.createRepository(sampleName);
    await git.commitFiles(sampleName, 'main', files, 'Deliver the shop and its infrastructure');
  }
  const namespaces = ['argocd', 'flux-system'].map((name): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const objects = [
    ...namespaces,
    ...objectsOf(demoDefinitions()),
    defaultProject,
    ...objectsOf(bootstrapManifests(files)),
    ...controllerObjects,
  ];
  await applyObjects(client, objects, clock, signal);
  return address;
}

/** The password that the platform makes as soon as its namespace is there. */
async function initialPassword(client: KubeClient, clock: Clock, signal: AbortSignal): Promise<string | undefined> {
  for (let waited = 0; waited < 10_000; waited += 100) {
    const password = await readInitialPassword(client, 'argocd', signal);
    if (password !== undefined) return password;
    await sleep(clock, 100, signal);
  }
  return undefined;
}

/** What upstream's API server creates at its first start. */
const defaultProject: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'default', namespace: 'argocd' },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
};

/** Sends a webhook for each push, as a Git host that people use does. */
function announcePushes(git: GitHost, platform: Platform, { logger, random }: DemoOptions): void {
  const webhook = { url: `${platform.api.url}/api/webhook`, style: 'gitea' } as const;
  git.onPush((event) => {
    sendPushWebhook(webhook, event, { fetch, delivery: random.uuid() }).catch((error: unknown) =>
      logger.warn('announcing a push failed; polling will find it', { error: messageOf(error), cluster: inCluster }),
    );
  });
}

/** Throws DemoError where the files of the repository name another port than the one asked for. */
function gitPortOf({ gitPort, dataDir }: DemoOptions, last: number | undefined): number {
  if (last === undefined) return gitPort ?? usualPorts.gitPort;
  if (gitPort === undefined || gitPort === 0 || gitPort === last) return last;
  throw new DemoError(
    'git-port',
    `the files in the repository of ${dataDir} name the Git host's port, which is ${last}: leave --git-port away, or start on other data with --data-dir`,
  );
}

type Ports = Partial<Record<keyof typeof usualPorts, number>>;

async function readPorts(dataDir: string): Promise<Ports> {
  const text = await readFile(join(dataDir, 'demo.json'), 'utf8').catch(() => '{}');
  let ports: Json;
  try {
    ports = JSON.parse(text) as Json;
  } catch {
    return {};
  }
  const known = isJsonObject(ports) ? ports : {};
  const entries = Object.keys(usualPorts).flatMap((name) =>
    typeof known[name] === 'number' ? [[name, known[name]]] : [],
  );
  return Object.fromEntries(entries) as Ports;
}

async function writePorts(dataDir: string, ports: Ports): Promise<void> {
  await writeFile(join(dataDir, 'demo.json'), `${JSON.stringify(ports)}\n`);
}

function portOfUrl(url: string): number {
  return Number(new URL(url).port);
}
