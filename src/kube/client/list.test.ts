import { describe, expect, it } from 'vitest';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { json, status } from '../../../test/support/kube-fault-server.ts';
import { pods } from '../../../test/support/kube-resources.ts';

const podsPath = '/api/v1/namespaces/shop/pods';
const expired = status(410, 'Expired', 'The provided continue parameter is too old');

const page = (names: readonly string[], next?: string, resourceVersion = '100'): object => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion, ...(next !== undefined && { continue: next }) },
  items: names.map((name) => ({ metadata: { name } })),
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
    expect(await kubeFailure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'gone' });
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
    expect(await kubeFailure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'server-error' });
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
    expect(await kubeFailure(() => client.list(pods, { namespace: 'shop' }))).toMatchObject({ code: 'server-error' });
  });

  it('may be empty, as Go writes that', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, json({ metadata: { resourceVersion: '5' }, items: null }));
    expect(await client.list(pods, { namespace: 'shop' })).toEqual({ items: [], resourceVersion: '5' });
  });
});
