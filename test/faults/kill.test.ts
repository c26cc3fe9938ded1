import { describe } from 'vitest';
import { describeKills } from '../contract/faults/kill.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

/** A few points: all of the first sixteen are met on a real control plane, in `npm run test:cluster`. */
describe('processes on the sandbox', () => {
  describeKills({ start: sharedSandbox(), points: [3, 9] });
});
