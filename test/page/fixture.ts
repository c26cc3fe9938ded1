import { serveApi } from '../../src/api/index.ts';
import { builtPageDir, readPageFiles, servePage } from '../../src/api/page/index.ts';
import { buildPage, isPageStale } from '../../scripts/build-ui.ts';
import { startPageApiFixture } from '../support/page-api.ts';
import { PageBrowser } from './stage.ts';

/** The page over an API whose cluster is in memory, and a browser for it. */
export interface FixturePage extends AsyncDisposable {
  readonly browser: PageBrowser;
  readonly url: string;
  readonly cluster: Awaited<ReturnType<typeof startPageApiFixture>>['cluster'];
  /** Ends the server, with all its connections. */
  stop(): Promise<void>;
  /** Serves again, at the same address. */
  start(): Promise<void>;
}

/** Starts the page over these objects. */
export async function startFixturePage(
  objects: NonNullable<Parameters<typeof startPageApiFixture>[0]>['objects'],
): Promise<FixturePage> {
  if (isPageStale()) await buildPage();
  const { app, password, cluster } = await startPageApiFixture(objects === undefined ? {} : { objects });
  const files = await readPageFiles(builtPageDir);
  servePage(app, () => files);
  let server = await serveApi(app, { port: 0 });
  const { url, port } = server;
  const browser = await PageBrowser.start(url, password);
  return {
    browser,
    url,
    cluster,
    stop: () => server.close(),
    start: async () => {
      server = await serveApi(app, { port });
    },
    [Symbol.asyncDispose]: async () => {
      await browser[Symbol.asyncDispose]();
      await server.close();
    },
  };
}
