import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret, seededRandom } from '../../base/index.ts';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { kubeFailure } from '../../../test/support/kube-failure.ts';
import { InstantClock } from '../../../test/support/instant-clock.ts';
import {
  type Answer,
  FaultServer,
  gzipped,
  hang,
  json,
  reset,
  status,
  text,
} from '../../../test/support/kube-fault-server.ts';
import type { ClusterConfig } from '../config/index.ts';
import type { KubeError } from '../error.ts';
import { openTransport, type TransportOptions } from './http-transport.ts';
import type { Transport, TransportRequest } from './transport.ts';

interface Rig {
  readonly server: FaultServer;
  readonly transport: Transport;
  readonly clock: InstantClock;
  readonly metrics: CountedMetrics;
}

async function rig(
  options: { config?: Partial<ClusterConfig>; transport?: Partial<TransportOptions> } = {},
): Promise<Rig> {
  const server = await FaultServer.start();
  const clock = new InstantClock();
  const metrics = new CountedMetrics();
  const config: ClusterConfig = {
    server: server.url,
    tls: { insecure: false },
    credential: { kind: 'none' },
    namespace: '',
    disableCompression: false,
    ...options.config,
  };
  const transport = openTransport(config, {
    clock,
    metrics,
    random: seededRandom(1),
    environment: {},
    runPlugin: () => Promise.reject(new Error('no plugin is expected')),
    userAgent: 'slipway/1.2.3',
    ...options.transport,
  });
  onTestFinished(async () => {
    await transport.close();
    await server.halt();
  });
  return { server, transport, clock, metrics };
}

const subject = {
  verb: 'get',
  group: 'apps',
  resource: 'deployments',
  subresource: '',
  object: 'deployments.apps default/web',
};
const get: TransportRequest = { method: 'GET', path: '/x', subject, idempotent: true };
const post: TransportRequest = {
  ...get,
  method: 'POST',
  body: '{"a":1}',
  subject: { ...subject, verb: 'create' },
  idempotent: false,
};

