import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { deployments, nodes, pods } from '../../../test/support/kube-resources.ts';
import { json, text, watch } from '../../../test/support/kube-fault-server.ts';
import type { KubeClient } from '../client.ts';
import type { ResourceRef } from '../resource.ts';

const web: ResourceRef = { resource: deployments, namespace: 'shop', name: 'web' };
const webPath = '/apis/apps/v1/namespaces/shop/deployments/web';
const podsPath = '/api/v1/namespaces/shop/pods';
const object: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } };
const pod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
});
describe('what is sent', () => {
  const cases: readonly (readonly [
    string,
    (client: KubeClient) => Promise<unknown>,
    string,
    Record<string, string>,
    unknown,
  ])[] = [
    ['get', (client) => client.get(web), `GET ${webPath}`, {}, undefined],
    [
      'get of a cluster-scoped object',
      (client) => client.get({ resource: nodes, namespace: '', name: 'n 1' }),
      'GET /api/v1/nodes/n%201',
      {},
      undefined,
    ],
    [
      'create',
      (client) => client.create(deployments, object, { fieldManager: 'me', fieldValidation: 'Strict' }),
      'POST /apis/apps/v1/namespaces/shop/deployments',
      { fieldManager: 'me', fieldValidation: 'Strict' },
      object,
    ],
    [
      'create of a subresource',
      (client) => client.create(pods, pod('p'), { subresource: 'eviction' }),
      `POST ${podsPath}/p/eviction`,
      {},
      pod('p'),
    ],
    ['replace', (client) => client.replace(web, object, { dryRun: true }), `PUT ${webPath}`, { dryRun: 'All' }, object],
    [
      'replace of status',
      (client) => client.replace(web, object, { subresource: 'status' }),
      `PUT ${webPath}/status`,
      {},
      object,
    ],
    [
      'JSON patch',
      (client) => client.patch(web, { kind: 'json', operations: [{ op: 'remove', path: '/x' }] }),
      `PATCH ${webPath} application/json-patch+json`,
      {},
      [{ op: 'remove', path: '/x' }],
    ],
    [
      'merge patch',
      (client) => client.patch(web, { kind: 'merge', patch: { a: null } }, { subresource: 'status' }),
      `PATCH ${webPath}/status application/merge-patch+json`,
      {},
      { a: null },
    ],
    [
      'strategic patch',
      (client) => client.patch(web, { kind: 'strategic', patch: { a: 1 } }),
      `PATCH ${webPath} application/strategic-merge-patch+json`,
      {},
      { a: 1 },
    ],
    [
      'apply',
      (client) => client.patch(web, { kind: 'apply', object }, { fieldManager: 'me', dryRun: true }),
      `PATCH ${webPath} application/apply-patch+yaml`,
      { dryRun: 'All', fieldManager: 'me', force: 'false' },
      object,
    ],
    [
      'forced apply',
      (client) => client.patch(web, { kind: 'apply', object, force: true }, { fieldManager: 'a&b' }),
      `PATCH ${webPath} application/apply-patch+yaml`,
      { fieldManager: 'a&b', force: 'true' },
      object,
    ],
    [
      'delete',
      (client) =>
        client.delete(web, {
          propagation: 'Foreground',
          preconditions: { uid: 'u' },
          gracePeriodSeconds: 0,
          dryRun: true,
        }),
      `DELETE ${webPath}`,
      {},
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Foreground',
        preconditions: { uid: 'u' },
        gracePeriodSeconds: 0,
        dryRun: ['All'],
      },
    ],
    [
      'list',
      (client) => client.list(pods, { namespace: 'shop', labelSelector: 'a in (b,c)', fieldSelector: 'x=y' }),
      `GET ${podsPath}`,
      { limit: '500', labelSelector: 'a in (b,c)', fieldSelector: 'x=y' },
      undefined,
    ],
    [
      'list of what is at hand',
      (client) => client.list(pods, { namespace: 'shop', resourceVersion: '0' }),
      `GET ${podsPath}`,
      { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' },
      undefined,
    ],
    [
      'one page',
      (client) => client.list(pods, { namespace: 'shop', limit: 7, continue: 't', resourceVersion: '5' }),
      `GET ${podsPath}`,
      { limit: '7', continue: 't' },
      undefined,
    ],
    [
      'raw',
      (client) => client.raw({ method: 'post', path: '/apis/x?y=1', body: { z: 1 } }),
      'POST /apis/x',
      { y: '1' },
      { z: 1 },
    ],
  ];
  it.each(cases)('%s', async (_, work, line, query, body) => {
    const { client, server } = await faultyCluster();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      server.on(method, '*', json({ ...object, items: [] }));
    await work(client);
    const [seen] = server.requests;
    const patchType = seen?.method === 'PATCH' ? ` ${seen.headers['content-type']}` : '';
    expect(`${seen?.method} ${seen?.path}${patchType}`).toBe(line);
    expect(Object.fromEntries(seen?.query ?? [])).toEqual(query);
    expect(seen?.body === '' ? undefined : JSON.parse(seen?.body ?? '')).toEqual(body);
  });

  it('goes out as somebody else, in every request', async () => {
    const { client, server } = await faultyCluster({ config: { identity: { user: 'base' } } });
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      server.on(method, '*', json({ ...object, items: [] }));
    const jane = client.as({ user: 'jäne', groups: ['a', 'b'], uid: '7', extra: { 'example.com/scopes': ['x', 'y'] } });
    await client.get(web);
    await jane.get(web);
    await jane.list(pods);
    await jane.create(deployments, object);
    await jane.replace(web, object);
    await jane.patch(web, { kind: 'merge', patch: {} });
    await jane.delete(web);
    await jane.raw({ method: 'GET', path: '/version' });
    const [first, ...rest] = server.requests.map((request) => request.headers);
    expect(first).toMatchObject({ 'impersonate-user': 'base' });
    expect(rest).toHaveLength(7);
    for (const headers of rest) {
      expect(Buffer.from(String(headers['impersonate-user']), 'latin1').toString('utf8')).toBe('jäne');
      expect(headers).toMatchObject({
        'impersonate-group': 'a, b',
        'impersonate-uid': '7',
        'impersonate-extra-example.com%2fscopes': 'x, y',
      });
    }
  });

  it.each<readonly [string, (client: KubeClient) => Promise<unknown>, string]>([
    ['a name that leads elsewhere', (client) => client.get({ ...web, name: '../../secrets/s' }), 'cannot be a name'],
    ['a name that is only dots', (client) => client.get({ ...web, name: '..' }), 'cannot be a name'],
    ['a namespace that leads elsewhere', (client) => client.list(pods, { namespace: 'a/b' }), 'cannot be a namespace'],
    ['an encoded slash', (client) => client.get({ ...web, name: 'a%2fb' }), 'cannot be a name'],
    ['no name', (client) => client.delete({ ...web, name: '' }), 'cannot be a name'],
    [
      'a subresource that leads elsewhere',
      (client) => client.replace(web, object, { subresource: '../x' }),
      'cannot be a subresource',
    ],
    ['no namespace', (client) => client.get({ ...web, namespace: '' }), 'lies in a namespace, and none is given'],
    [
      'create without a namespace',
      (client) => client.create(pods, { ...object, metadata: { name: 'p' } }),
      'metadata.namespace is not set',
    ],
    [
      'apply without a field manager',
      (client) => client.patch(web, { kind: 'apply', object }),
      'needs a field manager',
    ],
    [
      'an identity that would write headers',
      (client) => Promise.resolve().then(() => client.as({ user: 'a\r\nX: y' })),
      'control characters',
    ],
    [
      'an identity without a user',
      (client) => Promise.resolve().then(() => client.as({ user: '', groups: ['system:masters'] })),
      'no user name',
    ],
    [
      'a raw path without a slash',
      (client) => client.raw({ method: 'GET', path: 'version' }),
      'must start with a slash',
    ],
    ['an unknown method', (client) => client.raw({ method: 'TRACE', path: '/' }), 'TRACE'],
  ])('is refused before it goes out: %s', async (_, work, why) => {
    const { client, server } = await faultyCluster();
    const error = await kubeFailure(async () => work(client));
    expect(error.message).toContain(why);
    expect(server.requests).toHaveLength(0);
  });
});

