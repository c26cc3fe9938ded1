import { describe } from 'vitest';
import { describeBadInput } from '../contract/faults/bad-input.ts';
import { sandboxCluster } from '../support/test-cluster.ts';

describe('on the sandbox', () => {
  describeBadInput({ start: sandboxCluster });
});
