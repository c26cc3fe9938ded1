import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { faultyCluster, type FaultyCluster } from '../../../test/support/kube-connect.ts';
import { type Answer, hang, json, status } from '../../../test/support/kube-fault-server.ts';
import type { Informer, InformerEvent } from '../informer.ts';
import { followDefinitions } from './follow-definitions.ts';

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly namespaced?: boolean;
}

const entry = ({ kind, plural, namespaced = true }: Kind): object => ({
  resource: plural,
  responseKind: { group: '', version: '', kind },
  scope: namespaced ? 'Namespaced' : 'Cluster',
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list'],
  shortNames: [plural.slice(0, 2)],
  categories: ['all'],
  subresources: [{ subresource: 'status', responseKind: { kind }, verbs: ['get'] }],
});

const aggregated = (groups: Readonly<Record<string, Readonly<Record<string, readonly Kind[]>>>>): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items: Object.entries(groups).map(([name, versions]) => ({
    metadata: name === '' ? {} : { name },
    versions: Object.entries(versions).map(([version, kinds]) => ({
      version,
      resources: kinds.map(entry),
      freshness: 'Current',
    })),
  })),
});

const core = aggregated({
  '': {
    v1: [
      { kind: 'Pod', plural: 'pods' },
      { kind: 'Node', plural: 'nodes', namespaced: false },
    ],
  },
});
const groups = aggregated({
  apps: { v1: [{ kind: 'Deployment', plural: 'deployments' }] },
  'example.com': {
    v2: [{ kind: 'Thing', plural: 'things' }],
    v1: [
      { kind: 'Thing', plural: 'things' },
      { kind: 'Old', plural: 'olds' },
    ],
  },
});

/** Serves a document with an ETag, as API servers do. */
const tagged =
  (body: object, etag: string): Answer =>
  (response, request) => {
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304);
      response.end();
      return;
    }
    return json(body, { headers: { 'content-type': aggregatedType, etag } })(response, request);
  };

async function modern(): Promise<FaultyCluster> {
  const cluster = await faultyCluster();
  cluster.server.on('GET', '/api', tagged(core, '"core"')).on('GET', '/apis', tagged(groups, '"groups"'));
  return cluster;
}

