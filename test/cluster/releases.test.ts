import { describe, expect, it } from 'vitest';
import { realCluster } from '../support/test-cluster.ts';
import { describeReleases } from '../releases/suite.ts';

/** The kubeconfig of a real control plane on which the tests may do as they like. */
const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'];

if (kubeconfig === undefined || kubeconfig === '') {
  describe('releases on a real control plane', () => {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('needs SLIPWAY_CLUSTER_KUBECONFIG, which is not set', () => {
      expect.fail('SLIPWAY_CLUSTER_KUBECONFIG is not set, and ORACLE_REQUIRED=1 demands it');
    });
  });
} else {
  describeReleases(
    'releases on a real control plane',
    async () => {
      const cluster = await realCluster(kubeconfig);
      return { cluster, kubeconfig, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
    },
    true,
  );
}
