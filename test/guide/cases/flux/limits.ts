import { equal, match } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import type { Site } from '../../world/site.ts';
import { condition, deploymentIn, isReady } from '../reading.ts';
import { deliveredApp, deploymentFile, overlay, production, revisionOf } from './production.ts';

const minute = 60_000;

/** limits-flux: an immutable change is an error and no recreation; pruned; and a time-out after five minutes. */
export const limits: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, clock } = site;
    const { myapp } = await deliveredApp(site, { image: 'myapp:v1' });
    await patchKustomization(site, 'resource-limits');
    const { metadata } = await kubectl.need(deploymentIn('production'));

    await myapp.push(deploymentFile({ image: 'myapp:v1', selector: 'other' }), 'Another selector');
    const refused = await kubectl.until(production, (object) => condition(object)?.['status'] === 'False', 'refused');
    match(textAt(condition(refused), 'message'), /Deployment\/production\/myapp .*field is immutable/s);
    equal((await kubectl.need(deploymentIn('production'))).metadata.uid, metadata.uid);

    const second = await myapp.push(
      { ...deploymentFile({ image: 'myapp:v2' }), [`${overlay}/settings.yaml`]: null },
      'The old selector, no settings',
    );
    await kubectl.until(production, isReady(revisionOf(second)), 'ready');
    equal(await kubectl.get({ kind: 'configmap', namespace: 'production', name: 'myapp' }), undefined);

    const never = await myapp.push(
      deploymentFile({ image: 'myapp:v3', minReadySeconds: 500 }),
      'A version that never gets there',
    );
    await kubectl.until(
      production,
      (object) => textAt(object, 'status', 'lastAttemptedRevision') === revisionOf(never),
      'waiting for its health',
    );
    const started = clock.now();
    clock.moveOn(4 * minute);
    await kubectl.run(['annotate', 'namespace', 'production', 'time=passes']);
    equal(condition(await kubectl.need(production))?.['status'], 'Unknown');
    clock.moveOn(started + 5 * minute - clock.now());
    const late = await kubectl.until(production, (object) => condition(object)?.['status'] === 'False', 'too late');
    match(textAt(condition(late), 'message'), /^health check failed after 5m\d+(\.\d+)?s: timeout waiting for: /);
  },
};

/** Changes the guide's Kustomization as its fragment says. */
async function patchKustomization({ kubectl, fragment }: Site, name: string): Promise<void> {
  const patch = JSON.stringify(fragment('flux/fragments.yaml', name));
  await kubectl.run(['patch', production.kind, 'myapp', '-n', 'flux-system', '--type', 'merge', '--patch', patch]);
}
