import { deepEqual, equal, match } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { condition, deploymentIn, imageOf, isReady } from '../reading.ts';
import { deliveredApp, deploymentFile, overlay, production, revisionOf } from './production.ts';

/** kustomization: applied, pruned, the Deployment's health awaited, and the timeout named where it does not come. */
export const kustomizationRow: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, clock } = site;
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v1');
    const settings = { kind: 'configmap', namespace: 'production', name: 'myapp' };
    await kubectl.need(settings);

    // A version that takes a while is waited for, and what Git no longer has is gone.
    const slow = await myapp.push(
      { ...deploymentFile({ image: 'myapp:v2', minReadySeconds: 1 }), [`${overlay}/settings.yaml`]: null },
      'A version that takes a while',
    );
    const waiting = await kubectl.until(
      production,
      (object) => textAt(object, 'status', 'lastAttemptedRevision') === revisionOf(slow) || isReady(slow)(object),
      'waiting for its health',
    );
    equal(condition(waiting)?.['status'], 'Unknown');
    equal(await kubectl.get(settings), undefined);
    await kubectl.until(production, isReady(revisionOf(slow)), 'ready');

    // One that never gets there is named when the two minutes are over.
    const never = await myapp.push(
      deploymentFile({ image: 'myapp:v3', minReadySeconds: 500 }),
      'A version that never gets there',
    );
    await kubectl.until(
      production,
      (object) => textAt(object, 'status', 'lastAttemptedRevision') === revisionOf(never),
      'waiting for its health',
    );
    clock.moveOn(2 * 60_000);
    const late = await kubectl.until(production, (object) => condition(object)?.['status'] === 'False', 'too late');
    deepEqual([condition(late)?.['reason'], condition(late, 'Healthy')?.['status']], ['HealthCheckFailed', 'False']);
    match(
      textAt(condition(late), 'message'),
      /^health check failed after 2m\d+(\.\d+)?s: timeout waiting for: \[Deployment\/production\/myapp status: 'InProgress'\]$/,
    );
  },
};
