import { equal } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, imageOf, isReady } from '../reading.ts';
import { deliveredApp, deploymentFile, production, revisionOf } from './production.ts';

/** rollback-revert-flux: after `git revert HEAD` and a push the previous manifests run again. */
export const revert: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl } = site;
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    const bad = await myapp.push(deploymentFile({ image: 'myapp:v2' }), 'Second version');
    await kubectl.until(production, isReady(revisionOf(bad)), 'ready');
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v2');

    await myapp.git('revert', '--no-edit', 'HEAD');
    await myapp.git('push', '--quiet', 'origin', 'HEAD');
    const reverted = revisionOf(await myapp.head());
    const ready = await kubectl.until(production, isReady(reverted), 'ready');
    equal(textAt(ready, 'status', 'lastAppliedRevision'), reverted);
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v1');
  },
};
