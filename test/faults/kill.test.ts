import { describe } from 'vitest';
import { describeKills } from '../contract/faults/kill.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

/** After each of the first sixteen writes; on a real control plane too, in `npm run test:cluster`. */
describe('processes on the sandbox', () => {
  describeKills({ start: sharedSandbox(), points: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] });
});
