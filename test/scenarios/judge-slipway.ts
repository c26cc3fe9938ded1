import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/base/index.ts';
import { capabilities } from './cluster/cluster.ts';
import { startGitHttpBackend } from './cluster/git-http-backend.ts';
import { KubeCluster } from './cluster/kube-cluster.ts';
import { compareRecordings, formatDifference } from './judge/compare.ts';
import { DifferenceJudge, readAllowedDifferences } from './judge/differences.ts';
import { readRecording, writeRecording } from './judge/recording.ts';
import { loadScenarios } from './model/load.ts';
import { pointsOf } from './model/scenario.ts';
import { casesFolder, quietMs, recordedFolder } from './record.ts';
import { runScenario } from './run/run.ts';
import { sandboxStage, startSlipway } from './slipway.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    dialect: { type: 'string', default: 'flux' },
    kubeconfig: { type: 'string' },
    parallel: { type: 'string', default: '6' },
    keep: { type: 'string' },
    sandbox: { type: 'boolean', default: false },
  },
});
const kubeconfig = values.kubeconfig ?? '/tmp/dia/kube/kubeconfig';
const dialect = values.dialect as 'flux' | 'argocd';
const scenarios = loadScenarios(casesFolder).filter(
  (s) => s.dialect === dialect && new RegExp(values.only).test(s.name),
);
let cluster: any, controllers: any;
if (values.sandbox) {
  controllers = await sandboxStage(dialect);
  cluster = controllers.cluster;
} else {
  cluster = new KubeCluster({ name: 'kubeconfig', kubeconfig, capabilities });
  controllers = await startSlipway(dialect, cluster, kubeconfig);
}
const judge = new DifferenceJudge(readAllowedDifferences(join(import.meta.dirname, 'differences.yaml')));
let equal = 0;
const rest = [...scenarios];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const worker = async (): Promise<void> => {
  for (let scenario = rest.shift(); scenario !== undefined; scenario = rest.shift()) {
    const started = Date.now();
    try {
      const recording = await runScenario(scenario, {
        cluster,
        startGitHost: startGitHttpBackend,
        replacements: controllers.replacements,
        quietMs: quietMs[scenario.dialect] / 2,
      });
      if (values.keep !== undefined) writeRecording(values.keep, scenario.name, recording);
      const recorded = readRecording(recordedFolder(scenario.dialect), scenario.name, pointsOf(scenario));
      const all = recorded === undefined ? [] : compareRecordings(scenario.name, recorded, recording);
      const differences = judge.unexplained(scenario.name, all);
      if (differences.length === 0) equal += 1;
      say(
        `${differences.length === 0 ? 'ok  ' : 'DIFF'} ${scenario.name} ${differences.length} of ${all.length} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
      );
      for (const difference of differences) say(formatDifference(difference));
    } catch (error) {
      say(`FAIL ${scenario.name}: ${messageOf(error)}`);
    }
  }
};
await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
say(`${equal} of ${scenarios.length} equal`);
for (const line of judge.unused()) say(`unused ${line}`);
await controllers[Symbol.asyncDispose]();
if (!values.sandbox) await cluster.close();
process.exit(0);
