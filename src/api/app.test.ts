import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Logger, Secret, silentLogger } from '../base/index.ts';
import { artifactResponse } from './artifact-response.ts';
import { type ApiPorts, createApp } from './app.ts';
import { type PrometheusMetrics, prometheusMetrics } from './prometheus-metrics.ts';
import { type ApiServer, serveApi } from './serve.ts';
import type { WebhookSecrets } from './webhooks/index.ts';

let server: ApiServer;
let folder: string;
let metrics: PrometheusMetrics;
const announced: string[] = [];
const asked: string[] = [];
const logged: string[] = [];
let secrets: () => Promise<WebhookSecrets>;
let ready: boolean;
let closing: boolean;
let announce: ApiPorts['announce'];

const logger: Logger = {
  ...silentLogger,
  warn: (message, fields) => logged.push(`${message}: ${String(fields?.['error'])}`),
  error: (message, fields) => logged.push(`${message}: ${String(fields?.['error'])}`),
};

beforeEach(async () => {
  for (const list of [announced, asked, logged]) list.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'slipway-api-'));
  writeFileSync(join(folder, 'artifact.tar.gz'), 'packed');
  metrics = prometheusMetrics();
  secrets = () => Promise.resolve({});
  ready = true;
  closing = false;
  announce = (url) => {
    announced.push(url);
    return Promise.resolve();
  };
  const app = createApp({
    announce: (url) => announce(url),
    webhookSecrets: () => secrets(),
    ready: () => ready,
    closing: () => closing,
    artifact: (path) => {
      asked.push(path);
      const found = { file: join(folder, 'artifact.tar.gz'), size: 6, modifiedAt: Date.UTC(2026, 0, 1) };
      return Promise.resolve(path === 'gitrepository/shop/app/c1.tar.gz' ? artifactResponse(found) : undefined);
    },
    metrics,
    logger,
  });
  server = await serveApi(app, { port: 0 });
  return async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  };
});

function post(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/api/webhook`, { method: 'POST', body: body as string, headers });
}

describe('probes', () => {
  it('say that the process lives, and whether it is ready', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    ready = false;
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const answer = await fetch(`${server.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('the API server cannot be reached');
    [ready, closing] = [true, true];
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('are not answered on other paths', async () => {
    for (const path of ['/', '/healthz/x', '/api', '/api/webhook', '/metrics/']) {
      expect((await fetch(`${server.url}${path}`)).status, path).toBe(404);
    }
    expect((await fetch(`${server.url}/healthz`, { method: 'POST' })).status).toBe(404);
  });
});

