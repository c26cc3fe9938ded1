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
  const points = Array.from({ length: 16 }, (_, index) => index + 1);
  describeKills({ start, points: { application: [...points, 17, 18], kustomization: points } });
});
