import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { cut, json, status, text, watch } from '../../../test/support/kube-fault-server.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../client.ts';
import { KubeError } from '../error.ts';
import type { ApiResource, ResourceRef } from '../resource.ts';

const resource = (group: string, plural: string, kind: string, namespaced = true): ApiResource => ({
  group,
  version: 'v1',
  kind,
  plural,
  singular: kind.toLowerCase(),
  shortNames: [],
  namespaced,
  verbs: [],
  categories: [],
  subresources: [],
});
const deployments = resource('apps', 'deployments', 'Deployment');
const pods = resource('', 'pods', 'Pod');
const nodes = resource('', 'nodes', 'Node', false);

const web: ResourceRef = { resource: deployments, namespace: 'shop', name: 'web' };
const webPath = '/apis/apps/v1/namespaces/shop/deployments/web';
const podsPath = '/api/v1/namespaces/shop/pods';
const object: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } };
const pod = (name: string, resourceVersion = '1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', resourceVersion },
});
const page = (names: readonly string[], next?: string, resourceVersion = '100'): object => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion, ...(next !== undefined && { continue: next }) },
  items: names.map((name) => ({ metadata: { name } })),
});
const expired = status(410, 'Expired', 'The provided continue parameter is too old');

async function failure(work: () => Promise<unknown>): Promise<KubeError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

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
    const error = await failure(async () => work(client));
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
    const error = await failure(() => client.get(web));
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
    expect(await failure(() => client.delete(web))).toMatchObject({ code: 'unavailable' });
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

describe('lists', () => {
  it('are read page by page, and their items are whole objects', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, json(page(['a', 'b'], 't1')), json(page(['c'], 't2')), json(page(['d'])));
    const list = await client.list(pods, { namespace: 'shop' });
    expect(list.items.map((item) => [item.apiVersion, item.kind, item.metadata.name])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => ['v1', 'Pod', name]),
    );
    expect(list.resourceVersion).toBe('100');
    expect(list.continue).toBeUndefined();
    expect(server.requests.map(({ query }) => query.get('continue'))).toEqual([null, 't1', 't2']);
  });

  it('begin anew when they become too old between two pages', async () => {
    const { client, server } = await faultyCluster();
    server.on(
      'GET',
      podsPath,
      json(page(['old'], 't1')),
      expired,
      json(page(['a'], 't2')),
      json(page(['b'], undefined, '200')),
    );
    const list = await client.list(pods, { namespace: 'shop' });
    expect(list.items.map((item) => item.metadata.name)).toEqual(['a', 'b']);
    expect(list.resourceVersion).toBe('200');
  });

  it('are asked for in one piece when they become too old again and again', async () => {
    const { client, server } = await faultyCluster();
    server.on(
      'GET',
      podsPath,
      json(page(['x'], 't1')),
      expired,
      json(page(['y'], 't2')),
      expired,
      json(page(['a', 'b'])),
    );
    expect((await client.list(pods, { namespace: 'shop' })).items).toHaveLength(2);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500', '500', null]);
  });

  it('give up in the end', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, expired);
    expect(await failure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'gone' });
    expect(server.requests).toHaveLength(3);
  });

  it('take smaller pages when one is too large', async () => {
    const { client, server } = await faultyCluster({ connect: { maxResponseBytes: 2000 } });
    const big = 'x'.repeat(3000);
    server.on('GET', podsPath, json(page([big])), json(page(['a'], 't1')), json(page(['b'])));
    expect((await client.list(pods, { namespace: 'shop' })).items.map((item) => item.metadata.name)).toEqual([
      'a',
      'b',
    ]);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(['500', '20', '20']);
    server.on('GET', podsPath, json(page([big])));
    expect(await failure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'server-error' });
  });

  it('of metadata hold metadata only, under the names of the resource', async () => {
    const { client, server } = await faultyCluster();
    const item = {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'a' },
      spec: { secret: 1 },
    };
    server.on('GET', podsPath, json({ metadata: { resourceVersion: '1' }, items: [item] }));
    const list = await client.list(pods, { namespace: 'shop', metadataOnly: true });
    expect(list.items).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]);
    expect(server.requests[0]?.headers.accept).toContain('as=PartialObjectMetadataList');
  });

  it.each<readonly [string, object]>([
    ['items that are no list', { metadata: {}, items: 'x' }],
    ['items that are no objects', { metadata: {}, items: [1] }],
    ['items without metadata', { metadata: {}, items: [{}] }],
  ])('are refused with %s', async (_, body) => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, json(body));
    expect(await failure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'server-error' });
  });

  it('may be empty, as Go writes that', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, json({ metadata: { resourceVersion: '5' }, items: null }));
    expect(await client.list(pods, { namespace: 'shop' })).toEqual({ items: [], resourceVersion: '5' });
  });
});