describe('aggregated discovery', () => {
  it('knows every kind after two requests', async () => {
    const { client, server } = await modern();
    const [pod, node, deployment] = await Promise.all([
      client.discovery.find({ group: '', kind: 'Pod' }),
      client.discovery.find({ group: '', kind: 'Node', version: 'v1' }),
      client.discovery.find({ group: 'apps', kind: 'Deployment' }),
    ]);
    expect(pod).toEqual({
      group: '',
      version: 'v1',
      kind: 'Pod',
      plural: 'pods',
      singular: 'pod',
      shortNames: ['po'],
      namespaced: true,
      verbs: ['get', 'list'],
      categories: ['all'],
      subresources: ['status'],
    });
    expect(node?.namespaced).toBe(false);
    expect(deployment?.group).toBe('apps');
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/api', '/apis']);
    expect(server.requests[0]?.headers.accept).toMatch(/v=v2;.*v=v2beta1;.*application\/json$/);
  });

  it('prefers the version that the server prefers', async () => {
    const { client } = await modern();
    const { discovery } = client;
    expect((await discovery.find({ group: 'example.com', kind: 'Thing' }))?.version).toBe('v2');
    expect((await discovery.find({ group: 'example.com', kind: 'Thing', version: 'v1' }))?.version).toBe('v1');
    expect((await discovery.find({ group: 'example.com', kind: 'Old' }))?.version).toBe('v1');
    expect((await discovery.all()).map(({ version, kind }) => `${kind} ${version}`)).toEqual([
      'Pod v1',
      'Node v1',
      'Deployment v1',
      'Thing v2',
      'Thing v1',
      'Old v1',
    ]);
  });

  it('asks again for an unknown kind, but not more often than every ten seconds', async () => {
    const { client, server, clock } = await modern();
    const find = (): Promise<unknown> => client.discovery.find({ group: 'new.io', kind: 'New' });
    expect(await find()).toBeUndefined();
    expect(await find()).toBeUndefined();
    expect(server.requests).toHaveLength(2);
    clock.pass(10_000);
    expect(await find()).toBeUndefined();
    expect(server.requests).toHaveLength(4);
    server.on('GET', '/apis', tagged(aggregated({ 'new.io': { v1: [{ kind: 'New', plural: 'news' }] } }), '"more"'));
    expect(await find()).toBeUndefined();
    clock.pass(10_000);
    expect(await find()).toMatchObject({ plural: 'news' });
  });

  it('does not ask again for what is known', async () => {
    const { client, server, clock } = await modern();
    await client.discovery.find({ group: '', kind: 'Pod' });
    clock.pass(3_600_000);
    await client.discovery.find({ group: '', kind: 'Pod' });
    expect(server.requests).toHaveLength(2);
  });

  it('asks again when invalidated, and is not sent what has not changed', async () => {
    const { client, server } = await modern();
    await client.discovery.all();
    client.discovery.invalidate();
    expect(await client.discovery.all()).toHaveLength(6);
    expect(
      server.requests
        .slice(2)
        .map(({ headers }) => headers['if-none-match'])
        .toSorted((a = '', b = '') => a.localeCompare(b)),
    ).toEqual(['"core"', '"groups"']);
    server.on('GET', '/apis', tagged(aggregated({}), '"none"'));
    client.discovery.invalidate();
    expect(await client.discovery.find({ group: 'apps', kind: 'Deployment' })).toBeUndefined();
  });

  it('does not lose an invalidation that comes while it asks', async () => {
    const { client, server } = await modern();
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    server.on(
      'GET',
      '/apis',
      async (response, request) => {
        await gate;
        await json(aggregated({}), { headers: { 'content-type': aggregatedType } })(response, request);
      },
      tagged(groups, '"groups"'),
    );
    const first = client.discovery.all();
    await expect.poll(() => server.requests.length).toBe(2);
    client.discovery.invalidate();
    open?.();
    expect(await first).toHaveLength(2);
    expect(await client.discovery.all()).toHaveLength(6);
  });

  it('throws when the server is away, and asks again the next time', async () => {
    const { client, server } = await modern();
    server.on('GET', '/apis', status(403, 'Forbidden', 'no'));
    await expect(client.discovery.all()).rejects.toMatchObject({ code: 'forbidden' });
    server.on('GET', '/apis', tagged(groups, '"groups"'));
    expect(await client.discovery.all()).toHaveLength(6);
  });

  it('lets one who no longer wants to know go alone', async () => {
    const { client, server } = await modern();
    server.on('GET', '/apis', hang);
    const abort = new AbortController();
    const leaving = client.discovery.all(abort.signal);
    await expect.poll(() => server.requests.length).toBe(2);
    abort.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
  });

  it('leaves out what is malformed', async () => {
    const { client, server } = await modern();
    const odd = {
      kind: 'APIGroupDiscoveryList',
      items: [
        7,
        { versions: [{ version: 'v1', resources: [{}, { resource: 'x' }, null] }] },
        { metadata: { name: 'a' } },
      ],
    };
    server.on('GET', '/apis', json(odd, { headers: { 'content-type': aggregatedType } }));
    expect(await client.discovery.all()).toHaveLength(2);
  });
});

