import { describe, expect, it } from 'vitest';
import { jsonAt } from '../../../src/base/index.ts';
import { application, automated, configMap, filesOf } from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import { applicationOf, expectData, expectSynced } from '../../support/delivery-status.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { isAbout, isWrite } from '../../support/kube-request.ts';
import { type ManagerContract, useStage } from './contract.ts';

/** Time goes so many times as fast for the manager. */
const factor = 20;

/** Somebody who changes an object back each time. */
export function describeFight(contract: ManagerContract): void {
  describe('a fight over a field', () => {
    const stage = useStage(contract);

    it('is said, repairs are slowed while it lasts, and it is over when the other gives way', async () => {
      const { namespace, cluster } = stage();
      const repoURL = await stage().repository('app', filesOf('app', [configMap('one', namespace, { n: '1' })]));
      await cluster.apply(application({ name: 'app', repoURL, path: 'app', namespace, syncPolicy: automated }));
      await stage().platform({ clock: new HurriedClock(factor) });
      await expectSynced(stage(), 'app');

      const stop = new AbortController();
      const resource = await cluster.resource('ConfigMap');
      const reverting = (async () => {
        for await (const event of cluster.client.watch(resource, {
          namespace,
          sendInitialEvents: true,
          signal: stop.signal,
        })) {
          if (event.kind === 'bookmark' || event.kind === 'deleted' || event.object.metadata.name !== 'one') continue;
          if (jsonAt(event.object, 'data', 'n') === '1')
            await cluster.edit('ConfigMap', namespace, 'one', { data: { n: '9' } });
        }
      })().catch(() => undefined);
      try {
        await eventually(async () => {
          const conditions = jsonAt(await applicationOf(stage(), 'app'), 'status', 'conditions');
          expect(jsonAt(conditions, 0, 'message')).toBe(
            `Application argocd/app: somebody keeps changing data.n of ConfigMap/${namespace}/one back; repairs are slowed`,
          );
        });
        // A minute goes by, by the manager's clock: a few repairs where there would be hundreds.
        const mark = stage().proxy.mark;
        await new Promise((done) => setTimeout(done, 60_000 / factor));
        const repairs = stage()
          .proxy.since(mark)
          .filter((request) => isWrite(request) && isAbout(request, namespace));
        expect(repairs.length).toBeLessThanOrEqual(5);
      } finally {
        stop.abort();
        await reverting;
      }
      // Nobody tells the manager that the other has given way: it looks again by itself.
      await expectData(cluster, namespace, 'one', { n: '1' });
      await expectSynced(stage(), 'app');
    });
  });
}
