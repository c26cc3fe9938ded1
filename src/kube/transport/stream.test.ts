import { describe, expect, it } from 'vitest';
import { faultyCluster } from '../../../test/support/kube-connect.ts';
import { json, status, watch } from '../../../test/support/kube-fault-server.ts';
import { pods } from '../../../test/support/kube-resources.ts';
import type { StreamingKubeClient } from '../client.ts';
import { KubeError } from '../error.ts';

describe('streams', () => {
  const read = async (client: StreamingKubeClient): Promise<string> => {
    let all = '';
    for await (const chunk of await client.stream('/x')) all += Buffer.from(chunk).toString();
    return all;
  };

  it('give what comes, as it comes', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/x', watch(['a', 'b', 'c']));
    expect(await read(client)).toBe('abc');
  });

  it('do not take the connections of requests', async () => {
    const { server, client } = await faultyCluster({ connect: { maxConnections: 1 } });
    server.on('GET', '/stream', watch(['a'], { open: true }));
    server.on('GET', '/x', json({}));
    const abort = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: 10 }, () => client.stream('/stream', { signal: abort.signal })),
    );
    expect(await client.raw({ method: 'GET', path: '/x' })).toEqual({});
    expect(streams).toHaveLength(10);
    abort.abort(new Error('done'));
  });

  it('end with the reason of the signal', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/x', watch(['a'], { open: true }));
    const abort = new AbortController();
    const why = new Error('enough');
    const chunks = await client.stream('/x', { signal: abort.signal });
    const reading = (async () => {
      for await (const chunk of chunks) if (chunk.length > 0) abort.abort(why);
    })();
    await expect(reading).rejects.toBe(why);
  });

  it('end the connection when the reader leaves', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/x', watch(['a', 'b'], { open: true }));
    const chunks = await client.stream('/x');
    for await (const chunk of chunks) if (chunk.length > 0) break;
    await expect.poll(() => server.open).toBe(0);
  });

  it('throw when nothing comes for too long', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/api/v1/pods', watch([], { open: true }));
    const reading = client.watch(pods, { idleTimeoutMs: 300 })[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ code: 'timeout' });
  });

  it('throw when they are cut', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/x', (response) => {
      response.writeHead(200);
      response.write('half');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    });
    await expect(read(client)).rejects.toMatchObject({ code: 'unavailable', httpStatus: 0 });
  });

  it('make the server wait for a slow reader', async () => {
    const { server, client } = await faultyCluster();
    let written = 0;
    server.on('GET', '/x', async (response) => {
      const block = Buffer.alloc(256 * 1024, 'x');
      for (let turn = 0; turn < 400; turn += 1) {
        written += block.length;
        if (!response.write(block)) {
          const drained = await Promise.race([
            new Promise((resolve) => response.once('drain', () => resolve(true))),
            new Promise((resolve) => setTimeout(() => resolve(false), 300)),
          ]);
          if (drained === false) break;
        }
      }
      response.end();
    });
    const chunks = await client.stream('/x');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(written).toBeLessThan(60 * 1024 * 1024);
    let size = 0;
    for await (const chunk of chunks) size += chunk.length;
    expect(size).toBe(written);
  });

  it('throw what the server says when it refuses', async () => {
    const { server, client } = await faultyCluster();
    server.on('GET', '/x', status(410, 'Expired', 'too old resource version: 1 (2)'));
    await expect(client.stream('/x')).rejects.toMatchObject({
      code: 'gone',
      message: 'too old resource version: 1 (2)',
    });
  });

  it('end when the transport is closed', async () => {
    const cluster = await faultyCluster();
    const { server, client } = cluster;
    server.on('GET', '/x', watch(['a'], { open: true }));
    const reading = read(client);
    await expect.poll(() => server.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await cluster.close();
    await expect(reading).rejects.toBeInstanceOf(KubeError);
    await expect.poll(() => server.open).toBe(0);
  });
});
