import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { PatientClock } from '../support/patient-clock.ts';
import { KubeCluster } from './cluster/kube-cluster.ts';
import type { Dialect } from './model/scenario.ts';
import { slipwayCapabilities, slipwayQuietMs, startSlipway } from './slipway.ts';
import { describeScenarios, type Stage } from './suite.ts';

/** Declares the scenarios of one dialect in the sandbox, told by Slipway's controllers. */
export function describeOnSandbox(dialect: Dialect): void {
  // They wait for quiet most of the time: many go at once.
  vi.setConfig({ maxConcurrency: 12 });
  describeScenarios({
    title: 'the sandbox',
    dialect,
    capabilities: slipwayCapabilities,
    start: () => sandboxStage(dialect),
    quietMs: slipwayQuietMs[dialect],
  });
}

/** A stage in this process: the sandbox, and Slipway's controllers of one dialect on it. */
async function sandboxStage(dialect: Dialect): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  // All sides of it share this process, and deadlines that scenarios are about are those of a machine with nothing else to do.
  const clock = stack.use(new PatientClock());
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({ port: 0, clock });
  stack.defer(() => sandbox.close());
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig());
  const cluster = new KubeCluster({ name: 'sandbox', kubeconfig, capabilities: slipwayCapabilities });
  stack.defer(() => cluster.close());
  const controllers = stack.use(await startSlipway(dialect, cluster, kubeconfig, clock));
  const running = stack.move();
  return {
    cluster,
    clock,
    replacements: controllers.replacements,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
