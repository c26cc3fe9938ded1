import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLogger, systemClock, systemRandom } from '../../../src/base/index.ts';
import { prometheusMetrics } from '../../../src/api/index.ts';
import { builtPageDir } from '../../../src/api/page/index.ts';
import { configFromKubeconfig, trusted } from '../../../src/kube/index.ts';
import { startPlatform } from '../../../src/manager/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { buildPage, isPageStale } from '../../../scripts/build-ui.ts';
import { Client } from '../clients/client.ts';
import { Kubectl } from '../clients/kubectl.ts';
import type { ProgramName, Programs } from '../clients/programs.ts';
import { installDefinitions, installedNow, removeDeliveries } from './installation.ts';
import { MovableClock } from './movable-clock.ts';
import { openSite, type Site } from './site.ts';

/** What the guide's reader has before the first line: a cluster with our controllers, and the clients. */
export interface World extends AsyncDisposable {
  /** A Git host of its own, and a cluster as it was at the start: what one row works on. */
  site(row: string): Promise<Site>;
  /** What the controllers logged. */
  log(): string;
}

/** How the world is made. */
export interface WorldOptions {
  readonly programs: Programs;
  /** A cluster to use instead of the sandbox. */
  readonly kubeconfig?: string | undefined;
}

/** Starts the sandbox (or takes the cluster of a kubeconfig), installs our CRDs with kubectl, and starts the controllers on it. */
export async function startWorld({ programs, kubeconfig }: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-guide-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'kubeconfig');
  const clock = new MovableClock();
  let log = '';
  const logger = jsonLogger({ write: (line) => (log += `${line}\n`), now: () => clock.now(), level: 'info' });
  if (kubeconfig === undefined) {
    const sandbox = await startSandbox({ port: 0, dataDir: join(folder, 'sandbox'), clock: systemClock, logger });
    stack.defer(() => sandbox.close());
    await writeFile(config, sandbox.kubeconfig(), { mode: 0o600 });
  } else await writeFile(config, await readFile(kubeconfig), { mode: 0o600 });
  const home = join(folder, 'home');
  await mkdir(home);
  const path = process.env['PATH'] ?? '';
  const env = { PATH: path, HOME: home, KUBECONFIG: config };
  const kubectl = new Kubectl(pathOf(programs, 'kubectl'), env);
  await installDefinitions(kubectl);
  if (isPageStale()) await buildPage();
  const metrics = prometheusMetrics();
  const platform = await startPlatform({
    config: configFromKubeconfig(await readFile(config, 'utf8'), { source: config, trust: trusted }),
    cacheDir: join(folder, 'cache'),
    api: { port: 0 },
    pageDir: builtPageDir,
    only: new Set(['argocd', 'flux'] as const),
    takeOver: true,
    environment: { PATH: path },
    clock,
    random: systemRandom,
    logger,
    metrics,
  });
  stack.defer(() => platform.close());
  const installed = await installedNow(kubectl);
  const running = stack.move();
  return {
    log: () => log,
    site: async (row) => {
      const site = await openSite({
        folder: join(folder, 'sites', row),
        path,
        kubectl,
        git: new Client(pathOf(programs, 'git'), { PATH: path, HOME: home, ...identity }),
        flux: new Client(pathOf(programs, 'flux'), env),
        helm: new Client(pathOf(programs, 'helm'), env),
        clock,
        webhook: `${platform.api.url}/api/webhook`,
        page: platform.api.url,
        metrics: () => metrics.text(),
      });
      return {
        ...site,
        [Symbol.asyncDispose]: async () => {
          await removeDeliveries(kubectl, installed);
          await site[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Who commits. */
const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** The path of a program, or a name that says on use that it is not there (a row that needs it is skipped before). */
function pathOf(programs: Programs, name: ProgramName): string {
  const program = programs[name];
  return program.kind === 'found' ? program.path : `${name}-is-absent`;
}
