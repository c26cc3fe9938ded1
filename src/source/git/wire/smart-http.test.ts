import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { issueAuthority, issueCertificate } from '../../../../test/support/certificates.ts';
import { type Clock, ManualClock, Secret, systemClock } from '../../../base/index.ts';
import { parseGitAddress } from '../address/index.ts';
import { createDispatcher, type ProxyEnvironment } from '../../http/index.ts';
import { connect } from '../connection/index.ts';
import type { GitCredentials } from '../credentials.ts';
import { lsRefsRequest, readLsRefs } from './ls-refs.ts';
import { flushPacket, textPacket } from './pkt-line.ts';
import { type RequestLimits, SmartHttp } from './smart-http.ts';

const commit = 'a'.repeat(40);
const limits: RequestLimits = { timeoutMs: 10_000, maxBytes: 1_000_000 };
const advertisement = Buffer.concat([textPacket('version 2'), textPacket('fetch=shallow filter'), flushPacket]);
const references = Buffer.concat([textPacket(`${commit} refs/heads/main`), flushPacket]);
const basic: GitCredentials = { kind: 'basic', username: 'me', password: new Secret('hunter2!') };

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers as a Git server does, and tells of the requests. */
const answering =
  (seen: IncomingMessage[] = []): RequestListener =>
  (request, response) => {
    seen.push(request);
    request.resume();
    const advertises = request.method === 'GET';
    response.setHeader('content-type', `application/x-git-upload-pack-${advertises ? 'advertisement' : 'result'}`);
    response.end(advertises ? advertisement : references);
  };

function client(
  url: string,
  options: { credentials?: GitCredentials; clock?: Clock; proxies?: ProxyEnvironment } = {},
): SmartHttp {
  const connection = connect(parseGitAddress(url, ['http', 'https']), options.credentials ?? { kind: 'none' });
  const dispatcher = createDispatcher(connection.http, options.proxies);
  onTestFinished(() => dispatcher.destroy());
  return new SmartHttp(connection, connection.address.url, dispatcher, options.clock ?? systemClock);
}

const refs = async (http: SmartHttp): Promise<string[]> =>
  await http.command(lsRefsRequest(['refs/heads/'], false), limits, async (answer) => [
    ...(await readLsRefs(answer, 'x')).keys(),
  ]);

