import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, PageBrowser, signIn, startPageDemo, violationsOf } from './stage.ts';

const cartFile = 'apps/cart/deployment.yaml';
const cartManifest = readFileSync(resolve(import.meta.dirname, '../../src/demo/sample-repository', cartFile), 'utf8');

it('has a browser to prove the page with (Debian: apt-get install chromium; else CHROMIUM names one)', () => {
  if (process.env['ORACLE_REQUIRED'] === '1') expect(browserPath).toBeDefined();
});

describe.skipIf(browserPath === undefined)('the page over the demo', () => {
  let demo: Awaited<ReturnType<typeof startPageDemo>>;
  let stage: PageBrowser;
  beforeAll(async () => {
    demo = await startPageDemo();
    stage = await PageBrowser.start(demo.platform.api.url, demo.password ?? '');
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  it('lets in who knows the password, and shows what was asked for', async () => {
    const page = await stage.open('/?q=cart', { signedOut: true });
    await page.getByLabel('Password').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await signIn(page, 'wrong');
    await page.getByRole('alert').getByText(/./).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await signIn(page, stage.password);
    await page.getByRole('link', { name: 'cart', exact: true }).waitFor();
    expect(page.url()).toContain('?q=cart');
    await page.context().close();
  });

  it('finds deliveries by words, facets and groups, all in the address', async () => {
    const page = await stage.open('/');
    const count = page.getByRole('status').filter({ hasText: 'deliver' });
    await count.getByText('7 deliveries').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('combobox', { name: 'Search deliveries' }).fill('ki');
    await page.getByRole('option', { name: /^kind:/ }).click();
    await page.getByRole('option', { name: /^Kustomization/ }).click();
    await count.getByText('2 of 7 deliveries').waitFor();
    await expect.poll(() => page.url()).toContain('?q=kind:Kustomization');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^Kustomization/ }).click();
    await page.getByRole('button', { name: /^Application/ }).click();
    await count.getByText('4 of 7 deliveries').waitFor();
    await page.getByLabel('Group').selectOption('kind');
    await page.getByRole('button', { name: 'Application 4 4 Healthy' }).waitFor();
    expect(new URL(page.url()).search).toBe('?q=kind:Application&group=kind');
    expect(await violationsOf(page)).toEqual([]);

    await page.reload();
    await count.getByText('4 of 7 deliveries').waitFor();
    await page.goBack();
    await page.context().close();
  });

  it('does without a mouse: search, walk, choose, open, palette', async () => {
    const page = await stage.open('/');
    await page.getByRole('link', { name: 'cart', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('cart');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 7 deliveries').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('1 chosen').waitFor({ state: 'detached' });
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'cart' }).waitFor();

    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Go to' });
    await palette.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.type('payments');
    await palette
      .getByRole('option', { name: /payments.*Application/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'payments' }).waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.context().close();
  });

  it('shows a push as it arrives, without a reload', async () => {
    const page = await stage.open('/?q=cart');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'cart', exact: true }) });
    await row.waitFor();
    await demo.git.commitFiles(
      'platform',
      'main',
      { [cartFile]: cartManifest.replace(/replicas: \d+/, 'replicas: 3') },
      'Run three <b>carts</b>\n\nBecause of the sale.',
    );
    await row.getByText('Run three <b>carts</b>').waitFor();
    await page.context().close();
  });

  it('made no error in any browser, and asked for nothing that its policy forbids', () => {
    expect(stage.errors).toEqual([]);
  });
});
