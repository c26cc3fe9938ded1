import { deepEqual, equal } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, imageOf, isDelivered } from '../reading.ts';
import { patchProduction, production, productionFiles, releasedApp } from './production.ts';

/** rollback-revert-argocd: after `git revert HEAD` and a push the previous manifests run again. */
export const revert: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, manifest } = site;
    const { myapp, first } = await releasedApp(site, productionFiles({ image: 'myapp:v1' }));
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await kubectl.until(production, isDelivered(first), 'delivered');
    const bad = await myapp.push(productionFiles({ image: 'myapp:v2' }), 'Second version');
    await kubectl.until(production, isDelivered(bad), 'delivered');
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v2');

    await myapp.git('revert', '--no-edit', 'HEAD');
    await myapp.git('push', '--quiet', 'origin', 'HEAD');
    const reverted = await kubectl.until(production, isDelivered(await myapp.head()), 'delivered');
    equal(imageOf(await kubectl.need(deploymentIn('production'))), 'myapp:v1');
    deepEqual(
      (jsonAt(reverted, 'status', 'history') as { revision: string }[]).map(({ revision }) => revision),
      [first, bad, await myapp.head()],
    );
  },
};

/** rollback-target-revision: with a commit as targetRevision that commit runs. */
export const targetRevision: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, manifest, fragment } = site;
    const { myapp, first } = await releasedApp(site, productionFiles({ image: 'myapp:v1' }));
    const second = await myapp.push(productionFiles({ image: 'myapp:v2' }), 'Second version');
    const third = await myapp.push(productionFiles({ image: 'myapp:v3' }), 'Third version');
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await kubectl.until(production, isDelivered(third), 'delivered');

    // The guide's abc123 stands for a commit: its full name, or a short one.
    for (const [name, commit, image] of [
      [first, first, 'myapp:v1'],
      [second.slice(0, 7), second, 'myapp:v2'],
    ] as const) {
      const named = JSON.stringify(fragment('argo-cd/fragments.yaml', 'rollback-by-revision')).replace('abc123', name);
      await patchProduction(site, JSON.parse(named) as object);
      const rolledBack = await kubectl.until(production, isDelivered(commit), `at ${name}`);
      equal(textAt(rolledBack, 'spec', 'source', 'targetRevision'), name);
      equal(imageOf(await kubectl.need(deploymentIn('production'))), image);
    }
  },
};
