import { describe } from 'vitest';
import { describeKills } from '../contract/faults/kill.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

/** After most of the first eighteen writes; on a real control plane too, in `npm run test:cluster`. */
describe('processes on the sandbox', () => {
  describeKills({ start: sharedSandbox(), points: [1, 2, 3, 4, 6, 8, 10, 12, 13, 14, 15, 16, 17, 18] });
});
