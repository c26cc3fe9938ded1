import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noMetrics, Secret, seededRandom } from '../../base/index.ts';
import { issueAuthority, issueCertificate } from '../../../test/support/certificates.ts';
import { InstantClock } from '../../../test/support/instant-clock.ts';
import { FaultServer, json, watch } from '../../../test/support/kube-fault-server.ts';
import { openTransport } from './http-transport.ts';
import type { Transport, TransportRequest } from './transport.ts';

const authority = issueAuthority('proxy test');
const served = issueCertificate(authority, 'server', { names: ['127.0.0.1'] });
const tls = { cert: served.certificate, key: served.key };

const subject = { verb: 'get', group: '', resource: 'pods', subresource: '', object: 'pods' };
const get: TransportRequest = { method: 'GET', path: '/x', subject, idempotent: true };

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function open(server: string, proxyUrl: string | undefined, environment: Record<string, string> = {}): Transport {
  const transport = openTransport(
    {
      server,
      tls: { insecure: false, ca: { kind: 'data', data: new Secret(authority.certificate) } },
      credential: { kind: 'token', token: new Secret('t') },
      namespace: '',
      proxyUrl: proxyUrl === undefined ? undefined : new Secret(proxyUrl),
      disableCompression: false,
    },
    {
      clock: new InstantClock(),
      random: seededRandom(1),
      metrics: noMetrics,
      environment,
      runPlugin: () => Promise.reject(new Error('none')),
    },
  );
  onTestFinished(() => transport.close());
  return transport;
}

/** An HTTP proxy that tunnels; gives its port and what it was asked to tunnel to. */
async function tunnel(password?: string): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, client: Socket, head) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (
      password !== undefined &&
      request.headers['proxy-authorization'] !== `Basic ${Buffer.from(password).toString('base64')}`
    ) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  return { port: await listen(proxy), asked };
}

/** A SOCKS5 proxy without authentication for IPv4 and domain targets. */
async function socks(): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const isName = request[3] === 3;
        const end = isName ? 5 + (request[4] ?? 0) : 8;
        const host = isName ? request.subarray(5, end).toString() : request.subarray(4, end).join('.');
        const port = request.readUInt16BE(end);
        asked.push(`${host}:${port}`);
        const target = connect(port, host, () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          target.pipe(client);
          client.pipe(target);
        });
        target.on('error', () => client.destroy());
      });
    });
  });
  return { port: await listen(proxy), asked };
}

async function api(): Promise<FaultServer> {
  const server = await FaultServer.start(tls);
  onTestFinished(() => server.halt());
  server.on('GET', '/x', json({ ok: true }));
  server.on('GET', '/watch', watch(['streamed']));
  return server;
}

async function works(transport: Transport): Promise<void> {
  expect((await transport.request(get)).status).toBe(200);
  const { chunks } = await transport.stream({ ...get, path: '/watch' });
  let text = '';
  for await (const chunk of chunks) text += chunk.toString();
  expect(text).toBe('streamed');
}

describe('a proxy', () => {
  it('is tunnelled through, with TLS to the server behind it', async () => {
    const server = await api();
    const { port, asked } = await tunnel();
    await works(open(server.url, `http://127.0.0.1:${port}`));
    expect(asked).toEqual([`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}`]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer t');
  });

  it('may want a password', async () => {
    const server = await api();
    const { port, asked } = await tunnel('u:p');
    await works(open(server.url, `http://u:p@127.0.0.1:${port}`));
    expect(asked[0]).toContain('Basic');
  });

  it('that refuses is named as the reason, without its password', async () => {
    const server = await api();
    const { port } = await tunnel('other:one');
    const error: unknown = await open(server.url, `http://u:canary@127.0.0.1:${port}`)
      .request(get)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('407') as string });
    expect(String(error)).not.toContain('canary');
  });

  it('may speak SOCKS5', async () => {
    const server = await api();
    const { port, asked } = await socks();
    await works(open(server.url, `socks5://127.0.0.1:${port}`));
    expect(asked[0]).toBe(`127.0.0.1:${server.port}`);
  });

  it('may come from the environment, but never for loopback', async () => {
    const server = await api();
    const { port, asked } = await tunnel();
    await works(open(server.url, undefined, { HTTPS_PROXY: `http://127.0.0.1:${port}` }));
    expect(asked).toEqual([]);
    const away = open('https://api.invalid:6443', undefined, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    await expect(away.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked[0]).toBe('api.invalid:6443');
  });
});
