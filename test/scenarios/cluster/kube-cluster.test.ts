import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KubeCluster } from './kube-cluster.ts';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let folder: string;
let server: Server;
let cluster: KubeCluster;
let received: Received[];
/** Answers by `METHOD path-without-query`; a missing one is a 404. */
let answers: Record<string, { status?: number; body: unknown }>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kube-cluster-'));
  received = [];
  answers = {
    'GET /api/v1': {
      body: {
        resources: [
          { name: 'namespaces/status', kind: 'Namespace', namespaced: false },
          { name: 'namespaces', kind: 'Namespace', namespaced: false },
          { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
        ],
      },
    },
  };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      received.push({ method, url, type: headers['content-type'], authorization: headers.authorization, body });
      const answer = answers[`${method} ${url.split('?')[0]}`] ?? { status: 404, body: { message: 'not here' } };
      response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const kubeconfig = join(folder, 'config');
  writeFileSync(
    kubeconfig,
    `current-context: x
contexts: [{name: x, context: {cluster: x, user: x}}]
clusters: [{name: x, cluster: {server: 'http://127.0.0.1:${(server.address() as AddressInfo).port}'}}]
users: [{name: x, user: {token: secret}}]
`,
  );
  cluster = new KubeCluster({ name: 'test', kubeconfig, capabilities: ['rbac'] });
});

afterEach(async () => {
  await cluster.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name: 'a' };
const path = '/api/v1/namespaces/n/configmaps/a';

describe('KubeCluster', () => {
  it('applies under a manager, by force', async () => {
    answers[`PATCH ${path}`] = { body: { kind: 'ConfigMap', metadata: { uid: '1' } } };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } };
    expect(await cluster.apply(object, 'some one')).toEqual({ kind: 'ConfigMap', metadata: { uid: '1' } });
    expect(received.at(-1)).toEqual({
      method: 'PATCH',
      url: `${path}?fieldManager=some%20one&force=true`,
      type: 'application/apply-patch+yaml',
      authorization: 'Bearer secret',
      body: JSON.stringify(object),
    });
  });

  it('patches by merging', async () => {
    answers[`PATCH ${path}`] = { body: {} };
    await cluster.patch(configMap, { data: { a: null } }, 'me');
    expect(received.at(-1)).toMatchObject({
      url: `${path}?fieldManager=me`,
      type: 'application/merge-patch+json',
      body: '{"data":{"a":null}}',
    });
  });

  it('gets what is there, and undefined for what is not', async () => {
    answers[`GET ${path}`] = { body: { kind: 'ConfigMap' } };
    expect(await cluster.get(configMap)).toEqual({ kind: 'ConfigMap' });
    expect(await cluster.get({ ...configMap, name: 'b' })).toBeUndefined();
    expect(await cluster.get({ ...configMap, kind: 'Gadget' })).toBeUndefined();
    expect(await cluster.get({ ...configMap, apiVersion: 'example.com/v1' })).toBeUndefined();
  });

  it('addresses cluster-scoped objects, and no subresources', async () => {
    answers['GET /api/v1/namespaces/n'] = { body: { kind: 'Namespace' } };
    expect(await cluster.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'n' })).toEqual({
      kind: 'Namespace',
    });
  });

  it('says of each item of a list what it is', async () => {
    answers['GET /api/v1/namespaces/n/configmaps'] = { body: { items: [{ metadata: { name: 'a' } }] } };
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    expect(await cluster.list(kind, 'n')).toEqual([{ ...kind, metadata: { name: 'a' } }]);
    expect(await cluster.list({ apiVersion: 'v1', kind: 'Gadget' }, 'n')).toEqual([]);
  });

  it('deletes in the background, and takes a missing object for deleted', async () => {
    await cluster.delete(configMap);
    expect(received.at(-1)).toMatchObject({ method: 'DELETE', url: `${path}?propagationPolicy=Background` });
  });

  it('looks again for a kind that was not served', async () => {
    const kind = { apiVersion: 'example.com/v1', kind: 'Gadget' };
    expect(await cluster.serves(kind)).toBe(false);
    answers['GET /apis/example.com/v1'] = {
      body: { resources: [{ name: 'widgets', kind: 'Widget', namespaced: true }] },
    };
    expect(await cluster.serves(kind)).toBe(false);
    answers['GET /apis/example.com/v1'] = {
      body: { resources: [{ name: 'gadgets', kind: 'Gadget', namespaced: true }] },
    };
    expect(await cluster.serves(kind)).toBe(true);
  });

  it.each([
    ['a Status', { status: 403, body: { kind: 'Status', message: 'you may not' } }, `GET ${path}: you may not`],
    ['no JSON object', { status: 500, body: 'broken' }, `GET ${path}: `],
  ])('throws what the server answered: %s', async (_, answer, message) => {
    answers[`GET ${path}`] = answer;
    await expect(cluster.get(configMap)).rejects.toThrow(message);
  });

  it('refuses to write what is not served', async () => {
    const gadget = { apiVersion: 'v1', kind: 'Gadget', metadata: { name: 'a' } };
    await expect(cluster.apply(gadget, 'me')).rejects.toThrow('no resource for v1 Gadget');
    await expect(cluster.patch({ ...configMap, kind: 'Gadget' }, {}, 'me')).rejects.toThrow(
      'no resource for v1 Gadget',
    );
  });
});
