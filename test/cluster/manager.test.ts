import { describe, expect, it } from 'vitest';
import { describeAtRest } from '../contract/manager/at-rest.ts';
import { describeHooks } from '../contract/manager/hooks.ts';
import { describeIgnoredFields } from '../contract/manager/ignored-fields.ts';
import { describeProjects } from '../contract/manager/projects.ts';
import { describeRandomCharts } from '../contract/manager/random-charts.ts';
import { describeReplicas } from '../contract/manager/replicas.ts';
import { describeFight } from '../contract/manager/fight.ts';
import { describeNewKinds } from '../contract/manager/new-kinds.ts';
import { describeRealRepositories } from '../contract/manager/real-repositories.ts';
import { describeSecondCluster } from '../contract/manager/second-cluster.ts';
import { describeServiceAccount } from '../contract/manager/service-account.ts';
import { describeTakeOver } from '../contract/manager/take-over.ts';
import { describeTwoOwners } from '../contract/manager/two-owners.ts';
import { realCluster } from '../support/test-cluster.ts';

/** The kubeconfig of a real control plane on which the tests may do as they like. */
const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'] ?? '';

describe('the manager on a real control plane', () => {
  if (kubeconfig === '') {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('needs SLIPWAY_CLUSTER_KUBECONFIG, which is not set', () => {
      expect.fail('SLIPWAY_CLUSTER_KUBECONFIG is not set, and ORACLE_REQUIRED=1 demands it');
    });
    return;
  }
  const contract = { start: () => realCluster(kubeconfig), restMs: 20_000 };
  describeRealRepositories(contract);
  describeNewKinds(contract);
  describeSecondCluster(contract);
  describeServiceAccount(contract);
  describeTakeOver(contract);
  describeTwoOwners(contract);
  describeProjects(contract);
  describeIgnoredFields(contract);
  describeHooks(contract);
  describeRandomCharts(contract);
  describeReplicas(contract);
  describeFight(contract);
  describeAtRest(contract);
});
