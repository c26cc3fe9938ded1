import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { prometheusMetrics } from '../../src/api/index.ts';
import { type Clock, jsonLogger, type KubeObject, systemClock, systemRandom, textAt } from '../../src/base/index.ts';
import { configFromKubeconfig, trusted } from '../../src/kube/index.ts';
import { type DialectName, startPlatform } from '../../src/manager/index.ts';
import { capabilities, type Capability } from './cluster/cluster.ts';
import type { KubeCluster } from './cluster/kube-cluster.ts';
import { installArgoCd } from './upstream/argo-cd.ts';
import type { RunningControllers } from './upstream/controllers.ts';

/** What Slipway's controllers cannot do yet. The list only shrinks, until it is empty. */
const waitingFor: ReadonlySet<Capability> = new Set(['sync-windows', 'orphaned-resources', 'multi-source']);

/** What a stage with Slipway's controllers can do: neither the sandbox nor a real control plane lacks anything. */
export const slipwayCapabilities: readonly Capability[] = capabilities.filter((each) => !waitingFor.has(each));

/**
 * For how long nothing may be written before a point is taken, in ms. No repository server, no Redis and no second controller lies
 * between a cause and its effect: Slipway comes to rest sooner than the real controllers.
 */
export const slipwayQuietMs: Readonly<Record<DialectName, number>> = { flux: 1_000, argocd: 2_000 };

const crdsFolder = join(import.meta.dirname, '..', '..', 'crds');

/**
 * Installs our CRDs and starts Slipway's controllers of one dialect on a cluster, in this process. What they log goes to the file
 * named by SCENARIO_LOG, where that is set.
 */
export async function startSlipway(
  dialect: DialectName,
  cluster: KubeCluster,
  kubeconfig: string,
  clock: Clock = systemClock,
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
    clock,
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

async function install(cluster: KubeCluster, crd: KubeObject): Promise<void> {
  await cluster.apply(crd, 'user');
  const apiVersion = `${textAt(crd, 'spec', 'group')}/${textAt(crd, 'spec', 'versions', 0, 'name')}`;
  const kind = textAt(crd, 'spec', 'names', 'kind');
  while (!(await cluster.serves({ apiVersion, kind }))) await new Promise((resolve) => setTimeout(resolve, 50));
}
