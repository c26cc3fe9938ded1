import { describe, expect, it } from 'vitest';
import { listedApplication, resources } from '../support/page-api.ts';
import { startFixturePage } from './fixture.ts';
import { browserPath } from './stage.ts';

describe.skipIf(browserPath === undefined)('a server that ends, or is slow', () => {
  it('is told of; what was missed comes with the next stream, and the page is free meanwhile', async () => {
    await using fixture = await startFixturePage([listedApplication('cart')]);
    const page = await fixture.browser.open('/');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'cart', exact: true }) });
    await row.getByText('Healthy').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();

    await fixture.stop();
    await page.getByText('Connection lost').waitFor();
    // What was there stays to be read.
    await row.getByText('Healthy').waitFor();
    const patch = { status: { health: { status: 'Degraded' } } };
    const ref = { resource: resources.applications, namespace: 'argocd', name: 'cart' };
    await fixture.cluster.patch(ref, { kind: 'merge', patch });
    await fixture.start();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await row.getByText('Degraded').waitFor();
    await page.context().close();

    // The answer to the first question does not come.
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const slow = await fixture.browser.open('/', {
      prepare: (opened) =>
        opened.route('**/deliveries?**', async (route) => {
          await held;
          await route.continue();
        }),
    });
    await slow.locator('[aria-busy=true]').first().waitFor();
    await slow.keyboard.press('?');
    await slow.getByRole('dialog', { name: 'Keys' }).waitFor();
    await slow.keyboard.press('Escape');
    await slow.getByRole('combobox', { name: 'Search deliveries' }).fill('ki');
    await slow.getByRole('option', { name: /^kind:/ }).waitFor();
    await slow.keyboard.press('Escape');
    await slow.getByRole('combobox', { name: 'Search deliveries' }).fill('');
    answer();
    await slow.getByRole('link', { name: 'cart', exact: true }).waitFor();
    expect(fixture.browser.errors).toEqual([]);
    await slow.context().close();
  });
});
