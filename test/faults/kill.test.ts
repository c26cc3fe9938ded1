import { describe } from 'vitest';
import { describeKills } from '../contract/faults/kill.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

/** After most of the writes that there are; on a real control plane too, in `npm run test:cluster`. */
describe('processes on the sandbox', () => {
  describeKills({
    start: sharedSandbox(),
    points: {
      application: [1, 2, 4, 7, 10, 13, 14, 15, 16, 17, 18],
      kustomization: [1, 2, 3, 5, 7, 9, 11, 13, 14, 15, 16],
    },
  });
});
