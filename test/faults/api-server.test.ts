import { describe } from 'vitest';
import { describeApiServerFaults } from '../contract/faults/api-server.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

/** A few of them: all run on a real control plane, in `npm run test:cluster`. */
describe('faults in front of the sandbox', () => {
  describeApiServerFaults({ start: sharedSandbox(), only: /restarted|answers are lost/, starting: false });
});
