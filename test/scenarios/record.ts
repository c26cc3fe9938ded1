/**
 * Records what the real controllers write.
 *
 *     ORACLE=… ORACLE_BIN=… SLIPWAY_DATA=… bin/node test/scenarios/record.ts [--only TEXT] [--kubeconfig FILE] [--parallel N] [--check]
 *
 * Starts a real control plane (or takes the cluster of `--kubeconfig`, whose CRDs are there already), the real Flux and Argo CD
 * controllers, tells every scenario whose name holds TEXT, and writes `recorded/<version>/<scenario>/<point>.json`. With `--check`
 * nothing is written: what was recorded before is compared, and any difference fails.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/base/index.ts';
import { capabilities } from './cluster/cluster.ts';
import { startGitHttpBackend } from './cluster/git-http-backend.ts';
import { KubeCluster } from './cluster/kube-cluster.ts';
import { compareRecordings, formatDifference } from './judge/compare.ts';
import { readRecording, type Recording, writeRecording } from './judge/recording.ts';
import { loadScenarios } from './model/load.ts';
import { type Dialect, pointsOf, type Scenario } from './model/scenario.ts';
import { runScenario } from './run/run.ts';
import { argoCdVersion, startArgoCd } from './upstream/argo-cd.ts';
import type { StartControllers } from './upstream/controllers.ts';
import { fluxVersion, startFlux } from './upstream/flux.ts';
import { type Oracle, oraclePlaces, startOracle } from './upstream/oracle.ts';

/** Where the case folders lie. */
export const casesFolder = join(import.meta.dirname, 'cases');

/** Where the recordings of a dialect's real controllers lie. */
export function recordedFolder(dialect: Dialect): string {
  return join(import.meta.dirname, 'recorded', dialect === 'flux' ? fluxVersion : argoCdVersion);
}

/** How long nothing may be written before a point is taken, in ms. Argo CD batches and waits between waves for up to 2 s. */
export const quietMs: Readonly<Record<Dialect, number>> = { flux: 2_000, argocd: 4_000 };

/** How a dialect's real controllers are started. */
export const startUpstream: Readonly<Record<Dialect, StartControllers>> = { flux: startFlux, argocd: startArgoCd };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      kubeconfig: { type: 'string' },
      parallel: { type: 'string', default: '4' },
      port: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  const places = oraclePlaces(process.env);
  if ('missing' in places) throw new Error(`${places.missing} is not set`);
  const scenarios = loadScenarios(casesFolder).filter((scenario) => scenario.name.includes(values.only));
  await using stack = new AsyncDisposableStack();
  const oracle =
    values.kubeconfig === undefined
      ? stack.use(await startOracle(places, values.port === undefined ? undefined : Number(values.port)))
      : existingOracle(values.kubeconfig);
  let failed = 0;
  for (const dialect of ['flux', 'argocd'] as const) {
    const own = scenarios.filter((scenario) => scenario.dialect === dialect);
    if (own.length === 0) continue;
    await using controllers = await startUpstream[dialect](places, oracle);
    failed += await inParallel(own, Number(values.parallel), async (scenario) => {
      const started = Date.now();
      const recording = await runScenario(scenario, {
        cluster: oracle.cluster,
        startGitHost: startGitHttpBackend,
        replacements: controllers.replacements,
        quietMs: quietMs[dialect],
      });
      const problems = values.check ? check(scenario, recording) : store(scenario, recording);
      say(
        `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${scenario.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
      );
      for (const problem of problems) say(problem);
      return problems.length === 0;
    });
  }
  say(`${scenarios.length - failed} of ${scenarios.length} scenarios ${values.check ? 'as recorded' : 'recorded'}`);
  if (failed > 0) process.exitCode = 1;
}

function existingOracle(kubeconfig: string): Pick<Oracle, 'cluster' | 'kubeconfig'> {
  return { kubeconfig, cluster: new KubeCluster({ name: 'kubeconfig', kubeconfig, capabilities }) };
}

function store(scenario: Scenario, recording: Recording): string[] {
  writeRecording(recordedFolder(scenario.dialect), scenario.name, recording);
  return [];
}

function check(scenario: Scenario, recording: Recording): string[] {
  const recorded = readRecording(recordedFolder(scenario.dialect), scenario.name, pointsOf(scenario));
  if (recorded === undefined) return [`${scenario.name} was never recorded`];
  return compareRecordings(scenario.name, recorded, recording).map(formatDifference);
}

/** Runs `each` over all items, `width` at a time; how many were not true (what is thrown is printed). */
async function inParallel<T>(items: readonly T[], width: number, each: (item: T) => Promise<boolean>): Promise<number> {
  let failed = 0;
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      try {
        if (!(await each(item))) failed += 1;
      } catch (error) {
        failed += 1;
        say(`FAIL ${messageOf(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return failed;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) await main();
