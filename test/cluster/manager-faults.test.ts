import { describe, expect, it } from 'vitest';
import { describeApiServerFaults } from '../contract/faults/api-server.ts';
import { describeKills } from '../contract/faults/kill.ts';
import { realCluster } from '../support/test-cluster.ts';

/** The kubeconfig of a real control plane on which the tests may do as they like. */
const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'] ?? '';

describe('faults in front of a real control plane', () => {
  if (kubeconfig === '') {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('needs SLIPWAY_CLUSTER_KUBECONFIG, which is not set', () => {
      expect.fail('SLIPWAY_CLUSTER_KUBECONFIG is not set, and ORACLE_REQUIRED=1 demands it');
    });
    return;
  }
  const start = () => realCluster(kubeconfig);
  describeApiServerFaults({ start });
  describeKills({ start, points: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] });
});
