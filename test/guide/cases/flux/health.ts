import { equal } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { condition, deploymentIn, isReady } from '../reading.ts';
import { deliveredApp, deploymentFile, production, revisionOf } from './production.ts';

/** health-flux: Ready waits for the Deployment, for up to five minutes. */
export const health: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, clock, fragment } = site;
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    const patch = JSON.stringify(fragment('flux/fragments.yaml', 'health-check'));
    await kubectl.run(['patch', production.kind, 'myapp', '-n', 'flux-system', '--type', 'merge', '--patch', patch]);

    const slow = await myapp.push(deploymentFile({ image: 'myapp:v2', minReadySeconds: 2 }), 'A slow version');
    const waiting = await kubectl.until(
      production,
      (object) => textAt(object, 'status', 'lastAttemptedRevision') === revisionOf(slow),
      'waiting for its health',
    );
    equal(condition(waiting)?.['status'], 'Unknown');
    // More than the two minutes of before are no failure: the Deployment has its five.
    clock.moveOn(4 * 60_000);
    await kubectl.until(production, isReady(revisionOf(slow)), 'ready');
    equal(jsonAt(await kubectl.need(deploymentIn('production')), 'status', 'availableReplicas'), 1);
  },
};
