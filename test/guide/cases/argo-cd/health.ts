import { deepEqual, equal } from 'node:assert/strict';
import { jsonAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, imageOf, isDelivered } from '../reading.ts';
import { patchProduction, production, productionFiles, releasedApp } from './production.ts';

/**
 * health-argocd: an autoscaler's replicas are no difference and survive a sync. The autoscaler is played by `kubectl scale`, which writes
 * the scale subresource as it does.
 */
export const health: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, manifest, fragment } = site;
    const { myapp, first } = await releasedApp(site, productionFiles({ image: 'myapp:v1', replicas: 1 }));
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await patchProduction(site, fragment('argo-cd/fragments.yaml', 'ignore-hpa-replicas'));
    await kubectl.until(production, isDelivered(first), 'delivered');

    await kubectl.run(['scale', 'deployment/myapp', '--namespace', 'production', '--replicas', '3']);
    await kubectl.run(['rollout', 'status', 'deployment/myapp', '--namespace', 'production', '--timeout', '20s']);
    await kubectl.run([
      'annotate',
      production.kind,
      production.name,
      '--namespace',
      'argocd',
      'argocd.argoproj.io/refresh=hard',
    ]);
    const compared = await kubectl.until(
      production,
      ({ metadata }) => metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined,
      'refreshed',
    );
    equal(jsonAt(compared, 'status', 'sync', 'status'), 'Synced');

    const second = await myapp.push(productionFiles({ image: 'myapp:v2', replicas: 1 }), 'Second version');
    await kubectl.until(production, isDelivered(second), 'delivered');
    const synced = await kubectl.need(deploymentIn('production'));
    deepEqual([imageOf(synced), jsonAt(synced, 'spec', 'replicas')], ['myapp:v2', 3]);
  },
};
