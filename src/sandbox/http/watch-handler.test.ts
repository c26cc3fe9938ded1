import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Json,
  jsonAt,
  type JsonObject,
  ManualClock,
  seededRandom,
  silentLogger,
  textAt,
} from '../../base/index.ts';
import { createServedCluster, type RunningCluster } from '../create-cluster.ts';
import { MemoryStorage } from '../storage/index.ts';
import { makeCertificate } from '../tls/certificate.ts';
import { serveHttp } from './server.ts';

const path = '/api/v1/namespaces/default/configmaps';

/** The events of a watch, one after the other. */
class Stream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = '';

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event; undefined at the end. */
  async next(): Promise<JsonObject | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return JSON.parse(line) as JsonObject;
      }
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#rest += value;
    }
  }

  /** Type and name, or the version of a bookmark, of as many events. */
  async told(count: number): Promise<string[]> {
    const told: string[] = [];
    while (told.length < count) {
      const event = await this.next();
      if (event === undefined) break;
      told.push(`${textAt(event, 'type')} ${textAt(event, 'object', 'metadata', 'name')}`.trim());
    }
    return told;
  }
}

describe('a watch', () => {
  let running: RunningCluster;
  let server: { readonly port: number; close(): Promise<void> };
  let clock: ManualClock;

  const send = async (
    method: string,
    target: string,
    body?: Json,
    contentType = 'application/json',
  ): Promise<JsonObject> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${target}`, {
      method,
      headers: { authorization: 'Bearer admin', 'content-type': contentType },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as JsonObject;
  };
  const create = (name: string, labels: Record<string, string> = {}): Promise<JsonObject> =>
    send('POST', path, { metadata: { name, labels } });
  const watch = async (query: string): Promise<Stream> => {
    const answer = await fetch(
      `http://127.0.0.1:${server.port}${path}?watch=true&fieldSelector=metadata.name%21%3Dkube-root-ca.crt&${query}`,
      {
        headers: { authorization: 'Bearer admin' },
      },
    );
    expect(answer.headers.get('content-type')).toBe('application/json');
    return new Stream(answer.body as ReadableStream<Uint8Array>);
  };
  const versionOf = (object: JsonObject): string => textAt(object, 'metadata', 'resourceVersion');

  beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-03-01T10:00:00Z'));
    const random = seededRandom(1);
    const certificate = makeCertificate(clock.now(), random);
    // A short memory: what is older than twenty changes is forgotten.
    const storage = new MemoryStorage({ history: 20 });
    running = await createServedCluster({
      name: '',
      storage,
      clock,
      random,
      logger: silentLogger,
      token: 'admin',
      port: 0,
      ...certificate,
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    server = await serveHttp(new Map([['', running.served]]), 0, certificate, silentLogger);
  });
  afterEach(async () => {
    await server.close();
    await running.close();
  });

  it('tells what is there, and what happens', async () => {
    await create('a');
    const stream = await watch('');
    expect(await stream.told(1)).toEqual(['ADDED a']);
    await create('b');
    await send('PATCH', `${path}/b`, { data: { k: 'v' } }, 'application/merge-patch+json');
    await send('PATCH', `${path}/b`, { data: { k: 'v' } }, 'application/merge-patch+json');
    await send('DELETE', `${path}/b`);
    await create('c');
    // A patch that changes nothing is told to nobody.
    expect(await stream.told(4)).toEqual(['ADDED b', 'MODIFIED b', 'DELETED b', 'ADDED c']);
  });

  it('goes on where another one ended', async () => {
    const a = await create('a');
    await create('b');
    await send('DELETE', `${path}/b`);
    const stream = await watch(`resourceVersion=${versionOf(a)}`);
    expect(await stream.told(2)).toEqual(['ADDED b', 'DELETED b']);
  });

  it('gives an object that is deleted the version of its deletion', async () => {
    const a = await create('a');
    const stream = await watch(`resourceVersion=${versionOf(a)}`);
    await send('DELETE', `${path}/a`);
    const event = await stream.next();
    expect(Number(jsonAt(event ?? null, 'object', 'metadata', 'resourceVersion'))).toBeGreaterThan(
      Number(versionOf(a)),
    );
  });

  it('tells of what comes to be selected and what ceases to be', async () => {
    await create('a', { x: '1' });
    const stream = await watch('labelSelector=x%3D1');
    await send('PATCH', `${path}/a`, { metadata: { labels: { x: '2' } } }, 'application/merge-patch+json');
    await send('PATCH', `${path}/a`, { data: { k: 'v' } }, 'application/merge-patch+json');
    await send('PATCH', `${path}/a`, { metadata: { labels: { x: '1' } } }, 'application/merge-patch+json');
    expect(await stream.told(3)).toEqual(['ADDED a', 'DELETED a', 'ADDED a']);
  });

  it('ends with 410 where the version is forgotten', async () => {
    const a = await create('a');
    for (let index = 0; index < 100; index += 1) await create(`b${index}`);
    const stream = await watch(`resourceVersion=${versionOf(a)}`);
    expect(await stream.next()).toMatchObject({
      type: 'ERROR',
      object: {
        kind: 'Status',
        code: 410,
        reason: 'Expired',
        message: expect.stringContaining('too old resource version') as string,
      },
    });
    expect(await stream.next()).toBeUndefined();
  });

  it('ends with 410 for a version of another life of the cluster', async () => {
    const stream = await watch('resourceVersion=999999');
    expect(await stream.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });

  it('lists first where it is asked to, and says when that is over', async () => {
    await create('a');
    await create('b');
    const stream = await watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true');
    expect(await stream.told(2)).toEqual(['ADDED a', 'ADDED b']);
    expect(await stream.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    await create('c');
    expect(await stream.told(1)).toEqual(['ADDED c']);
  });

  it('marks once a minute how far it is', async () => {
    const stream = await watch('allowWatchBookmarks=true');
    const a = await create('a');
    expect(await stream.told(1)).toEqual(['ADDED a']);
    await clock.advance(61_000);
    const bookmark = await stream.next();
    expect(bookmark?.['type']).toBe('BOOKMARK');
    expect(Number(jsonAt(bookmark ?? null, 'object', 'metadata', 'resourceVersion'))).toBeGreaterThanOrEqual(
      Number(versionOf(a)),
    );
  });

  it('ends when its time is up', async () => {
    const stream = await watch('timeoutSeconds=5');
    await clock.advance(4900);
    await create('a');
    expect(await stream.told(1)).toEqual(['ADDED a']);
    await clock.advance(200);
    expect(await stream.next()).toBeUndefined();
  });

  it('may show metadata only', async () => {
    await send('POST', path, { metadata: { name: 'a' }, data: { k: 'hidden' } });
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}/?watch=true&fieldSelector=metadata.name%3Da`, {
      headers: {
        authorization: 'Bearer admin',
        accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      },
    });
    const event = await new Stream(answer.body as ReadableStream<Uint8Array>).next();
    expect(event).toMatchObject({ type: 'ADDED', object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } } });
    expect(JSON.stringify(event)).not.toContain('hidden');
  });

  it('sees a thousand changes in order', async () => {
    const stream = await watch('');
    const made: Promise<JsonObject>[] = [];
    for (let index = 0; index < 1000; index += 1) made.push(create(`n${index}`));
    await Promise.all(made);
    const versions: number[] = [];
    while (versions.length < 1000) {
      const event = await stream.next();
      versions.push(Number(jsonAt(event ?? null, 'object', 'metadata', 'resourceVersion')));
    }
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });
});