describe('requests', () => {
  it('are sent over connections that are kept', async () => {
    const { server, transport } = await rig();
    server.on('GET', '/x', json({ ok: true }));
    for (let turn = 0; turn < 20; turn += 1) {
      const response = await transport.request(get);
      expect(JSON.parse(response.body.toString())).toEqual({ ok: true });
    }
    // undici rests a connection for one turn of the event loop after each answer.
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('carry what an API server looks at', async () => {
    const { server, transport } = await rig({
      config: { credential: { kind: 'token', token: new Secret('s3cret\n') } },
    });
    server.on('POST', '/x', json({}));
    await transport.request({ ...post, headers: { 'Impersonate-Group': ['a', 'b'] } });
    const [seen] = server.requests;
    expect(seen?.headers).toMatchObject({
      'user-agent': 'slipway/1.2.3',
      authorization: 'Bearer s3cret',
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': 'application/json',
    });
    expect(seen?.body).toBe('{"a":1}');
    const groups = seen?.rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === 'impersonate-group');
    expect(groups).toEqual(['a', 'b']);
  });

  it('go below the base path of the server', async () => {
    const { server } = await rig();
    server.on('GET', '/k8s/clusters/c-1/x', json({ below: true }));
    const { transport } = await rig({ config: { server: `${server.url}/k8s/clusters/c-1` } });
    expect((await transport.request(get)).status).toBe(200);
  });

  it('run at most as many at a time as there are connections, the urgent ones first', async () => {
    const { server, transport } = await rig({ transport: { maxConnections: 2 } });
    const order: string[] = [];
    let running = 0;
    let most = 0;
    const slow: Answer = async (response, request) => {
      order.push(request.path);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      response.end('{}');
    };
    server.on('GET', '*', slow);
    const send = (path: string, priority: 'high' | 'normal' | 'low'): Promise<unknown> =>
      transport.request({ ...get, path }, { priority });
    await Promise.all([
      send('/1', 'normal'),
      send('/2', 'normal'),
      send('/low', 'low'),
      send('/normal', 'normal'),
      send('/high', 'high'),
    ]);
    expect(most).toBe(2);
    expect(order.slice(2)).toEqual(['/high', '/normal', '/low']);
    expect(server.connections).toBe(2);
  });

  it('are given up when the signal aborts: while they wait for a connection, and while they wait for an answer', async () => {
    const { server, transport } = await rig({ transport: { maxConnections: 1 } });
    server.on('GET', '/x', hang);
    const first = new AbortController();
    const second = new AbortController();
    const hanging = transport.request(get, { signal: first.signal });
    const waiting = transport.request(get, { signal: second.signal });
    const why = new Error('no longer wanted');
    second.abort(why);
    await expect(waiting).rejects.toBe(why);
    first.abort(why);
    await expect(hanging).rejects.toBe(why);
    server.on('GET', '/x', json({}));
    expect((await transport.request(get)).status).toBe(200);
    await expect(transport.request(get, { signal: first.signal })).rejects.toBe(why);
  });

  it('are counted by verb and resource, each attempt', async () => {
    const { server, transport, metrics } = await rig();
    server.on('GET', '/x', status(503, 'ServiceUnavailable', 'starting'), json({}));
    await transport.request(get);
    const host = `127.0.0.1:${server.port}`;
    const labels = (code: string): string =>
      `{verb=get,group=apps,resource=deployments,subresource=,code=${code},host=${host}}`;
    expect(metrics.counts.get(`slipway_kube_requests_total${labels('503')}`)).toBe(1);
    expect(metrics.counts.get(`slipway_kube_requests_total${labels('200')}`)).toBe(1);
    expect(metrics.counts.get(`rest_client_requests_total{code=200,method=GET,host=${host}}`)).toBe(1);
  });
});

describe('answers', () => {
  it.each([
    ['small', 10],
    ['large enough for the thread pool', 50_000],
  ])('are unpacked: %s', async (_, count) => {
    const { server, transport } = await rig();
    // Random text, so that the packed form is large as well.
    const random = seededRandom(7);
    const body = Array.from({ length: count }, () => random.float());
    server.on('GET', '/x', gzipped(body));
    const response = await transport.request(get);
    expect(JSON.parse(response.body.toString())).toEqual(body);
  });

  it('are not asked to be packed where the configuration says so', async () => {
    const { server, transport } = await rig({ config: { disableCompression: true } });
    server.on('GET', '/x', json({}));
    await transport.request(get);
    expect(server.requests[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it.each<readonly [string, Answer]>([
    ['plain', text(200, 'x'.repeat(5000))],
    ['unpacked', gzipped('x'.repeat(5000))],
  ])('may not be larger than allowed: %s', async (_, answer) => {
    const { server, transport } = await rig({ transport: { maxResponseBytes: 4096 } });
    server.on('GET', '/x', answer, json({}));
    const error = await kubeFailure(transport.request(get));
    expect(error).toMatchObject({ name: 'TooLargeError', code: 'server-error' });
    expect(error.message).toContain('4096 bytes');
    expect((await transport.request(get)).status).toBe(200);
  });

  it('that pretend to be gzip are refused', async () => {
    const { server, transport } = await rig();
    server.on('GET', '/x', text(200, 'not packed', { 'content-encoding': 'gzip' }));
    expect(await kubeFailure(transport.request(get))).toMatchObject({ code: 'unavailable' });
  });

  it('pass their warnings on', async () => {
    const heard: string[] = [];
    const { server, transport } = await rig({
      transport: { onWarning: (warning, object) => heard.push(`${object}: ${warning}`) },
    });
    const own: string[] = [];
    const header = ['299 - "unknown field \\"spec.x\\""', '299 - "grün ist veraltet"'];
    server.on(
      'GET',
      '/x',
      json({}, { headers: { warning: header.map((value) => Buffer.from(value).toString('latin1')) } }),
    );
    await transport.request(get, { onWarning: (warning) => own.push(warning) });
    expect(own).toEqual(['unknown field "spec.x"', 'grün ist veraltet']);
    expect(heard).toEqual(own.map((warning) => `deployments.apps default/web: ${warning}`));
  });
});

describe('failures', () => {
  it.each<readonly [string, Answer, Partial<KubeError>]>([
    [
      'a Status',
      status(404, 'NotFound', 'deployments.apps "web" not found'),
      { code: 'not-found', httpStatus: 404, message: 'deployments.apps "web" not found' },
    ],
    [
      'a Status whose reason says more than its number',
      status(409, 'AlreadyExists', 'is there'),
      { code: 'already-exists', httpStatus: 409 },
    ],
    [
      'a page of a proxy',
      text(502, '<html><h1>Bad   Gateway</h1></html>'),
      { code: 'unavailable', message: 'the API server answered with HTTP status 502: Bad Gateway' },
    ],
    ['an empty body', text(403, ''), { code: 'forbidden', message: 'the API server answered with HTTP status 403' }],
    ['a redirect is no answer to follow', text(302, '', { location: 'http://169.254.169.254/' }), { httpStatus: 302 }],
  ])('say what the server said: %s', async (_, answer, expected) => {
    const { server, transport } = await rig();
    server.on('GET', '/x', answer);
    const outcome = await transport.request({ ...get, idempotent: false }).catch((error: unknown) => error);
    if (expected.httpStatus === 302) expect(outcome).toMatchObject({ status: 302 });
    else expect(outcome).toMatchObject({ object: 'deployments.apps default/web', ...expected });
  });

  it.each<readonly [string, Answer, TransportRequest, number]>([
    ['a lost connection, when twice is the same as once', reset, get, 2],
    ['a lost connection is not, when it is not', reset, post, 1],
    [
      '429 with Retry-After, whatever it was',
      status(429, 'TooManyRequests', 'slow down', { 'retry-after': '2' }),
      post,
      2,
    ],
    [
      '429 without Retry-After is not, when it may do harm',
      status(429, 'TooManyRequests', 'disruption budget'),
      post,
      1,
    ],
    ['503 of a server that starts', status(503, 'ServiceUnavailable', 'starting'), get, 2],
    [
      '503 with Retry-After, whatever it was',
      status(503, 'ServiceUnavailable', 'starting', { 'retry-after': '1' }),
      post,
      2,
    ],
    ['503 is not, when it may do harm', status(503, 'ServiceUnavailable', 'starting'), post, 1],
    ['500 with Retry-After', status(500, 'ServerTimeout', 'later', { 'retry-after': '1' }), get, 2],
    ['500 is not', status(500, 'InternalError', 'bug'), get, 1],
    ['409 is not', status(409, 'Conflict', 'changed'), get, 1],
    [
      'a server that asks for more than is waited is not',
      status(429, 'TooManyRequests', 'later', { 'retry-after': '31' }),
      get,
      1,
    ],
  ])('are tried again: %s', async (_, answer, request, times) => {
    const { server, transport } = await rig();
    server.on(request.method, '/x', answer, json({ done: true }));
    const outcome = await transport.request(request).then(
      () => 'done',
      () => 'failed',
    );
    expect(outcome).toBe(times === 2 ? 'done' : 'failed');
    expect(server.requests).toHaveLength(times);
  });

  it('are waited out as long as the server asks, and with growing waits where it does not', async () => {
    const { server, transport, clock } = await rig();
    const busy = status(429, 'TooManyRequests', 'slow down', { 'retry-after': '7' });
    server.on('GET', '/x', busy, status(503, 'ServiceUnavailable', 'a'), reset, reset, json({}));
    await transport.request(get);
    expect(clock.waits).toHaveLength(4);
    const [first = 0, second = 0, third = 0, fourth = 0] = clock.waits;
    expect(first).toBe(7000);
    expect(second).toBeGreaterThanOrEqual(300);
    expect(third).toBeGreaterThanOrEqual(900);
    expect(fourth).toBeGreaterThanOrEqual(2700);
  });

  it('are passed on after five attempts', async () => {
    const { server, transport } = await rig();
    server.on('GET', '/x', status(503, 'ServiceUnavailable', 'down', { 'retry-after': '1' }));
    expect(await kubeFailure(transport.request(get))).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 1000,
      message: 'down',
    });
    expect(server.requests).toHaveLength(5);
  });

  it('of a server that is away are tried again whatever it was, since nothing was sent', async () => {
    const { server, transport } = await rig();
    await server.halt();
    const error = await kubeFailure(transport.request(post));
    expect(error).toMatchObject({ code: 'unavailable', httpStatus: 0 });
    expect(error.message).toContain(`${server.url} cannot be reached: connect ECONNREFUSED`);
    server.on('POST', '/x', json({}));
    await server.listen();
    expect((await transport.request(post)).status).toBe(200);
  });

  it('of kept connections that a restart has cut are not seen', async () => {
    const { server, transport } = await rig();
    server.on('GET', '/x', json({}));
    await Promise.all(Array.from({ length: 5 }, () => transport.request(get)));
    await server.halt();
    await server.listen();
    const responses = await Promise.all(Array.from({ length: 5 }, () => transport.request(get)));
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('of a server that does not answer are told in time, and the connections are made anew', async () => {
    const { server, transport } = await rig({ transport: { headersTimeoutMs: 300, maxConnections: 4 } });
    server.on('GET', '/x', json({}));
    await Promise.all(Array.from({ length: 4 }, () => transport.request(get)));
    expect(server.connections).toBe(4);
    server.on('GET', '/hang', hang);
    expect(await kubeFailure(transport.request({ ...get, path: '/hang' }))).toMatchObject({
      code: 'timeout',
      httpStatus: 0,
      message: `${server.url} did not answer in time`,
    });
    await transport.request(get);
    expect(server.connections).toBe(5);
  });

  it('of a server that stops in the middle of an answer are told in time', async () => {
    const { server, transport } = await rig({ transport: { bodyTimeoutMs: 300 } });
    server.on('GET', '/x', (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":');
    });
    expect(await kubeFailure(transport.request(get))).toMatchObject({
      code: 'timeout',
      message: `${server.url} stopped in the middle of an answer`,
    });
  });

  it('never show the token', async () => {
    const { server, transport } = await rig({
      config: { credential: { kind: 'token', token: new Secret('canary-token') } },
    });
    server.on('GET', '/x', status(401, 'Unauthorized', 'Unauthorized'));
    const error = await kubeFailure(transport.request(get));
    expect(error.code).toBe('unauthorized');
    await server.halt();
    const away = await kubeFailure(transport.request(get));
    for (const each of [error, away, error.cause, away.cause])
      expect(JSON.stringify(each) + String(each)).not.toContain('canary');
  });
});