describe('watches', () => {
  const added = (name: string, version: string): object => ({ type: 'ADDED', object: pod(name, version) });
  const bookmark = (resourceVersion: string, end = false): object => ({
    type: 'BOOKMARK',
    object: {
      kind: 'Pod',
      metadata: { resourceVersion, ...(end && { annotations: { 'k8s.io/initial-events-end': 'true' } }) },
    },
  });

  async function collect(client: KubeClient, options: WatchOptions = {}): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    for await (const event of client.watch(pods, { namespace: 'shop', ...options })) events.push(event);
    return events;
  }

  it('give events until the server ends them', async () => {
    const { client, server } = await faultyCluster();
    const deleted = { type: 'DELETED', object: pod('a', '4') };
    server.on(
      'GET',
      podsPath,
      watch([
        added('a', '2'),
        { type: 'MODIFIED', object: pod('a', '3') },
        bookmark('9'),
        deleted,
        bookmark('10', true),
      ]),
    );
    expect(await collect(client, { resourceVersion: '1', timeoutSeconds: 300, labelSelector: 'a=b' })).toEqual([
      { kind: 'added', object: pod('a', '2') },
      { kind: 'modified', object: pod('a', '3') },
      { kind: 'bookmark', resourceVersion: '9', initialEventsEnd: false },
      { kind: 'deleted', object: pod('a', '4') },
      { kind: 'bookmark', resourceVersion: '10', initialEventsEnd: true },
    ]);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '1',
      timeoutSeconds: '300',
      labelSelector: 'a=b',
    });
  });

  it('can begin with what is there', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, watch([bookmark('1', true)]));
    await collect(client, { sendInitialEvents: true });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    });
  });

  it('do not care where the network cuts', async () => {
    const { client, server } = await faultyCluster();
    const line = Buffer.from(`${JSON.stringify(added('größer-🚀', '2'))}\n`);
    server.on('GET', podsPath, async (response) => {
      response.writeHead(200);
      response.socket?.setNoDelay(true);
      for (const byte of line) {
        response.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end(`\n${JSON.stringify(added('b', '3'))}\n\n${JSON.stringify(added('c', '4'))}`);
    });
    const events = await collect(client);
    expect(events.map((event) => event.kind === 'added' && event.object.metadata.name)).toEqual([
      'größer-🚀',
      'b',
      'c',
    ]);
  });

  it('throw what an ERROR event says', async () => {
    const { client, server } = await faultyCluster();
    const error = {
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
    };
    server.on('GET', podsPath, watch([added('a', '2'), error]));
    expect(await failure(() => collect(client))).toMatchObject({
      code: 'gone',
      httpStatus: 410,
      message: 'too old resource version',
    });
  });

  it.each<readonly [string, string, string]>([
    ['no JSON', '{"type":"ADDED","obj\n', 'is not JSON'],
    ['no object', '{"type":"ADDED"}\n', 'has no object'],
    ['an object without metadata', '{"type":"ADDED","object":{}}\n', 'without metadata'],
    ['an unknown type', '{"type":"SHOUTED","object":{"metadata":{}}}\n', 'unknown type "SHOUTED"'],
    ['a list', '[1]\n', 'is not an object'],
  ])('throw at an event that is %s', async (_, line, why) => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, watch([line]));
    const error = await failure(() => collect(client));
    expect(error.code).toBe('server-error');
    expect(error.message).toContain(why);
  });

  it('throw at an event without end, before it fills the memory', async () => {
    const { client, server } = await faultyCluster();
    let sent = 0;
    server.on('GET', podsPath, async (response) => {
      response.on('error', () => undefined);
      const block = Buffer.alloc(1024 * 1024, 'x');
      while (sent < 200 && !response.destroyed) {
        sent += 1;
        if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    });
    expect(await failure(() => collect(client))).toMatchObject({
      code: 'server-error',
      message: 'a watch event is larger than 16777216 bytes',
    });
    expect(sent).toBeLessThan(60);
  });

  it('throw when they are cut in the middle of an event', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, watch([added('a', '2'), '{"type":"ADDED"', cut]));
    const events: WatchEvent[] = [];
    const error = await failure(async () => {
      for await (const event of client.watch(pods, { namespace: 'shop' })) events.push(event);
    });
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ code: 'unavailable', httpStatus: 0 });
  });

  it('end their connection when the reader leaves or aborts', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, watch([added('a', '2'), added('b', '3')], { open: true }));
    for await (const event of client.watch(pods, { namespace: 'shop' })) if (event.kind === 'added') break;
    await expect.poll(() => server.open).toBe(0);
    const abort = new AbortController();
    const why = new Error('enough');
    const reading = (async () => {
      for await (const event of client.watch(pods, { namespace: 'shop', signal: abort.signal }))
        if (event.kind === 'added') abort.abort(why);
    })();
    await expect(reading).rejects.toBe(why);
    await expect.poll(() => server.open).toBe(0);
  });

  it('of metadata hold metadata only', async () => {
    const { client, server } = await faultyCluster();
    server.on(
      'GET',
      podsPath,
      watch([
        {
          type: 'ADDED',
          object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'a' } },
        },
      ]),
    );
    expect(await collect(client, { metadataOnly: true })).toEqual([
      { kind: 'added', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } } },
    ]);
    expect(server.requests[0]?.headers.accept).toContain('as=PartialObjectMetadata;');
  });
});
