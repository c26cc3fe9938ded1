import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { type KubeObject, textAt } from '../../../src/base/index.ts';
import { capabilities } from '../cluster/cluster.ts';
import { KubeCluster } from '../cluster/kube-cluster.ts';
import { freePort } from './process.ts';

const run = promisify(execFile);

/** A real control plane that was started for a test or a recording, and ends when disposed of. */
export interface Oracle extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly cluster: KubeCluster;
}

/** Where the real tools and the data lie: what `environment` reads. */
export interface OraclePlaces {
  /** The folder with `kube-up` and `kube-down` (`ORACLE`). */
  readonly scripts: string;
  /** The folder with the real programs (`ORACLE_BIN`). */
  readonly bin: string;
  /** The folder with `<project>/<crd>.yaml` of upstream (`SLIPWAY_DATA`/crds). */
  readonly crds: string;
}

/** The places named by the environment, or which variable is missing. */
export function oraclePlaces(
  env: Readonly<Record<string, string | undefined>>,
): OraclePlaces | { readonly missing: string } {
  const { ORACLE: scripts, ORACLE_BIN: bin, SLIPWAY_DATA: data } = env;
  if (scripts === undefined) return { missing: 'ORACLE' };
  if (bin === undefined) return { missing: 'ORACLE_BIN' };
  if (data === undefined) return { missing: 'SLIPWAY_DATA' };
  return { scripts, bin, crds: join(data, 'crds') };
}

/** Starts a fresh control plane; `port` and the two after it must be free (a free one is looked for where absent). */
export async function startOracle(places: OraclePlaces, port?: number): Promise<Oracle> {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const env = { ...process.env, ORACLE_BIN: places.bin };
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    await run(join(places.scripts, 'kube-down'), [folder], { env });
    rmSync(folder, { recursive: true, force: true });
  });
  const first = port ?? (await freePort(3));
  const { stdout } = await run(join(places.scripts, 'kube-up'), [folder, String(first)], { env });
  const kubeconfig = stdout.trim();
  const cluster = new KubeCluster({ name: 'oracle', kubeconfig, capabilities });
  stack.defer(() => cluster.close());
  const running = stack.move();
  return { kubeconfig, cluster, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Installs the CRDs of some upstream projects and waits until they are served. */
export async function installCrds(cluster: KubeCluster, crds: string, projects: readonly string[]): Promise<void> {
  for (const project of projects) {
    for (const file of readdirSync(join(crds, project)).filter((name) => name.endsWith('.yaml'))) {
      for (const crd of loadAll(readFileSync(join(crds, project, file), 'utf8')) as KubeObject[]) {
        await cluster.apply(crd, 'user');
        const apiVersion = `${textAt(crd, 'spec', 'group')}/${textAt(crd, 'spec', 'versions', 0, 'name')}`;
        const kind = textAt(crd, 'spec', 'names', 'kind');
        while (!(await cluster.serves({ apiVersion, kind }))) await wait(100);
      }
    }
  }
}
