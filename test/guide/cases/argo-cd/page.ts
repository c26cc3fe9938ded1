import { equal } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import { PageBrowser } from '../../../page/stage.ts';
import type { Site } from '../../world/site.ts';
import type { GuideCase } from '../case.ts';
import { deploymentIn, imageOf, isDelivered } from '../reading.ts';
import { patchProduction, production, productionFiles, releasedApp } from './production.ts';

const address = '/deliveries/Application/argocd/myapp-prod';

/** The page in a browser, signed in with the password that the guide reads with kubectl. */
async function openPage({ kubectl, page }: Site): Promise<PageBrowser> {
  const secret = await kubectl.need({ kind: 'secrets', namespace: 'argocd', name: 'argocd-initial-admin-secret' });
  return PageBrowser.start(page, Buffer.from(textAt(secret, 'data', 'password'), 'base64').toString());
}

/** page: Applications with their tree, difference, history and the way back. */
export const page: GuideCase = {
  clients: ['git', 'kubectl', 'chromium'],
  run: async (site) => {
    const { kubectl, manifest } = site;
    const { myapp } = await releasedApp(site, productionFiles({ image: 'myapp:v1' }));
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await kubectl.until(production, isDelivered(), 'delivered');
    const second = await myapp.push(productionFiles({ image: 'myapp:v2' }), 'Second version');
    await kubectl.until(production, isDelivered(second), 'delivered');

    await using browser = await openPage(site);
    const shown = await browser.open('/');
    await shown.getByRole('link', { name: 'myapp-dev' }).waitFor();
    await shown.getByRole('link', { name: 'myapp-prod' }).click();
    await shown.getByRole('treeitem', { name: /^myapp Deployment/ }).waitFor();
    await shown.getByRole('link', { name: 'Difference' }).click();
    await shown.getByRole('heading', { name: 'Nothing differs' }).waitFor();
    await shown.getByRole('link', { name: 'History' }).click();
    await shown.getByRole('row').filter({ hasText: 'Second version' }).getByText('current').waitFor();
    const first = shown.getByRole('row').filter({ hasText: 'First version' });
    await first.getByRole('button', { name: 'Roll back…' }).waitFor();
    equal(browser.errors.join(), '');
  },
};

/** rollback-history-page: the difference first, then the chosen revision runs, and the history says who and when. */
export const rollbackPage: GuideCase = {
  clients: ['git', 'kubectl', 'chromium'],
  run: async (site) => {
    const { kubectl, manifest } = site;
    const { myapp, first } = await releasedApp(site, productionFiles({ image: 'myapp:v1' }));
    await kubectl.run(['create', 'namespace', 'production']);
    await kubectl.apply(manifest('argo-cd/environments.yaml'));
    await kubectl.until(production, isDelivered(first), 'delivered');
    const second = await myapp.push(productionFiles({ image: 'myapp:v2' }), 'Second version');
    await kubectl.until(production, isDelivered(second), 'delivered');
    // What syncs by itself would undo a rollback, and upstream refuses it too.
    await patchProduction(site, { spec: { syncPolicy: null } });

    await using browser = await openPage(site);
    const shown = await browser.open(`${address}?tab=history`);
    const row = shown.getByRole('row').filter({ hasText: 'First version' });
    await row.getByRole('button', { name: 'Roll back…' }).click();
    const question = shown.getByRole('dialog').or(shown.getByRole('alertdialog'));
    await question.getByText('1 field').waitFor();
    await question.getByRole('button', { name: 'Roll back', exact: true }).click();
    await kubectl.until(deploymentIn('production'), (object) => imageOf(object) === 'myapp:v1', 'at the first version');
    const newest = shown.getByRole('row').filter({ hasText: 'First version' }).filter({ hasText: 'current' });
    await newest.getByText('admin').waitFor();
    const history = jsonAt(await kubectl.need(production), 'status', 'history') as {
      revision: string;
      deployedAt: string;
    }[];
    equal(history.at(-1)?.revision, first);
    equal(Number.isNaN(Date.parse(history.at(-1)?.deployedAt ?? '')), false);
    equal(browser.errors.join(), '');
  },
};
