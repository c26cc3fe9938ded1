import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { listedApplication } from '../support/page-api.ts';
import { startFixturePage } from './fixture.ts';
import { browserPath, type PageBrowser } from './stage.ts';

const many = 10_000;
const healths = ['Healthy', 'Healthy', 'Progressing', 'Healthy', 'Degraded', 'Missing', 'Suspended'];
const hostile = '<img src=x onerror="document.title=1">';

/** Deliveries in all states; what the first says of itself is markup and a script. */
function deliveries(): ReturnType<typeof listedApplication>[] {
  return Array.from({ length: many }, (_, index) =>
    listedApplication(`app-${String(index).padStart(5, '0')}`, {
      project: index === 0 ? hostile : `team-${index % 40}`,
      health: healths[index % healths.length] ?? 'Healthy',
      sync: index % 5 === 0 ? 'OutOfSync' : 'Synced',
      repo: index === 0 ? 'javascript:document.title=1' : `https://git.example/team-${index % 40}.git`,
    }),
  );
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** The longest task of the page's main thread while the wheel turns, in ms of its processor: others on the machine do not count. */
async function longestTaskOfScrolling(browser: PageBrowser, page: Page): Promise<number> {
  await page.mouse.move(700, 500);
  const trace = await browser.trace(page, async () => {
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 3000);
      await page.waitForTimeout(16);
    }
  });
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const threads = new Set(mains.map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && threads.has(threadOf(event)));
  expect(tasks.length).toBeGreaterThan(40);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
}

describe.skipIf(browserPath === undefined)('the page with 10,000 deliveries', () => {
  it('shows them, scrolls without a task over 50 ms, jumps to the last, and takes what they say for text', async () => {
    await using fixture = await startFixturePage(deliveries());
    const { browser, url } = fixture;
    const page = await browser.open('/');
    await page.getByText('10,000 deliveries').waitFor();
    await page.getByRole('link', { name: 'app-00000' }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);

    // What comes from a cluster is data.
    await page.getByRole('button', { name: hostile }).waitFor();
    expect(await page.locator('.screen img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toBe('Slipway');

    // What the browser itself does at times (a collection of garbage, a first compilation) is not the page's: the best of three counts.
    const longest: number[] = [];
    for (let run = 0; run < 3 && Math.min(...longest) > 50; run += 1) {
      longest.push(await longestTaskOfScrolling(browser, page));
    }
    expect(Math.min(...longest)).toBeLessThan(50);

    await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page.getByRole('link', { name: 'app-09999' }).waitFor();

    await page.goto(`${url}/?q=health:Degraded&group=project`);
    await page.getByText(/^1,42\d of 10,000 deliveries$/).waitFor();
    expect(browser.errors).toEqual([]);
  });
});
