import { request as requestOverTls } from 'node:https';
import { createConnection } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type Json, jsonAt, type JsonObject, textAt } from '../base/index.ts';
import { type Sandbox, startSandbox } from './index.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** A client over plain HTTP, which the port answers too. */
function clientOf(
  sandbox: Sandbox,
  prefix = '',
): (line: string, body?: Json, headers?: Record<string, string>) => Promise<Answer> {
  const origin = sandbox.url.replace('https', 'http') + prefix;
  return async (line, body, headers = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const answer = await fetch(origin + path, {
      method,
      headers: {
        authorization: 'Bearer admin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as JsonObject) : { text };
    return { status: answer.status, headers: answer.headers, body: parsed };
  };
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, data: JsonObject = {}): JsonObject => ({ metadata: { name }, data });

describe('a sandbox', () => {
  let sandbox: Sandbox;
  let send: ReturnType<typeof clientOf>;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, clusters: ['edge'] });
    send = clientOf(sandbox);
  });
  afterAll(() => sandbox.close());

  it('gives a kubeconfig for itself and each of its clusters', () => {
    const config = JSON.parse(sandbox.kubeconfig()) as JsonObject;
    expect(config['current-context']).toBe('slipway-sandbox');
    expect(config['contexts']).toEqual([
      { name: 'slipway-sandbox', context: { cluster: 'slipway-sandbox', user: 'slipway-sandbox-admin' } },
      { name: 'slipway-sandbox-edge', context: { cluster: 'slipway-sandbox-edge', user: 'slipway-sandbox-admin' } },
    ]);
    expect(jsonAt(config, 'clusters', '1', 'cluster', 'server')).toBe(`${sandbox.url}/clusters/edge`);
  });

  it('answers over TLS with a certificate that is its own authority', async () => {
    const status = await new Promise((resolve, reject) => {
      const options = { ca: sandbox.certificate, headers: { authorization: 'Bearer admin' } };
      requestOverTls(`${sandbox.url}/version`, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('listens on loopback only', async () => {
    const { hostname } = new URL(sandbox.url);
    expect(hostname).toBe('127.0.0.1');
    const other = createConnection({ host: '127.0.0.2', port: Number(new URL(sandbox.url).port) });
    await expect(
      new Promise((resolve, reject) => other.once('connect', resolve).once('error', reject)),
    ).rejects.toThrow('ECONNREFUSED');
  });

  it('keeps clusters apart', async () => {
    const edge = clientOf(sandbox, '/clusters/edge');
    expect((await edge(`POST ${configMaps}`, configMap('only-there'))).status).toBe(201);
    expect((await send(`GET ${configMaps}/only-there`)).status).toBe(404);
    expect((await edge(`GET ${configMaps}/only-there`)).status).toBe(200);
    expect((await clientOf(sandbox, '/clusters/none')('GET /api/v1/nodes')).status).toBe(404);
  });

  describe('who asks', () => {
    it.each([
      ['nobody', undefined, 403, 'User "system:anonymous" cannot list resource "configmaps"'],
      ['somebody with a wrong token', 'Bearer wrong', 401, 'Unauthorized'],
      ['somebody with a password', 'Basic YTpi', 401, 'Unauthorized'],
      ['somebody with a broken token', 'Bearer a.b.c', 401, 'Unauthorized'],
      ['the administrator', 'Bearer admin', 200, undefined],
      ['the administrator, in other letters', 'bearer admin', 200, undefined],
    ])('%s', async (_, authorization, status, message) => {
      const url = sandbox.url.replace('https', 'http') + configMaps;
      const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } });
      const body = (await answer.json()) as JsonObject;
      expect(answer.status).toBe(status);
      if (message !== undefined) expect(body['message']).toContain(message);
    });

    it('lets anybody see whether it is well', async () => {
      const origin = sandbox.url.replace('https', 'http');
      for (const path of ['/healthz', '/livez', '/readyz', '/version'])
        expect((await fetch(origin + path)).status).toBe(200);
      expect((await fetch(`${origin}/api`)).status).toBe(403);
    });
  });

  describe('limits', () => {
    it('refuses bodies of more than 3 MiB', async () => {
      const { status, body } = await send(`POST ${configMaps}`, configMap('big', { a: 'x'.repeat(3 * 1024 * 1024) }));
      expect(status).toBe(413);
      expect(body).toMatchObject({
        reason: 'RequestEntityTooLarge',
        message: 'Request entity too large: limit is 3145728',
      });
    });

    it('refuses objects of more than 1.5 MiB as etcd does', async () => {
      const { status, body } = await send(
        'POST /api/v1/namespaces/default/secrets',
        configMap('big', { a: 'eHh4'.repeat(400_000) }),
      );
      expect([status, body['message']]).toEqual([
        422,
        expect.stringContaining('Too long: may not be more than 1048576 bytes'),
      ]);
      const annotated = {
        apiVersion: 'example.com/v1',
        kind: 'Blob',
        metadata: { name: 'big' },
        content: 'x'.repeat(1_600_000),
      };
      const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'blobs.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Cluster',
          names: { plural: 'blobs', kind: 'Blob' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      };
      await send('POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
      await expect.poll(async () => (await send('GET /apis/example.com/v1/blobs')).status).toBe(200);
      const blob = await send('POST /apis/example.com/v1/blobs', annotated);
      expect([blob.status, blob.body['message']]).toEqual([500, 'etcdserver: request is too large']);
    });

    it('refuses JSON that nests without end', async () => {
      const { status, body } = await send(`POST ${configMaps}`, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
      expect(status).toBe(400);
      expect(body['message']).toContain('exceeded max depth');
    });

    it('refuses what is no HTTP, and goes on', async () => {
      const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(sandbox.url).port) });
      socket.end('\u0001\u0002nonsense\r\n\r\n');
      await new Promise((resolve) =>
        socket
          .once('close', resolve)
          .on('error', () => undefined)
          .resume(),
      );
      expect((await send('GET /version')).status).toBe(200);
    });
  });

  it('compresses what is large, for who can read that', async () => {
    for (let index = 0; index < 20; index += 1) {
      await send(`POST ${configMaps}`, configMap(`page-${index}`, { a: 'y'.repeat(20_000) }));
    }
    const url = new URL(sandbox.url.replace('https', 'http') + configMaps);
    const raw = async (accept: string): Promise<{ encoding: string | undefined; body: Buffer }> => {
      const { request } = await import('node:http');
      return new Promise((resolve, reject) => {
        request(url, { headers: { authorization: 'Bearer admin', 'accept-encoding': accept } }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) }),
          );
        })
          .on('error', reject)
          .end();
      });
    };
    const plain = await raw('identity');
    const packed = await raw('gzip');
    expect([plain.encoding, packed.encoding]).toEqual([undefined, 'gzip']);
    expect(packed.body.length).toBeLessThan(plain.body.length / 10);
    expect(gunzipSync(packed.body).toString()).toBe(plain.body.toString());
  });

  describe('pages', () => {
    const secrets = '/api/v1/namespaces/default/secrets';

    it('show what there was when the first one was read', async () => {
      for (const name of ['a', 'b', 'c', 'd'])
        await send(`POST ${secrets}`, { metadata: { name, labels: { set: 'pages' } } });
      const first = await send(`GET ${secrets}?limit=2&labelSelector=set%3Dpages`);
      const token = textAt(first.body, 'metadata', 'continue');
      await send(`DELETE ${secrets}/c`);
      await send(`POST ${secrets}`, { metadata: { name: 'bb', labels: { set: 'pages' } } });
      const second = await send(`GET ${secrets}?limit=2&labelSelector=set%3Dpages&continue=${token}`);
      const names = (answer: Answer): unknown[] =>
        (answer.body['items'] as JsonObject[]).map((item) => jsonAt(item, 'metadata', 'name'));
      expect([names(first), names(second)]).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
      expect(jsonAt(second.body, 'metadata', 'resourceVersion')).toBe(
        jsonAt(first.body, 'metadata', 'resourceVersion'),
      );
      expect(jsonAt(second.body, 'metadata', 'continue')).toBeUndefined();
    });

    it('end with 410 once that is forgotten', async () => {
      const first = await send(`GET ${secrets}?limit=1`);
      const token = Buffer.from(textAt(first.body, 'metadata', 'continue'), 'base64url').toString();
      const old = Buffer.from(token.replace(/"rv":\d+/, '"rv":1')).toString('base64url');
      const { status, body } = await send(`GET ${secrets}?limit=1&continue=${old}`);
      // A cluster as young as this one remembers everything.
      expect([200, 410]).toContain(status);
      expect((await send(`GET ${secrets}?continue=${'A'.repeat(20)}`)).body).toMatchObject({
        code: 400,
        reason: 'BadRequest',
      });
      expect(isJsonObject(body)).toBe(true);
    });
  });
});

