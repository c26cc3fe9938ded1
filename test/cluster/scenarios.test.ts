/** Every scenario on a real control plane, told by Slipway's controllers, against what upstream's wrote. */
import { describe, it, vi } from 'vitest';
import { slipwayCapabilities, slipwayQuietMs, startSlipway } from '../scenarios/slipway.ts';
import { describeScenarios, oracleStage } from '../scenarios/suite.ts';
import { oraclePlaces } from '../scenarios/upstream/oracle.ts';

const places = oraclePlaces(process.env);
if ('missing' in places) {
  if (process.env['ORACLE_REQUIRED'] === '1')
    throw new Error(`${places.missing} is not set, and the oracle is required`);
  describe('scenarios on the oracle', () => it.skip(`skipped: ${places.missing} is not set`, () => undefined));
} else {
  // They wait for quiet most of the time: many go at once.
  vi.setConfig({ maxConcurrency: 12 });
  for (const dialect of ['flux', 'argocd'] as const) {
    describeScenarios({
      title: 'the oracle',
      dialect,
      capabilities: slipwayCapabilities,
      quietMs: slipwayQuietMs[dialect],
      start: () => oracleStage(places, (_, { cluster, kubeconfig }) => startSlipway(dialect, cluster, kubeconfig)),
    });
  }
}
