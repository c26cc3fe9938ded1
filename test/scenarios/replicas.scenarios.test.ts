/** Two replicas of Slipway in processes of their own, on the sandbox. */
import { describeReplicas } from '../contract/manager/replicas.ts';
import { sharedSandbox } from '../support/test-cluster.ts';

describeReplicas({ start: sharedSandbox() });