describe('legacy discovery', () => {
  const resources = (groupVersion: string, ...list: object[]): object => ({
    kind: 'APIResourceList',
    groupVersion,
    resources: list,
  });
  const thing = {
    name: 'things',
    singularName: 'thing',
    kind: 'Thing',
    namespaced: true,
    verbs: ['get'],
    shortNames: ['th'],
  };

  async function legacy(): Promise<FaultyCluster> {
    const cluster = await faultyCluster();
    const group = {
      name: 'example.com',
      versions: [{ groupVersion: 'example.com/v1' }, { groupVersion: 'example.com/v2' }],
      preferredVersion: { groupVersion: 'example.com/v2' },
    };
    const broken = {
      name: 'broken.io',
      versions: [{ groupVersion: 'broken.io/v1' }],
      preferredVersion: { groupVersion: 'broken.io/v1' },
    };
    cluster.server
      .on('GET', '/api', json({ kind: 'APIVersions', versions: ['v1'] }))
      .on('GET', '/apis', json({ kind: 'APIGroupList', groups: [group, broken] }))
      .on(
        'GET',
        '/api/v1',
        json(
          resources(
            'v1',
            { name: 'pods', kind: 'Pod', namespaced: true },
            { name: 'pods/log', kind: 'Pod' },
            { name: 'pods/status', kind: 'Pod' },
          ),
        ),
      )
      .on('GET', '/apis/example.com/v1', json(resources('example.com/v1', thing)))
      .on(
        'GET',
        '/apis/example.com/v2',
        json(
          resources('example.com/v2', thing, {
            name: 'things/scale',
            group: 'autoscaling',
            version: 'v1',
            kind: 'Scale',
          }),
        ),
      )
      .on('GET', '/apis/broken.io/v1', status(503, 'ServiceUnavailable', 'down'));
    return cluster;
  }

  it('asks for each group version, and stands those that fail', async () => {
    const { client } = await legacy();
    expect(await client.discovery.find({ group: '', kind: 'Pod' })).toMatchObject({
      plural: 'pods',
      subresources: ['log', 'status'],
    });
    expect(await client.discovery.find({ group: 'example.com', kind: 'Thing' })).toMatchObject({
      version: 'v2',
      singular: 'thing',
      shortNames: ['th'],
      subresources: ['scale'],
    });
    expect(await client.discovery.all()).toHaveLength(3);
  });

  it('keeps what it knows of a group that fails later', async () => {
    const { client, server } = await legacy();
    await client.discovery.all();
    server.on('GET', '/apis/example.com/v2', status(503, 'ServiceUnavailable', 'down'));
    client.discovery.invalidate();
    expect((await client.discovery.find({ group: 'example.com', kind: 'Thing' }))?.version).toBe('v2');
  });
});

describe('followDefinitions', () => {
  const definition = (changes: Partial<KubeObject> = {}): KubeObject => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: { names: { plural: 'things' }, versions: [{ name: 'v1', served: true }] },
    status: { conditions: [{ type: 'Established', status: 'True', lastTransitionTime: 'x' }] },
    ...changes,
  });

  const changes: readonly (readonly [string, KubeObject, boolean])[] = [
    ['labels', definition({ metadata: { name: 'things.example.com', labels: { a: 'b' } } }), false],
    [
      'a schema',
      definition({ spec: { names: { plural: 'things' }, versions: [{ name: 'v1', served: true, schema: {} }] } }),
      false,
    ],
    [
      'a version',
      definition({
        spec: {
          names: { plural: 'things' },
          versions: [
            { name: 'v1', served: true },
            { name: 'v2', served: true },
          ],
        },
      }),
      true,
    ],
    [
      'a subresource',
      definition({
        spec: { names: { plural: 'things' }, versions: [{ name: 'v1', served: true, subresources: { status: {} } }] },
      }),
      true,
    ],
    ['a condition', definition({ status: { conditions: [{ type: 'Established', status: 'False' }] } }), true],
    ['its end', definition({ metadata: { name: 'things.example.com', deletionTimestamp: 'now' } }), true],
  ];

  it.each(changes)('invalidates for what changes discovery: %s', (_, object, expected) => {
    let invalidated = 0;
    let tell: ((event: InformerEvent) => void) | undefined;
    const discovery = {
      find: () => Promise.resolve(undefined),
      all: () => Promise.resolve([]),
      invalidate: () => {
        invalidated += 1;
      },
    };
    const informer = {
      subscribe: (handler: (event: InformerEvent) => void) => {
        tell = handler;
        return () => {
          tell = undefined;
        };
      },
    } as unknown as Informer;
    const stop = followDefinitions(discovery, informer);
    tell?.({ kind: 'modified', old: definition(), object });
    expect(invalidated).toBe(expected ? 1 : 0);
    tell?.({ kind: 'deleted', object });
    expect(invalidated).toBe(expected ? 2 : 1);
    stop();
    expect(tell).toBeUndefined();
  });
});