describe('requests', () => {
  it('are what a Git server expects', async () => {
    const seen: IncomingMessage[] = [];
    const http = client(`http://${await listen(createServer(answering(seen)))}/org/repo.git/`, { credentials: basic });
    expect(await http.discover(limits)).toEqual({
      kind: 'smart',
      advertisement: { version: 2, canDeepen: true, canFilter: true, namesFormat: false },
    });
    expect(await refs(http)).toEqual(['refs/heads/main']);
    expect(seen.map(({ method, url }) => `${method ?? ''} ${url ?? ''}`)).toEqual([
      'GET /org/repo.git/info/refs?service=git-upload-pack',
      'POST /org/repo.git/git-upload-pack',
    ]);
    for (const { headers } of seen) {
      expect(headers).toMatchObject({
        'git-protocol': 'version=2',
        authorization: `Basic ${Buffer.from('me:hunter2!').toString('base64')}`,
      });
      expect(headers['user-agent']).toMatch(/^git\//);
    }
    expect(seen[1]?.headers['content-type']).toBe('application/x-git-upload-pack-request');
  });

  it('go over connections that stay open', async () => {
    let connections = 0;
    const server = createServer(answering());
    server.on('connection', () => (connections += 1));
    const http = client(`http://${await listen(server)}/repo`);
    for (let count = 0; count < 10; count += 1) await refs(http);
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('find servers of plain files, which are left to git', async () => {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/plain').end('x\trefs/heads/main\n'),
    );
    expect(await client(`http://${await listen(server)}/repo`).discover(limits)).toEqual({ kind: 'dumb' });
  });
});

describe('answers that are none', () => {
  const cases: readonly { what: string; answer: RequestListener; code: string; says: string }[] = [
    {
      what: '401',
      answer: (_, response) => void response.writeHead(401).end(),
      code: 'unauthorized',
      says: 'it wants credentials',
    },
    {
      what: '403',
      answer: (_, response) => void response.writeHead(403).end(),
      code: 'unauthorized',
      says: 'answers 403',
    },
    {
      what: '404',
      answer: (_, response) => void response.writeHead(404).end(),
      code: 'not-found',
      says: 'no repository is there',
    },
    {
      what: '410',
      answer: (_, response) => void response.writeHead(410).end(),
      code: 'not-found',
      says: 'no repository is there',
    },
    {
      what: '500',
      answer: (_, response) => void response.writeHead(500).end(),
      code: 'unreachable',
      says: 'answers 500',
    },
    {
      what: '429',
      answer: (_, response) => void response.writeHead(429, { 'retry-after': '30' }).end(),
      code: 'unreachable',
      says: 'answers 429 (try again after 30)',
    },
    {
      what: 'a web page',
      answer: (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      code: 'not-found',
      says: 'answers with a web page',
    },
    {
      what: 'rubbish',
      answer: (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end('rubbish'),
      code: 'unreachable',
      says: 'does not answer as a Git server',
    },
    {
      what: 'an end in the middle',
      answer: (request) => void request.socket.destroy(),
      code: 'unreachable',
      says: 'closed the connection',
    },
  ];
  it.each(cases)('$what', async ({ answer, code, says }) => {
    const url = `http://${await listen(createServer(answer))}/repo`;
    const failure = await client(url)
      .discover(limits)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, object: url });
    expect((failure as Error).message).toContain(`${url}: `);
    expect((failure as Error).message).toContain(says);
  });

  it('say that credentials were refused where some were given', async () => {
    const server = createServer((_, response) => void response.writeHead(401).end());
    const http = client(`http://${await listen(server)}/repo`, { credentials: basic });
    await expect(http.discover(limits)).rejects.toThrow('the server answers 401: it refused the credentials');
  });

  it('of a command are not taken for references', async () => {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>'));
    await expect(refs(client(`http://${await listen(server)}/repo`))).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    ['http://127.0.0.1:1/repo', 'unreachable', 'the connection is refused'],
    ['http://host.invalid/repo', 'unreachable', 'the name of the host cannot be resolved'],
  ])('from %s', async (url, code, says) => {
    const failure = await client(url)
      .discover(limits)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).toContain(says);
  });
});

describe('limits', () => {
  it('of size end an answer without end', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
      const more = (): void => {
        while (!response.destroyed && response.write(textPacket(`${commit} refs/heads/${'x'.repeat(1000)}`)));
        response.once('drain', more);
      };
      more();
    });
    await expect(client(`http://${await listen(server)}/repo`).discover(limits)).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  const hanging: readonly { what: string; answer: RequestListener }[] = [
    { what: 'does not answer', answer: () => undefined },
    {
      what: 'stops in the middle',
      answer: (_, response) => {
        response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
        response.write(textPacket('version 2'));
      },
    },
  ];
  it.each(hanging)('of time end a server that $what', async ({ answer }) => {
    const clock = new ManualClock();
    let arrived = (): void => undefined;
    const request = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer((message, response) => {
      answer(message, response);
      arrived();
    });
    const url = `http://${await listen(server)}/repo`;
    const discovered = client(url, { clock }).discover(limits);
    const outcome = expect(discovered).rejects.toMatchObject({
      code: 'timeout',
      message: `${url}: the server did not answer within 10s`,
    });
    await request;
    await clock.advance(10_000);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  it('do not outlast the caller', async () => {
    const controller = new AbortController();
    const server = createServer(() => controller.abort(new Error('no longer wanted')));
    const http = client(`http://${await listen(server)}/repo`);
    await expect(http.discover({ ...limits, signal: controller.signal })).rejects.toThrow('no longer wanted');
    await expect(http.discover({ ...limits, signal: controller.signal })).rejects.toThrow('no longer wanted');
  });
});

describe('redirects', () => {
  const redirecting = (to: (path: string) => string, seen: IncomingMessage[] = []): Server =>
    createServer((request, response) => {
      seen.push(request);
      if (request.url?.startsWith('/new/') === true) return answering(seen)(request, response);
      return response.writeHead(301, { location: to(request.url ?? '') }).end();
    });

  it('on one host are followed, and not asked for again', async () => {
    const seen: IncomingMessage[] = [];
    const host = await listen(redirecting(() => '/new/repo.git/info/refs?service=git-upload-pack', seen));
    const http = client(`http://${host}/old`, { credentials: basic });
    await http.discover(limits);
    expect(http.url).toBe(`http://${host}/new/repo.git`);
    await refs(http);
    expect(seen.at(-1)?.url).toBe('/new/repo.git/git-upload-pack');
  });

  it('to another host are followed without credentials, and refused with them', async () => {
    const seen: IncomingMessage[] = [];
    const other = await listen(createServer(answering(seen)));
    const host = await listen(redirecting((path) => `http://${other}${path}`));
    await client(`http://${host}/repo`).discover(limits);
    expect(seen).toHaveLength(1);
    for (const credentials of [basic, { kind: 'bearer', token: new Secret('t0ken') } as const]) {
      await expect(client(`http://${host}/repo`, { credentials }).discover(limits)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining(`redirects to ${other}; credentials are not sent there`) as string,
      });
    }
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['/somewhere/else', 'redirects to what is no Git repository'],
    ['', 'redirects more than 5 times'],
    ['ftp://host/repo/info/refs?service=git-upload-pack', 'redirects to what is no Git repository'],
    ['file:///etc/info/refs?service=git-upload-pack', 'redirects to what is no Git repository'],
    ['/old/info/refs?service=git-upload-pack', 'redirects more than 5 times'],
  ])('to %j are refused', async (location, says) => {
    const host = await listen(redirecting(() => location));
    await expect(client(`http://${host}/old`).discover(limits)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(says) as string,
    });
  });

  it('of a command mean that the repository has moved', async () => {
    const host = await listen(createServer((_, response) => void response.writeHead(302, { location: '/x' }).end()));
    await expect(refs(client(`http://${host}/repo`))).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('TLS', () => {
  const authority = issueAuthority('test authority');
  const server = issueCertificate(authority, 'localhost', { names: ['127.0.0.1', 'localhost'] });
  const person = issueCertificate(authority, 'client');
  const tls = async (options: ServerOptions = {}): Promise<string> =>
    `https://${await listen(createTlsServer({ cert: server.certificate, key: server.key, ...options }, answering()))}/repo`;

  it('trusts an authority that is given, and no other', async () => {
    const url = await tls();
    await client(url, { credentials: { kind: 'none', caCertificate: authority.certificate } }).discover(limits);
    await client(url, { credentials: { ...basic, caCertificate: authority.certificate } }).discover(limits);
    for (const credentials of [
      { kind: 'none' } as const,
      { kind: 'none', caCertificate: issueAuthority('other').certificate } as const,
    ]) {
      await expect(client(url, { credentials }).discover(limits)).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('the certificate of the server is not trusted') as string,
      });
    }
  });

  it('trusts anything where that is said', async () => {
    await client(await tls(), { credentials: { kind: 'none', insecureSkipTlsVerify: true } }).discover(limits);
  });

  it('shows a certificate of its own', async () => {
    const url = await tls({ requestCert: true, rejectUnauthorized: true, ca: authority.certificate });
    const trusted = { kind: 'none', caCertificate: authority.certificate } as const;
    const clientCertificate = { certificate: person.certificate, privateKey: new Secret(person.key) };
    await client(url, { credentials: { ...trusted, clientCertificate } }).discover(limits);
    await expect(client(url, { credentials: trusted }).discover(limits)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('does not go on without it', async () => {
    const plain = await listen(createServer(answering()));
    const moved = createTlsServer({ cert: server.certificate, key: server.key }, (request, response) =>
      response.writeHead(301, { location: `http://${plain}${request.url ?? ''}` }).end(),
    );
    const url = `https://${await listen(moved)}/repo`;
    const credentials = { kind: 'none', caCertificate: authority.certificate } as const;
    await expect(client(url, { credentials }).discover(limits)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('proxies', () => {
  /** An HTTP proxy that wants a password; tells where it was asked to go. */
  async function httpProxy(): Promise<{ readonly host: string; readonly asked: string[] }> {
    const asked: string[] = [];
    const allowed = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.headers['proxy-authorization'] !== allowed) return response.writeHead(407).end();
      return answering()(request, response);
    });
    server.on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '');
      if (request.headers['proxy-authorization'] !== allowed) return socket.end('HTTP/1.1 407 No\r\n\r\n');
      const [name, port] = (request.url ?? '').split(':');
      const upstream = connectTcp(Number(port), name, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
      return undefined;
    });
    return { host: await listen(server), asked };
  }

  it('over HTTP are used with their password', async () => {
    const target = await listen(createServer(answering()));
    const proxy = await httpProxy();
    const credentials: GitCredentials = {
      kind: 'none',
      proxy: { address: `http://${proxy.host}`, username: 'user', password: new Secret('secret') },
    };
    await client(`http://${target}/repo`, { credentials }).discover(limits);
    expect(proxy.asked).toHaveLength(1);
    const wrong: GitCredentials = { kind: 'none', proxy: { address: `http://${proxy.host}` } };
    await expect(client(`http://${target}/repo`, { credentials: wrong }).discover(limits)).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('carry TLS from end to end', async () => {
    const authority = issueAuthority('test authority');
    const { certificate, key } = issueCertificate(authority, 'localhost', { names: ['127.0.0.1'] });
    const target = await listen(createTlsServer({ cert: certificate, key }, answering()));
    const proxy = await httpProxy();
    const credentials: GitCredentials = {
      kind: 'none',
      caCertificate: authority.certificate,
      proxy: { address: `http://user:secret@${proxy.host}` },
    };
    await client(`https://${target}/repo`, { credentials }).discover(limits);
    expect(proxy.asked).toEqual([target]);
  });

  it('of the process are used, but for the hosts that are left out', async () => {
    const target = await listen(createServer(answering()));
    const proxy = await httpProxy();
    const proxies = { httpProxy: `http://user:secret@${proxy.host}` };
    await client(`http://${target}/repo`, { proxies }).discover(limits);
    await client(`http://${target}/repo`, { proxies: { ...proxies, noProxy: '127.0.0.1' } }).discover(limits);
    expect(proxy.asked).toHaveLength(1);
  });

  it('over SOCKS 5 are used', async () => {
    const target = await listen(createServer(answering()));
    let asked = '';
    const server = createTcpServer((socket) => {
      // RFC 1928: no sign-in, then a request to connect to an address and port.
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', (data) => {
          const port = data.readUInt16BE(data.byteLength - 2);
          asked = `127.0.0.1:${port}`;
          const upstream = connectTcp(port, '127.0.0.1', () => {
            socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
            upstream.pipe(socket).pipe(upstream);
          });
          socket.on('error', () => upstream.destroy());
          socket.on('close', () => upstream.destroy());
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await client(`http://${target}/repo`, { credentials: { kind: 'none', proxy: { address } } }).discover(limits);
    expect(asked).toBe(target);
  });
});
