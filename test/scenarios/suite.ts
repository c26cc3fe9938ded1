/**
 * The judge: every scenario, told on a cluster by some controllers, against what the real Flux and Argo CD controllers wrote.
 *
 * How the parts hang together:
 *
 *     cases/<dialect>-<name>/     the stories as data (model/load.ts describes the form; adding one needs no code)
 *     recorded/<version>/…        what upstream's controllers wrote at each point of each story (written by record.ts)
 *     cluster/cluster.ts          the port to a cluster; cluster/kube-cluster.ts reaches any kubeconfig
 *     cluster/git-host.ts         the port to a Git host; cluster/git-http-backend.ts makes one of Git itself
 *     run/run.ts                  tells one story, and gives back what was there at its points
 *     judge/                      makes two runs comparable (canonical.ts), compares (compare.ts), excuses (differences.ts)
 *     upstream/                   starts a real control plane and the real controllers
 *     differences.yaml            the differences that are meant
 *
 * Variables: SCENARIOS tells only scenarios whose name holds it; SCENARIO_REPORT names a file to which every difference is appended;
 * SCENARIO_LOG one for the log of Slipway's controllers.
 *
 * To judge controllers, give a stage that starts them, in a test file:
 *
 *     describeScenarios({
 *       title: 'the sandbox',
 *       dialect: 'flux',
 *       capabilities: ['garbage-collection'],
 *       async start() {
 *         const sandbox = await startSandbox(…);
 *         const manager = await startManager(sandbox.kubeconfig, …);
 *         return {
 *           cluster: new KubeCluster({ name: 'sandbox', kubeconfig: sandbox.kubeconfig, capabilities: […] }),
 *           replacements: [{ actual: manager.artifactAddress, canonical: 'source-controller' }],
 *           [Symbol.asyncDispose]: …,
 *         };
 *       },
 *     });
 *
 * `oracleStage` is such a stage on a real control plane. The CRDs must be installed, and for Argo CD the settings and the
 * default project of a plain installation (`installArgoCd` in upstream/argo-cd.ts), before `start` resolves. Nothing but what a
 * scenario asks for may happen by itself: no jitter, and no poll for commits sooner than a scenario ends.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/index.ts';
import type { Capability, Cluster } from './cluster/cluster.ts';
import type { GitHost } from './cluster/git-host.ts';
import { startGitHttpBackend } from './cluster/git-http-backend.ts';
import type { Replacement } from './judge/canonical.ts';
import { compareRecordings, formatDifference } from './judge/compare.ts';
import { type AllowedDifference, DifferenceJudge, readAllowedDifferences } from './judge/differences.ts';
import { readRecording, type Recording } from './judge/recording.ts';
import { loadScenarios } from './model/load.ts';
import { type Dialect, pointsOf, type Scenario } from './model/scenario.ts';
import { casesFolder, quietMs, recordedFolder } from './record.ts';
import { runScenario, StepError } from './run/run.ts';
import { describeSelection, selectScenarios } from './run/selection.ts';
import type { StartControllers } from './upstream/controllers.ts';
import { type OraclePlaces, startOracle } from './upstream/oracle.ts';

/** Where every difference is written down. */
const reportFile = process.env['SCENARIO_REPORT'];

/** A cluster with controllers running on it. */
export interface Stage extends AsyncDisposable {
  readonly cluster: Cluster;
  /** By which the cluster and the controllers go; the machine's where absent. */
  readonly clock?: Clock;
  /** The controllers' own addresses, and what stands for them in recordings. */
  readonly replacements: readonly Replacement[];
}

/** Whom to judge, and where. */
export interface SuiteOptions {
  readonly title: string;
  readonly dialect: Dialect;
  /** What the stage's cluster and controllers can do: scenarios that need more are skipped, printed and counted. */
  readonly capabilities: readonly Capability[];
  start(): Promise<Stage>;
  /** Git over HTTP; `git http-backend` where absent. */
  readonly startGitHost?: () => Promise<GitHost>;
  /** Those of differences.yaml where absent. */
  readonly allowed?: readonly AllowedDifference[];
  /** Only scenarios whose name holds this; the variable SCENARIOS where absent. */
  readonly only?: string;
  /** For how long nothing may be written before a point is taken, in ms; as for the recordings where absent. */
  readonly quietMs?: number;
}

/** Declares one test a scenario, and one that no allowed difference is left over. */
export function describeScenarios(options: SuiteOptions): void {
  const only = options.only ?? process.env['SCENARIOS'] ?? '';
  const scenarios = loadScenarios(casesFolder).filter(
    ({ dialect, name }) => dialect === options.dialect && name.includes(only),
  );
  const selection = selectScenarios(scenarios, new Set(options.capabilities));
  const judge = new DifferenceJudge(
    options.allowed ?? readAllowedDifferences(join(import.meta.dirname, 'differences.yaml')),
  );
  let equal = 0;
  for (const line of describeSelection(options.title, selection)) process.stdout.write(`${line}\n`);

  describe(`${options.dialect} scenarios on ${options.title}`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await options.start();
    }, 300_000);
    afterAll(async () => {
      const all = scenarios.length;
      process.stdout.write(`${options.title}: ${equal} of ${all} ${options.dialect} scenarios as upstream\n`);
      await stage[Symbol.asyncDispose]();
    }, 60_000);

    /** Tells a scenario: every difference from what is recorded, for people; the step that failed where it has no end. */
    const tell = async (scenario: Scenario, recorded: Recording): Promise<string> => {
      try {
        const actual = await runScenario(scenario, {
          cluster: stage.cluster,
          startGitHost: options.startGitHost ?? startGitHttpBackend,
          replacements: stage.replacements,
          ...(stage.clock !== undefined && { clock: stage.clock }),
          quietMs: options.quietMs ?? quietMs[scenario.dialect],
        });
        const differences = judge.unexplained(scenario.name, compareRecordings(scenario.name, recorded, actual));
        return differences.map(formatDifference).join('\n');
      } catch (error) {
        if (error instanceof StepError) return error.message;
        throw error;
      }
    };

    it.concurrent.for(selection.told)('$name: $title', { timeout: 300_000 }, async (scenario) => {
      const recorded = readRecording(recordedFolder(scenario.dialect), scenario.name, pointsOf(scenario));
      if (recorded === undefined) throw new Error(`${scenario.name} was never recorded: run record.ts`);
      const report = await tell(scenario, recorded);
      if (reportFile !== undefined && report !== '') appendFileSync(reportFile, `${report}\n`);
      if (report !== '') expect.fail(`not as upstream\n${report}`);
      equal += 1;
    });
    for (const { scenario, lacks } of selection.skipped) {
      it.skip(`${scenario.name}: waits for ${lacks.join(', ')}`, () => undefined);
    }

    it.skipIf(only !== '')('needs every allowed difference', () => {
      expect(judge.unused()).toEqual([]);
    });
  });
}

/** A stage on a fresh real control plane, whose controllers `start` starts. */
export async function oracleStage(places: OraclePlaces, start: StartControllers): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const oracle = stack.use(await startOracle(places));
  const controllers = stack.use(await start(places, oracle));
  const running = stack.move();
  return {
    cluster: oracle.cluster,
    replacements: controllers.replacements,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
