import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { GitProcess } from '../../source/index.ts';
import { type Access, accessOf } from './access.ts';
import type { GitHostOptions, GitHostRequest } from './options.ts';
import type { RepositoryStore } from './repository-store.ts';

type Service = 'git-upload-pack' | 'git-receive-pack';

/** What a request asks for. */
interface Route {
  readonly repository: string;
  readonly service: Service;
  readonly advertise: boolean;
}

/** Settings of the serving git, against whatever a repository says. */
const servingConfig = [
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['http.receivepack', 'true'],
  ['receive.autogc', 'false'],
  ['receive.updateServerInfo', 'false'],
  ['receive.denyDeleteCurrent', 'ignore'],
] as const;

/** Answers one request of Git's HTTP protocol (gitprotocol-http) and gives the status that went out. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  store: RepositoryStore,
  options: GitHostOptions,
): Promise<void> {
  const route = routeOf(request);
  if (route === undefined) return refuse(response, 404, 'not a Git request');
  const access = accessOf(options, request.headers.authorization);
  const needed: Access = route.service === 'git-receive-pack' ? 'write' : 'read';
  const report = (kind: GitHostRequest['kind'], status: number): void => {
    options.onRequest?.({ repository: route.repository, kind, status });
  };
  const kind = route.advertise ? 'advertise' : route.service === 'git-receive-pack' ? 'push' : 'fetch';
  const refused = (status: number, text: string): void => {
    report(kind, status);
    refuse(response, status, text);
  };
  if (access === undefined || access === 'none') return refused(401, 'sign in');
  if (needed === 'write' && access !== 'write') return refused(403, 'this account may only read');
  if (!(await hasRepository(store, route.repository))) return refused(404, 'no such repository');
  if (!route.advertise && request.headers['content-type'] !== `application/x-${route.service}-request`) {
    // Also what keeps other people's web pages from posting here: no page may send this type unasked.
    return refused(415, 'not a Git request');
  }
  const answer = (): Promise<void> => run(request, response, store, options, route, report);
  await (needed === 'write' && !route.advertise ? store.change(route.repository, answer) : answer());
}

function routeOf(request: IncomingMessage): Route | undefined {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  const [, repository, action] = /^\/(.+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path) ?? [];
  const service = action === 'info/refs' ? new URLSearchParams(query).get('service') : action;
  if (repository === undefined || (service !== 'git-upload-pack' && service !== 'git-receive-pack')) return undefined;
  const advertise = action === 'info/refs';
  return request.method === (advertise ? 'GET' : 'POST') ? { repository, service, advertise } : undefined;
}

async function hasRepository(store: RepositoryStore, name: string): Promise<boolean> {
  return await store.has(name).catch(() => false);
}

async function run(
  request: IncomingMessage,
  response: ServerResponse,
  store: RepositoryStore,
  options: GitHostOptions,
  route: Route,
  report: (kind: GitHostRequest['kind'], status: number) => void,
): Promise<void> {
  const path = store.pathOf(route.repository);
  const protocol = /^version=[012]$/.exec(String(request.headers['git-protocol'] ?? ''))?.[0];
  const git = store.git.start(
    [route.service.slice(4), '--stateless-rpc', ...(route.advertise ? ['--advertise-refs'] : []), path],
    {
      object: route.repository,
      timeoutMs: options.timeoutMs ?? 120_000,
      config: servingConfig,
      environment: protocol === undefined ? {} : { GIT_PROTOCOL: protocol },
    },
  );
  request.once('close', () => {
    if (!request.complete) git.kill(new Error('the client went away'));
  });
  response.once('close', () => git.kill(new Error('the client went away')));
  git.ended.catch(() => undefined);
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('content-type', `application/x-${route.service}-${route.advertise ? 'advertisement' : 'result'}`);
  if (route.advertise) {
    git.stdin.end();
    if (protocol !== 'version=2' || route.service === 'git-receive-pack') response.write(serviceHeader(route.service));
    await pipeline(git.stdout, response);
    return report('advertise', 200);
  }
  const kind = await exchange(request, response, git, route.service, options);
  report(kind, 200);
}

/** Gives the body of a request to git and its answer to the client, both at once. */
async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  git: GitProcess,
  service: Service,
  options: GitHostOptions,
): Promise<GitHostRequest['kind']> {
  let kind: GitHostRequest['kind'] = service === 'git-receive-pack' ? 'push' : 'fetch';
  let size = 0;
  const limit = options.maxPushBytes ?? 256 * 1024 * 1024;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size === 0 && chunk.includes('command=ls-refs')) kind = 'refs';
      size += chunk.byteLength;
      done(size > limit ? new Error('the request is too large') : null, chunk);
    },
  });
  const body: Readable = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  const sent = pipeline(body, meter, git.stdin).catch((error: unknown) => git.kill(error));
  await pipeline(git.stdout, response);
  await sent;
  return kind;
}

function serviceHeader(service: Service): string {
  const line = `# service=${service}\n`;
  return `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="Git"');
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}
