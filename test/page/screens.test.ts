import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, PageBrowser, startPageDemo, violationsOf } from './stage.ts';

/** Light at 1440 pixels is how the other tests look. */
const looks = [
  ['dark', 1024],
  ['light', 390],
  ['dark', 390],
] as const;

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

  it('has no violation on any screen, in both themes, wide and narrow', { timeout: 120_000 }, async () => {
    const cart = '/deliveries/Application/argocd/cart';
    const object = 'object=apps/Deployment/shop/cart';
    const screens = {
      '/?q=nothing-has-this-name': 'Nothing matches',
      '/?group=kind': 'cart',
      [cart]: 'applied',
      [`${cart}?tab=objects`]: 'cart-',
      [`${cart}?tab=difference`]: 'Nothing differs',
      [`${cart}?tab=history`]: 'current',
      [`${cart}?tab=events`]: 'Scheduled',
      [`${cart}?tab=source`]: 'Rendered by',
      [`${cart}?${object}`]: 'apps/v1',
      [`${cart}?${object}&view=desired`]: 'apps/cart/deployment.yaml:1',
      [`${cart}?${object}&view=difference`]: 'Nothing differs',
      [`${cart}?ask=sync`]: 'Nothing would change',
      [`${cart}?ask=delete`]: 'And its objects',
    };
    const page = await browser.open('/');
    for (const [address, text] of Object.entries(screens)) {
      await page.goto(browser.url + address);
      await page.getByText(text).filter({ visible: true }).first().waitFor();
      for (const [colorScheme, width] of looks) {
        const look = `${address} ${colorScheme} ${width}`;
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        expect(await violationsOf(page), look).toEqual([]);
        // Nothing but a table or a text of many columns may be wider than the screen.
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), look).toBe(true);
      }
    }
    await page.context().close();
  });

  it('made no error in any browser', () => {
    expect(browser.errors).toEqual([]);
  });
});
