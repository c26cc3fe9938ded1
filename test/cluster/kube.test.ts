import { describe, expect, it } from 'vitest';
import { noMetrics, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts';
import { connectCluster, type KubeConnection, loadClusterConfig } from '../../src/kube/index.ts';
import { describeKubeClient } from '../contract/kube-client.contract.ts';

/** The kubeconfig of a real control plane on which the tests may do as they like. */
const kubeconfig = process.env['SLIPWAY_CLUSTER_KUBECONFIG'];

async function connect(): Promise<KubeConnection> {
  const config = await loadClusterConfig({ environment: {}, home: '', kubeconfig });
  return connectCluster(config, {
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    metrics: noMetrics,
    environment: {},
  });
}

if (kubeconfig === undefined || kubeconfig === '') {
  describe('the client on a real control plane', () => {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('needs SLIPWAY_CLUSTER_KUBECONFIG, which is not set', () => {
      expect.fail('SLIPWAY_CLUSTER_KUBECONFIG is not set, and ORACLE_REQUIRED=1 demands it');
    });
  });
} else {
  describeKubeClient('the client on a real control plane', connect);
}
