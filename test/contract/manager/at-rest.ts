import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  application,
  automated,
  configMap,
  deployment,
  filesOf,
  gitRepository,
  kustomization,
  service,
} from '../../support/delivery-manifests.ts';
import { expectApplied, expectSynced, quiet } from '../../support/delivery-status.ts';
import { describeRequest, isLease, isWatch } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** What is asked while nothing happens: nothing. */
export function describeAtRest(contract: ManagerContract): void {
  describe('at rest', () => {
    const stage = useStage(contract);

    it(
      'asks nothing, but to renew its Lease and its watches',
      async () => {
        const { namespace } = stage();
        const shop = [
          configMap('one', namespace, { n: '1' }),
          deployment('web', namespace, 1),
          service('web', namespace),
        ];
        const repoURL = await stage().repository('shop', filesOf('app', shop));
        const url = await stage().repository('infra', filesOf('app', [configMap('two', namespace, { n: '2' })]));
        await stage().cluster.apply(
          application({ name: 'shop', repoURL, path: 'app', namespace, syncPolicy: automated }),
          gitRepository('infra', url),
          kustomization('infra', { path: 'app' }),
        );
        const platform = await stage().platform({ identity: 'the-only-one' });
        await expectSynced(stage(), 'shop');
        await expectApplied(stage(), 'infra');
        await quiet(stage());
        const { mark } = stage().proxy;
        await pause(contract.restMs);
        const asked = stage()
          .proxy.since(mark)
          .filter((request) => !isWatch(request));
        expect(asked.filter((request) => !isLease(request)).map(describeRequest)).toEqual([]);
        expect(asked.length).toBeLessThanOrEqual(Math.ceil(contract.restMs / 5_000) + 1);
        // Whoever counted and measured all this used the same labels each time.
        expect(await platform.metrics.text()).toContain('slipway_metrics_left_out_total 0');
        // Watches are renewed after minutes, never over and over.
        expect(stage().proxy.since(mark).filter(isWatch).length).toBeLessThanOrEqual(2);
      },
      contract.restMs + 60_000,
    );
  });
}
