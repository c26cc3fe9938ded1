import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { buildPage, isPageStale } from '../../scripts/build-ui.ts';

/** Debian's Chromium, or the one that CHROMIUM names; undefined where there is none. */
export const browserPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);

/** How a page is opened. */
export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** Without the session of the stage. */
  readonly signedOut?: boolean;
  /** What is done before the address is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** The page in a browser. What it logs as an error, also what its Content-Security-Policy refuses, is kept. */
export class PageBrowser implements AsyncDisposable {
  readonly url: string;
  readonly password: string;
  /** What went wrong in any page: errors, refused scripts and styles. */
  readonly errors: string[] = [];
  readonly #browser: Browser;
  #session: Session | undefined;

  private constructor(url: string, password: string, browser: Browser) {
    this.url = url;
    this.password = password;
    this.#browser = browser;
  }

  /** Starts a browser for the page at `url`, where `admin` has this password. */
  static async start(url: string, password: string): Promise<PageBrowser> {
    const browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    return new PageBrowser(url, password, browser);
  }

  /** Opens an address of the page, signed in unless told otherwise. */
  async open(path: string, options: PageOptions = {}): Promise<Page> {
    const { width = 1440, height = 900, scheme = 'light', signedOut = false } = options;
    if (!signedOut) this.#session ??= await this.#signIn();
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
      ...(signedOut || this.#session === undefined ? {} : { storageState: this.#session }),
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // An answer that is an error is the page's to show: those that a test provokes are no errors of the page.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.errors.push(message.text());
      }
    });
    await options.prepare?.(page);
    await page.goto(this.url + path);
    return page;
  }

  /** What the browser did during `act`, as its own trace. */
  async trace(page: Page, act: () => Promise<void>): Promise<string> {
    await this.#browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
    await act();
    return (await this.#browser.stopTracing()).toString();
  }

  async #signIn(): Promise<Session> {
    const page = await this.open('/', { signedOut: true });
    await signIn(page, this.password);
    await page.getByRole('table', { name: 'Deliveries' }).waitFor();
    const session = await page.context().storageState();
    await page.context().close();
    return session;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#browser.close();
  }
}

/** A demo of its own, on fresh data and free ports, with the page as it is now. */
export async function startPageDemo(): Promise<Demo & AsyncDisposable> {
  if (isPageStale()) await buildPage();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-page-'));
  const demo = await startDemo(
    {
      dataDir: folder,
      port: 0,
      kubePort: 0,
      gitPort: 0,
      environment: process.env,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
    },
    AbortSignal.timeout(300_000),
  );
  const dispose = async (): Promise<void> => {
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...demo, [Symbol.asyncDispose]: dispose };
}

/** Fills in the way in. */
export async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What axe finds wrong with what a page shows, as lines. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the browser's own protocol: the page's policy, which forbids foreign scripts, stays as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  );
}
