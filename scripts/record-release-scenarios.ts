/**
 * Writes `expected.json` of the lifecycles in `test/releases/scenarios/`: how they end on a real control plane when the real helm 4.1 takes
 * every step. `SLIPWAY_CLUSTER_KUBECONFIG` names the cluster; arguments, where there are any, the scenarios.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../src/base/index.ts';
import { loadReleaseScenarios } from '../test/releases/model.ts';
import { runReleaseScenario } from '../test/releases/run.ts';
import { packedTool } from '../test/support/packed-tools.ts';
import { realCluster } from '../test/support/test-cluster.ts';

const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'];
const helm = packedTool('helm');
if (kubeconfig === undefined || helm === undefined) throw new Error('SLIPWAY_CLUSTER_KUBECONFIG and helm are needed');
const names = process.argv.slice(2);
await using cluster = await realCluster(kubeconfig);
for (const scenario of loadReleaseScenarios()) {
  if (names.length > 0 && !names.includes(scenario.name)) continue;
  const namespace = `record-${scenario.name}-${Date.now() % 100_000}`;
  const state = await runReleaseScenario(
    { cluster, clock: systemClock, helm, kubeconfig },
    scenario,
    'helm',
    namespace,
  );
  writeFileSync(join(scenario.folder, 'expected.json'), `${JSON.stringify(state, undefined, 2)}\n`);
  process.stdout.write(`${scenario.name}: ${state.records.length} records, ${state.objects.length} objects\n`);
  await cluster.remove('Namespace', '', namespace);
}
