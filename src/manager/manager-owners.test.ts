import { describe } from 'vitest';
import { describeAtRest } from '../../test/contract/manager/at-rest.ts';
import { describeFight } from '../../test/contract/manager/fight.ts';
import { describeTwoOwners } from '../../test/contract/manager/two-owners.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('owners of the manager on the sandbox', () => {
  const contract = { start: sharedSandbox(), rbac: false, restMs: 3_000 };
  describeTwoOwners(contract);
  describeFight(contract);
  describeAtRest(contract);
});