describe('metrics', () => {
  it('are in the text format of Prometheus', async () => {
    metrics.count('slipway_things_total', { kind: 'a "quoted" one' }, 2);
    const answer = await fetch(`${server.url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('slipway_things_total{kind="a \\"quoted\\" one"} 2');
  });
});

describe('webhooks', () => {
  const push = { repository: { clone_url: 'https://git.dev/a.git', ssh_url: 'git@git.dev:a.git' } };

  it('announce each address of the repository, and count', async () => {
    const answer = await post(JSON.stringify(push), { 'x-github-event': 'push' });
    expect(answer.status).toBe(200);
    expect(announced).toEqual(['https://git.dev/a.git', 'git@git.dev:a.git']);
    expect((await post('{}', { 'x-github-event': 'ping' })).status).toBe(200);
    expect((await post('{}', { 'x-github-event': 'push' })).status).toBe(400);
    expect(announced).toHaveLength(2);
    const text = await metrics.text();
    for (const result of ['push', 'ignored', 'refused']) {
      expect(text).toContain(`slipway_webhooks_total{result="${result}"} 1`);
    }
  });

  it('are answered before what they lead to is done, and survive its failure', async () => {
    announce = () => Promise.reject(new Error('the host is away'));
    expect((await post(JSON.stringify(push), { 'x-github-event': 'push' })).status).toBe(200);
    await expect.poll(() => logged).toEqual(Array(2).fill('looking at a pushed repository failed: the host is away'));
  });

  it('check the signature over the bytes that came', async () => {
    secrets = () => Promise.resolve({ github: new Secret('s3cret') });
    const body = `  ${JSON.stringify(push)}\n`;
    const signature = createHmac('sha256', 's3cret').update(body).digest('hex');
    const headers = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${signature}` };
    expect((await post(body, headers)).status).toBe(200);
    const refused = await post(body.trim(), headers);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toBe('the signature does not fit the body: check the secret on both sides');
  });

  it('are refused where the secrets cannot be read, without saying why', async () => {
    secrets = () => Promise.reject(new Error('secrets "argocd-secret" is forbidden'));
    const answer = await post(JSON.stringify(push), { 'x-github-event': 'push' });
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 500, text: 'internal error' });
    expect(announced).toEqual([]);
    expect(logged).toEqual(['request failed: secrets "argocd-secret" is forbidden']);
  });

  it.each([
    ['when it comes', () => (closing = true)],
    [
      'while it is read',
      () => {
        secrets = () => {
          closing = true;
          return Promise.reject(new Error('This operation was aborted'));
        };
      },
    ],
  ])('are to be sent again where the process ends %s', async (_, end) => {
    end();
    const answer = await post(JSON.stringify(push), { 'x-github-event': 'push' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(announced).toEqual([]);
    expect(logged).toEqual([]);
  });

  it('are refused beyond 25 MiB, whether or not they say how long they are', async () => {
    const large = new Uint8Array(25 * 1024 * 1024 + 1);
    expect((await post(large, { 'x-github-event': 'push' })).status).toBe(413);
    const chunked = await fetch(`${server.url}/api/webhook`, {
      method: 'POST',
      headers: { 'x-github-event': 'push' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
    expect(announced).toEqual([]);
  });
});

describe('artifacts', () => {
  it('are streamed with their size and time', async () => {
    const answer = await fetch(`${server.url}/gitrepository/shop/app/c1.tar.gz`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/gzip',
      'content-length': '6',
      'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
    expect(await answer.text()).toBe('packed');
  });

  it('are only looked for by a path that stays one', async () => {
    const raw = [
      '/gitrepository/../../etc/passwd',
      '/gitrepository/%2e%2e/%2e%2e/etc/passwd',
      '/gitrepository/shop/app/..%2f..%2f..%2fetc%2fpasswd',
      '/gitrepository/shop/app/c1.tar.gz%00',
      '/gitrepository//etc/passwd',
      '/gitrepository/shop\\app\\c1.tar.gz',
    ];
    for (const path of raw) expect([400, 404], path).toContain(await rawStatus(path));
    // What the store is asked for is checked there once more; none of these names a file of it.
    expect(asked).not.toContain('gitrepository/shop/app/c1.tar.gz');
  });

  it('leave no file open where only their head is asked for', async () => {
    const before = openFiles();
    for (let count = 0; count < 20; count += 1) {
      const answer = await fetch(`${server.url}/gitrepository/shop/app/c1.tar.gz`, { method: 'HEAD' });
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '6']);
    }
    await expect.poll(openFiles).toBe(before);
  });
});

describe('a server', () => {
  it('says at which address it listens, also on IPv6', async () => {
    const app = createApp({
      announce: () => Promise.resolve(),
      webhookSecrets: () => Promise.resolve({}),
      ready: () => true,
      closing: () => false,
      artifact: () => Promise.resolve(undefined),
      metrics,
      logger,
    });
    const six = await serveApi(app, { host: '::1', port: 0 }).catch(() => undefined);
    if (six === undefined) return;
    expect(six.url).toBe(`http://[::1]:${six.port}`);
    await six.close();
  });

  it('cannot listen where another does', async () => {
    const app = createApp({
      announce: () => Promise.resolve(),
      webhookSecrets: () => Promise.resolve({}),
      ready: () => true,
      closing: () => false,
      artifact: () => Promise.resolve(undefined),
      metrics,
      logger,
    });
    await expect(serveApi(app, { port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

/** The status of a GET whose path is sent as it is written: fetch would tidy it up. */
function rawStatus(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
  });
}

/** How many files below the test's folder this process holds open. */
function openFiles(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(folder)).length;
}
