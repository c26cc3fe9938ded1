import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Logger, messageOf } from '../base/index.ts';
import { type PageFiles, servePage } from './page/index.ts';
import type { PrometheusMetrics } from './prometheus-metrics.ts';
import { type ContractRouter, mountRouter } from './v1/index.ts';
import { receivePush, type WebhookSecrets } from './webhooks/index.ts';

/** Kinds of sources whose artifacts are served, in the folders of their names. */
const artifactKinds = ['gitrepository', 'helmrepository', 'helmchart', 'ocirepository'] as const;

/** GitHub sends at most 25 MB. */
const maxWebhookBytes = 25 * 1024 * 1024;

/** What the API asks of the rest of the process. */
export interface ApiPorts {
  /** A push to a repository was announced. */
  readonly announce: (url: string) => Promise<void>;
  /** The secrets of `argocd-secret`, read anew for each request. */
  readonly webhookSecrets: () => Promise<WebhookSecrets>;
  /** Whether the process is ending: what it accepts now leads to nothing. */
  readonly closing: () => boolean;
  /** Whether the controllers see their owners. */
  readonly ready: () => boolean;
  /** A stored artifact, by the path in its address; undefined where there is none. */
  readonly artifact: (path: string) => Promise<Response | undefined>;
  readonly metrics: PrometheusMetrics;
  readonly logger: Logger;
  /** The page's API; absent: this process has none. */
  readonly v1?: ContractRouter;
  /** The built page; absent: this process serves none. */
  readonly page?: () => PageFiles | undefined;
}

/** The HTTP API: webhooks, probes, metrics, the artifacts of sources, the page and its API. */
export function createApp(ports: ApiPorts): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', (context) => {
    if (ports.closing()) return context.text('this replica is ending', 503);
    return ports.ready() ? context.text('ok') : context.text('the API server cannot be reached', 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await ports.metrics.text(), 200, { 'Content-Type': ports.metrics.contentType }),
  );
  app.post(
    '/api/webhook',
    bodyLimit({ maxSize: maxWebhookBytes, onError: (context) => context.text('the body is larger than 25 MiB', 413) }),
    async (context) => {
      const body = new Uint8Array(await context.req.arrayBuffer());
      // What ends takes the connection to the API server away, too.
      const secrets = await ports.webhookSecrets().catch((error: unknown) => {
        if (!ports.closing()) throw error;
        return undefined;
      });
      if (secrets === undefined || ports.closing()) {
        ports.metrics.count('slipway_webhooks_total', { result: 'unavailable' });
        return context.text('this replica is ending: send it again', 503, { 'Retry-After': '5' });
      }
      const push = receivePush({ header: (name) => context.req.header(name), body }, secrets);
      if (push.kind === 'refused') {
        ports.metrics.count('slipway_webhooks_total', { result: 'refused' });
        return context.text(push.message, push.status);
      }
      ports.metrics.count('slipway_webhooks_total', { result: push.kind });
      if (push.kind === 'push') {
        // The sender does not wait for what the push leads to.
        for (const url of push.urls) {
          ports
            .announce(url)
            .catch((error: unknown) =>
              ports.logger.warn('looking at a pushed repository failed', { error: messageOf(error) }),
            );
        }
      }
      return context.text('ok');
    },
  );
  for (const kind of artifactKinds) {
    app.get(`/${kind}/*`, async (context) => {
      const artifact = await ports.artifact(context.req.path.slice(1));
      return artifact ?? context.text('no such artifact', 404);
    });
  }
  if (ports.v1 !== undefined) mountRouter(app, ports.v1);
  if (ports.page !== undefined) servePage(app, ports.page);
  app.notFound((context) => context.text('not found', 404));
  app.onError((error, context) => {
    ports.logger.error('request failed', { path: context.req.path, error: messageOf(error) });
    return context.text('internal error', 500);
  });
  return app;
}
