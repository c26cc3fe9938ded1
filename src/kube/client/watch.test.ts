import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../base/index.ts';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { cut, watch } from '../../../test/support/kube-fault-server.ts';
import { pods } from '../../../test/support/kube-resources.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../client.ts';

const podsPath = '/api/v1/namespaces/shop/pods';

const pod = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', resourceVersion },
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
    expect(await kubeFailure(() => collect(client))).toMatchObject({
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
    const error = await kubeFailure(() => collect(client));
    expect(error.code).toBe('server-error');
    expect(error.message).toContain(why);
  });

  it('throw at an event without end, before it fills the memory', async () => {
    const { client, server } = await faultyCluster();
    let sent = 0;
    server.on('GET', podsPath, async (response) => {
      response.setMaxListeners(0).on('error', () => undefined);
      const block = Buffer.alloc(1024 * 1024, 'x');
      while (sent < 200 && !response.destroyed) {
        sent += 1;
        if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    });
    expect(await kubeFailure(() => collect(client))).toMatchObject({
      code: 'server-error',
      message: 'a watch event is larger than 16777216 bytes',
    });
    expect(sent).toBeLessThan(60);
  });

  it('throw when they are cut in the middle of an event', async () => {
    const { client, server } = await faultyCluster();
    server.on('GET', podsPath, watch([added('a', '2'), '{"type":"ADDED"', cut]));
    const events: WatchEvent[] = [];
    const error = await kubeFailure(async () => {
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