describe('what comes back', () => {
  it.each<readonly [string, string, string]>([
    ['a page of a proxy', '<html>', 'not JSON'],
    ['half of an answer', '{"kind":"Pod","meta', 'not JSON'],
    ['a list of JSON', '[]', 'not a Kubernetes object'],
    ['an object that is none', '{"a":1}', 'not a Kubernetes object'],
    ['nothing', '', 'not JSON'],
  ])('is refused when it is %s', async (_, body, why) => {
    const { client, server } = await faultyCluster();
    server.on('GET', webPath, text(200, body));
    const error = await kubeFailure(() => client.get(web));
    expect(error).toMatchObject({ code: 'server-error', object: 'deployments.apps shop/web' });
    expect(error.message).toContain(why);
  });

  it('of a delete is the object where it lives on', async () => {
    const { client, server } = await faultyCluster();
    const ending = { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    const held = { ...ending, metadata: { ...ending.metadata, finalizers: ['a'] } };
    const graceful = { ...ending, metadata: { ...ending.metadata, deletionGracePeriodSeconds: 30 } };
    const forced = { ...ending, metadata: { ...ending.metadata, deletionGracePeriodSeconds: 0 } };
    const namespace = { ...ending, spec: { finalizers: ['kubernetes'] } };
    const success = { kind: 'Status', apiVersion: 'v1', status: 'Success' };
    const answers = [success, held, graceful, forced, namespace, object];
    server.on('DELETE', webPath, ...answers.map((answer) => json(answer)));
    const outcomes: unknown[] = [];
    for (const answer of answers) outcomes.push([answer, await client.delete(web)]);
    expect(outcomes).toEqual([
      [success, undefined],
      [held, held],
      [graceful, graceful],
      [forced, undefined],
      [namespace, namespace],
      [object, undefined],
    ]);
  });

  it('of a delete under a uid may get lost', async () => {
    const { client, server } = await faultyCluster();
    server.on('DELETE', webPath, (response) => void response.socket?.resetAndDestroy(), json({ kind: 'Status' }));
    await client.delete(web, { preconditions: { uid: 'u' } });
    expect(server.requests).toHaveLength(2);
    server.on('DELETE', webPath, (response) => void response.socket?.resetAndDestroy(), json({ kind: 'Status' }));
    expect(await kubeFailure(() => client.delete(web))).toMatchObject({ code: 'unavailable' });
  });

  it('of raw is JSON, or the text', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', '/version', json({ major: '1' }));
    server.on('GET', '/healthz', text(200, 'ok'));
    expect(await client.raw({ method: 'GET', path: '/version' })).toEqual({ major: '1' });
    expect(await client.raw({ method: 'GET', path: '/healthz' })).toBe('ok');
  });

  it('of a stream is what comes', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', `${podsPath}/p/log`, watch(['line 1\n', 'line 2\n']));
    let log = '';
    for await (const chunk of await client.stream(`${podsPath}/p/log?follow=true`))
      log += Buffer.from(chunk).toString();
    expect(log).toBe('line 1\nline 2\n');
  });
});
