import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canary, deliverRelease } from './a-release.ts';
import { browserPath, PageBrowser, startPageDemo, violationsOf } from './stage.ts';

const sample = (file: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../src/demo/sample-repository', file), 'utf8');

const cart = '/deliveries/Application/argocd/cart';
const deployment = 'object=apps/Deployment/shop/cart';
const manifest = 'apps/cart/deployment.yaml';

/** A cell of the band over a delivery, by its title. */
function cell(page: Page, title: string): Locator {
  return page.locator('.band-cell').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

describe.skipIf(browserPath === undefined)('a delivery on the page', () => {
  let demo: Awaited<ReturnType<typeof startPageDemo>>;
  let browser: PageBrowser;
  const commit = (files: Record<string, string | null>, message: string): Promise<string> =>
    demo.git.commitFiles('platform', 'main', files, message);

  beforeAll(async () => {
    demo = await startPageDemo();
    browser = await PageBrowser.start(demo.platform.api.url, demo.password ?? '');
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  it('shows its objects as a tree, and of an object where each line was written', async () => {
    const page = await browser.open(cart);
    const tree = page.getByRole('tree', { name: 'Objects' });
    await tree.getByRole('treeitem', { name: /^cart Deployment.*Healthy/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    // The tree is one stop of the Tab key; arrows walk through it.
    await tree.getByRole('treeitem', { name: /^cart Application/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Deployment cart' });
    await panel.getByText('apps/v1').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await panel.getByRole('button', { name: 'Desired' }).click();
    const line = panel.locator('.code-line').filter({ hasText: 'replicas: 2' });
    await line.getByTitle(`${manifest}:8:13`).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Live' }).click();
    await panel.getByText('resourceVersion').first().waitFor();
    await panel.getByRole('button', { name: 'Events' }).click();
    await panel.getByText('ScalingReplicaSet').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('reads the log of a container: follows, searches, wraps, goes back, downloads', async () => {
    const page = await browser.open(`${cart}?${deployment}&view=logs`);
    const log = page.getByRole('log');
    await log.getByText('level=info msg="ready"').waitFor();
    await page.getByText(/^\d+ lines · live$/).waitFor();
    await page.getByLabel('Pod').selectOption({ index: 1 });
    await log.getByText('level=info msg="ready"').waitFor();
    const asked = page.waitForRequest(/logs\?.*sinceSeconds=3600/);
    await page.getByLabel('Past').selectOption('1 hour');
    await asked;
    await log.getByText('starting cart').waitFor();
    await page.getByLabel('Search the log').fill('configuration');
    await page.getByText(/^1 of \d+ lines/).waitFor();
    await page.getByLabel('Wrap').check();
    expect(await violationsOf(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toMatch(/^cart-.*-cart\.log$/);
    await page.getByLabel('Search the log').fill('');
    await page.getByLabel('Previous').check();
    await log.getByText('level=info msg="ready"').waitFor({ state: 'detached' });

    // More lines than a screen holds, with markup in them.
    const lines = Array.from({ length: 3000 }, (_, index) => JSON.stringify({ text: `request ${index} <i>` }));
    await page.route('**/logs?**', (route) => route.fulfill({ body: `${lines.join('\n')}\n{"end":"it ended"}\n` }));
    await page.reload();
    await page.getByText('3,000 lines · it ended').waitFor();
    await page.getByText('request 2999 <i>').waitFor();
    await page.context().close();
  });

  it(
    'syncs with prune after it has shown what changes and what goes, and rolls back',
    { timeout: 90_000 },
    async () => {
      const byHand = sample('argocd/apps/cart.yaml').replace(/ {4}automated:\n {6}.*\n {6}.*\n/, '');
      await commit(
        { 'argocd/apps/cart.yaml': byHand.replace('http://git.invalid/platform.git', demo.repository) },
        'Sync by hand',
      );
      const page = await browser.open(cart);
      await cell(page, 'Health').getByText('synced by hand').waitFor();

      const changed = sample(manifest).replace('replicas: 2', 'replicas: 4');
      await commit({ [manifest]: changed, 'apps/cart/config.yaml': null }, 'Four carts, no config');
      await cell(page, 'Runs').getByText('Out of sync').waitFor();
      await page.getByRole('link', { name: /^Difference/ }).click();
      await page.getByRole('cell', { name: 'spec.replicas' }).waitFor();
      await page.getByRole('cell', { name: `${manifest}:8` }).waitFor();
      expect(await violationsOf(page)).toEqual([]);

      await page.getByRole('button', { name: 'Sync', exact: true }).click();
      const question = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await question.getByLabel('Prune').check();
      await question.getByText('ConfigMap shop/cart').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await question.getByRole('button', { name: 'Sync', exact: true }).click();
      await cell(page, 'Runs').getByText('Synced').waitFor();
      await page.getByRole('heading', { name: 'Nothing differs' }).waitFor();

      await page.getByRole('link', { name: 'History' }).click();
      const first = page.getByRole('row').filter({ hasText: 'Deliver the shop' });
      await first.getByRole('button', { name: 'Roll back…' }).click();
      const back = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await back.getByText('create', { exact: true }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await back.getByRole('button', { name: 'Roll back' }).click();
      await cell(page, 'Runs').getByText('Out of sync').waitFor();
      await cell(page, 'Last operation')
        .getByText(/by admin/)
        .waitFor();
      await page.context().close();
    },
  );

  it('suspends a Kustomization, and lets it go on', async () => {
    const page = await browser.open('/deliveries/Kustomization/flux-system/cache');
    await page.getByRole('button', { name: 'Suspend' }).click();
    await cell(page, 'Health')
      .getByText(/^Suspended/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await page.context().close();
  });

  it('names what goes before it deletes', async () => {
    const page = await browser.open('/deliveries/Application/argocd/payments?ask=delete');
    const question = page.getByRole('alertdialog', { name: 'Delete payments' });
    await question.getByText('Deployment shop/payments').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('shows a release: its values with who set them, its drift, and what an upgrade would do', async () => {
    await deliverRelease(demo);
    const page = await browser.open('/deliveries/HelmRelease/shop/greeter?tab=source');
    const answers: string[] = [];
    page.on('response', (response) => {
      if (response.headers()['content-type']?.startsWith('application/json') === true)
        void response.text().then(
          (text) => answers.push(text),
          () => undefined,
        );
    });
    await cell(page, 'Health').getByText('Healthy').waitFor();
    const valueOf = (name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await page.reload();
    await valueOf('message').getByText('ConfigMap/greeter-values values.yaml').waitFor();
    await valueOf('replicas').getByText('spec.values').waitFor();
    await valueOf('token').getByText('••••••••').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    const resource = await demo.client.discovery.find({ group: 'apps', kind: 'Deployment' });
    if (resource === undefined) throw new Error('there are no Deployments');
    const patch = { spec: { replicas: 3 } };
    await demo.client.patch({ resource, namespace: 'shop', name: 'greeter' }, { kind: 'merge', patch });
    await page.getByRole('link', { name: /^Difference/ }).click();
    await page.getByRole('cell', { name: 'spec.replicas' }).waitFor();
    await page.getByRole('columnheader', { name: 'In the release' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Force release' }).click();
    const question = page.getByRole('dialog', { name: 'Force release greeter' });
    await question.getByText('1 object to change').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await question.getByRole('button', { name: 'Force release' }).click();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('revision 2, deployed').waitFor();
    await page.getByRole('link', { name: /^Difference/ }).click();
    await page.getByText('2 objects in the cluster as the release says.').waitFor();

    await page.goto(`${browser.url}/deliveries/HelmRelease/shop/greeter?object=/Secret/shop/greeter&view=desired`);
    await page.getByText('templates/token.yaml').waitFor();
    expect(answers.length).toBeGreaterThan(5);
    for (const answer of answers) for (const form of [canary, btoa(canary)]) expect(answer).not.toContain(form);
    await page.context().close();
  });

  it('says that the connection is lost, since when, and mends it', async () => {
    const page = await browser.open(cart);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('Connection lost').waitFor();
    await page.getByRole('treeitem', { name: /^cart Deployment/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().close();
  });

  it('made no error in any browser', () => {
    const own = browser.errors.filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED'));
    expect(own).toEqual([]);
  });
});
