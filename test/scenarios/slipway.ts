import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { prometheusMetrics } from '../../src/api/index.ts';
import { jsonLogger, type KubeObject, systemClock, systemRandom } from '../../src/base/index.ts';
import { configFromKubeconfig, trusted } from '../../src/kube/index.ts';
import { type DialectName, startPlatform } from '../../src/manager/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Capability } from './cluster/cluster.ts';
import { KubeCluster } from './cluster/kube-cluster.ts';
import { textAt } from './model/text-at.ts';
import type { Stage } from './suite.ts';
import { installArgoCd } from './upstream/argo-cd.ts';
import type { RunningControllers } from './upstream/controllers.ts';

/** What the sandbox can do of what scenarios need. */
export const sandboxCapabilities: readonly Capability[] = ['workloads', 'rbac', 'garbage-collection', 'admission'];

const crdsFolder = join(import.meta.dirname, '..', '..', 'crds');

/**
 * Installs our CRDs and starts Slipway's controllers of one dialect on a cluster, in this process. What they log goes to the file
 * named by SCENARIO_LOG, where that is set.
 */
export async function startSlipway(
  dialect: DialectName,
  cluster: KubeCluster,
  kubeconfig: string,
): Promise<RunningControllers> {
  for (const file of globSync(dialect === 'argocd' ? '*.argoproj.io.yaml' : '*.toolkit.fluxcd.io.yaml', {
    cwd: crdsFolder,
  })) {
    for (const crd of loadAll(readFileSync(join(crdsFolder, file), 'utf8')) as KubeObject[])
      await install(cluster, crd);
  }
  if (dialect === 'argocd') await installArgoCd(cluster);
  const folder = mkdtempSync(join(tmpdir(), 'slipway-'));
  const log = process.env['SCENARIO_LOG'];
  const platform = await startPlatform({
    config: configFromKubeconfig(readFileSync(kubeconfig, 'utf8'), { source: kubeconfig, trust: trusted }),
    cacheDir: folder,
    api: { port: 0 },
    only: new Set([dialect]),
    takeOver: true,
    environment: { PATH: process.env['PATH'] },
    clock: systemClock,
    random: systemRandom,
    logger: jsonLogger({
      write: (line) => {
        if (log !== undefined) writeFileSync(log, `${line}\n`, { flag: 'a' });
      },
      now: () => Date.now(),
    }),
    metrics: prometheusMetrics(),
  });
  return {
    replacements: [
      { actual: platform.api.url, canonical: 'http://source-controller' },
      { actual: folder, canonical: '$TMPDIR' },
    ],
    async [Symbol.asyncDispose]() {
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A stage in this process: the sandbox, and Slipway's controllers of one dialect on it. */
export async function sandboxStage(dialect: DialectName): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({ port: 0 });
  stack.defer(() => sandbox.close());
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig());
  const cluster = new KubeCluster({ name: 'sandbox', kubeconfig, capabilities: sandboxCapabilities });
  stack.defer(() => cluster.close());
  const controllers = stack.use(await startSlipway(dialect, cluster, kubeconfig));
  const running = stack.move();
  return {
    cluster,
    replacements: controllers.replacements,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function install(cluster: KubeCluster, crd: KubeObject): Promise<void> {
  await cluster.apply(crd, 'user');
  const apiVersion = `${textAt(crd, 'spec', 'group')}/${textAt(crd, 'spec', 'versions', 0, 'name')}`;
  const kind = textAt(crd, 'spec', 'names', 'kind');
  while (!(await cluster.serves({ apiVersion, kind }))) await new Promise((resolve) => setTimeout(resolve, 50));
}
