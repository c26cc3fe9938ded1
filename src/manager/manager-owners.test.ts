import { describe } from 'vitest';
import { describeAtRest } from '../../test/contract/manager/at-rest.ts';
import { describeFight } from '../../test/contract/manager/fight.ts';
import { describeNewKinds } from '../../test/contract/manager/new-kinds.ts';
import { describeRealRepositories } from '../../test/contract/manager/real-repositories.ts';
import { describeTwoOwners } from '../../test/contract/manager/two-owners.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('owners of the manager on the sandbox', () => {
  const contract = { start: sharedSandbox(), restMs: 3_000 };
  describeRealRepositories(contract);
  describeNewKinds(contract);
  describeTwoOwners(contract);
  describeFight(contract);
  describeAtRest(contract);
});
