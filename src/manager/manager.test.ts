import { describe } from 'vitest';
import { describeSecondCluster } from '../../test/contract/manager/second-cluster.ts';
import { describeServiceAccount } from '../../test/contract/manager/service-account.ts';
import { describeTakeOver } from '../../test/contract/manager/take-over.ts';
import { sharedSandbox } from '../../test/support/test-cluster.ts';

describe('the manager on the sandbox', () => {
  const contract = { start: sharedSandbox(), restMs: 3_000 };
  describeSecondCluster(contract);
  describeServiceAccount(contract);
  describeTakeOver(contract);
});
