import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, PageBrowser, startPageDemo, violationsOf } from './stage.ts';

describe.skipIf(browserPath === undefined)('every screen of the page', () => {
  let demo: Awaited<ReturnType<typeof startPageDemo>>;
  let browser: PageBrowser;
  beforeAll(async () => {
    demo = await startPageDemo();
    browser = await PageBrowser.start(demo.platform.api.url, demo.password ?? '');
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  it.each([
    { scheme: 'dark', width: 1440 },
    { scheme: 'light', width: 390 },
  ] as const)('has no violation on any screen, $scheme and $width pixels wide', { timeout: 90_000 }, async (look) => {
    const cart = '/deliveries/Application/argocd/cart';
    const object = 'object=apps/Deployment/shop/cart';
    const screens = {
      '/?group=kind': 'cart',
      [cart]: 'applied',
      [`${cart}?tab=objects`]: 'cart-',
      [`${cart}?tab=difference`]: 'Nothing differs',
      [`${cart}?tab=history`]: 'current',
      [`${cart}?tab=events`]: 'Scheduled',
      [`${cart}?tab=source`]: 'Rendered by',
      [`${cart}?${object}`]: 'apps/v1',
      [`${cart}?${object}&view=desired`]: 'apps/cart/deployment.yaml:1',
      [`${cart}?ask=sync`]: 'Nothing would change',
    };
    const page = await browser.open('/?q=nothing-has-this-name', look);
    await page.getByText('Nothing matches').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    for (const [address, text] of Object.entries(screens)) {
      await page.goto(browser.url + address);
      await page.getByText(text).filter({ visible: true }).first().waitFor();
      expect(await violationsOf(page), address).toEqual([]);
      // Nothing but a table or a text of many columns may be wider than the screen.
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), address).toBe(true);
    }
    await page.context().close();
  });

  it('made no error in any browser', () => {
    expect(browser.errors).toEqual([]);
  });
});
