/** The real controllers still write what is recorded of them: the recordings, and the judge itself, are judged here. */
import { describe, it, vi } from 'vitest';
import { capabilities } from '../scenarios/cluster/cluster.ts';
import { startUpstream } from '../scenarios/record.ts';
import { describeScenarios, oracleStage } from '../scenarios/suite.ts';
import { oraclePlaces } from '../scenarios/upstream/oracle.ts';

const places = oraclePlaces(process.env);
if ('missing' in places) {
  if (process.env['ORACLE_REQUIRED'] === '1')
    throw new Error(`${places.missing} is not set, and the oracle is required`);
  describe('upstream on the oracle', () => it.skip(`skipped: ${places.missing} is not set`, () => undefined));
} else {
  // They wait for quiet most of the time: many go at once.
  vi.setConfig({ maxConcurrency: 12 });
  for (const dialect of ['flux', 'argocd'] as const) {
    describeScenarios({
      title: 'the oracle with upstream',
      dialect,
      capabilities,
      start: () => oracleStage(places, startUpstream[dialect]),
      allowed: [],
    });
  }
}