describe('what a sandbox keeps', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'sandbox-'));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
  });

  it('is there after a restart: objects, definitions, workloads, tokens and the certificate', async () => {
    const dataDir = folder();
    const first = await startSandbox({ port: 0, dataDir, clusters: ['edge'] });
    const send = clientOf(first);
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 3 } } } },
              },
            },
          },
        ],
      },
    };
    await send('POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    await expect.poll(async () => (await send('GET /apis/example.com/v1/widgets')).status).toBe(200);
    const widgets = '/apis/example.com/v1/namespaces/default/widgets';
    const widget = await send(`POST ${widgets}`, {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w' },
      spec: {},
    });
    expect(widget.body['spec']).toEqual({ size: 3 });
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const deployment = {
      metadata: { name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template },
    };
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await send(`POST ${deployments}`, deployment);
    await expect
      .poll(async () => jsonAt((await send(`GET ${deployments}/web`)).body, 'status', 'readyReplicas'))
      .toBe(2);
    await clientOf(first, '/clusters/edge')(`POST ${configMaps}`, configMap('there'));
    const token = await send('POST /api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} });
    await first.close();

    const again = await startSandbox({ port: 0, dataDir, clusters: ['edge'] });
    try {
      expect(again.certificate).toBe(first.certificate);
      const resend = clientOf(again);
      expect((await resend(`GET ${widgets}/w`)).body).toEqual(widget.body);
      expect((await clientOf(again, '/clusters/edge')(`GET ${configMaps}/there`)).status).toBe(200);
      const { body } = await resend(`GET ${deployments}/web`);
      expect(jsonAt(body, 'status', 'readyReplicas')).toBe(2);
      await resend(
        `PATCH ${deployments}/web/scale`,
        { spec: { replicas: 3 } },
        { 'content-type': 'application/merge-patch+json' },
      );
      await expect
        .poll(async () => jsonAt((await resend(`GET ${deployments}/web`)).body, 'status', 'readyReplicas'))
        .toBe(3);
      const bearer = { authorization: `Bearer ${textAt(token.body, 'status', 'token')}` };
      const review = await resend('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {}, bearer);
      expect(jsonAt(review.body, 'status', 'userInfo', 'username')).toBe('system:serviceaccount:default:default');
    } finally {
      await again.close();
    }
  });

  it('belongs to one sandbox at a time', async () => {
    const dataDir = folder();
    const first = await startSandbox({ port: 0, dataDir });
    try {
      await expect(startSandbox({ port: 0, dataDir })).rejects.toMatchObject({ code: 'locked' });
    } finally {
      await first.close();
    }
  });

  it('is not touched where the port is taken', async () => {
    const first = await startSandbox({ port: 0 });
    const dataDir = folder();
    try {
      const port = Number(new URL(first.url).port);
      await expect(startSandbox({ port, dataDir })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      // The folder is free again.
      await (await startSandbox({ port: 0, dataDir })).close();
    } finally {
      await first.close();
    }
  });
});

describe('closing', () => {
  it('ends watches, and takes no more requests', async () => {
    const sandbox = await startSandbox({ port: 0 });
    const origin = sandbox.url.replace('https', 'http');
    const headers = { authorization: 'Bearer admin' };
    const watch = await fetch(`${origin}${configMaps}?watch=true`, { headers });
    const text = watch.text();
    await sandbox.close();
    expect(await text).toContain('kube-root-ca.crt');
    await expect(fetch(`${origin}/version`)).rejects.toThrow('fetch failed');
  });
});
