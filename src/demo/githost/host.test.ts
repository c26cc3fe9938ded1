import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, Secret, systemClock } from '../../base/index.ts';
import {
  type GitHost,
  type GitHostOptions,
  type GitHostRequest,
  type PushEvent,
  sendPushWebhook,
  startGitHost,
} from './index.ts';

const run = promisify(execFile);
const path = process.env['PATH'] ?? '';
const reader = { username: 'reader', password: new Secret('r3ad'), access: 'read' } as const;
const writer = { username: 'writer', password: new Secret('wr1te'), access: 'write' } as const;

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-githost-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(options: Partial<GitHostOptions> = {}): Promise<GitHost & { readonly seen: GitHostRequest[] }> {
  const seen: GitHostRequest[] = [];
  const host = await startGitHost({
    directory: await temporary(),
    path,
    clock: systemClock,
    onRequest: (request) => seen.push(request),
    ...options,
  });
  onTestFinished(() => host.close());
  return { ...host, seen };
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: path,
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  return (await run('git', args, { cwd, env })).stdout.trim();
}

const signedIn = (url: string, account: { username: string; password: Secret }): string =>
  url.replace('//', `//${account.username}:${account.password.reveal()}@`);

describe('clone, fetch and push', () => {
  it.each([0, 1, 2])('clones what was committed in memory, by protocol version %i', async (version) => {
    const host = await start();
    const url = await host.createRepository('team/app');
    const commit = await host.commitFiles(
      'team/app',
      'main',
      {
        'deploy/app.yaml': 'kind: Deployment\n',
        'run.sh': { content: '#!/bin/sh\n', executable: true },
        'latest.yaml': { target: 'deploy/app.yaml' },
        'with "quotes" and \\.txt': 'odd',
      },
      'first\n\nwith a body',
    );
    const folder = await temporary();
    await git(folder, '-c', `protocol.version=${version}`, 'clone', '--quiet', url, 'clone');
    const clone = join(folder, 'clone');
    expect(await git(clone, 'rev-parse', 'HEAD')).toBe(commit);
    expect(await git(clone, 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'HEAD')).toBe(
      '100644 deploy/app.yaml\n120000 latest.yaml\n100755 run.sh\n100644 "with \\"quotes\\" and \\\\.txt"',
    );
    expect(await git(clone, 'log', '--format=%B')).toBe('first\n\nwith a body');
  });

  it('serves shallow and partial clones, and any commit by its id', async () => {
    const host = await start();
    const url = await host.createRepository('app');
    const first = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    await host.commitFiles('app', 'main', { a: '2' }, 'two');
    const folder = await temporary();
    await git(folder, 'clone', '--quiet', '--depth=1', '--filter=blob:none', '--no-checkout', url, 'clone');
    expect(await git(join(folder, 'clone'), 'rev-list', '--count', 'HEAD')).toBe('1');
    await git(join(folder, 'clone'), 'fetch', '--quiet', '--depth=1', 'origin', first);
    expect(await git(join(folder, 'clone'), 'rev-parse', 'FETCH_HEAD')).toBe(first);
  });

  it('takes pushes, of large packs too, and lists what arrived', async () => {
    const host = await start();
    const url = await host.createRepository('app');
    const folder = await temporary();
    await git(folder, 'init', '--quiet', '--initial-branch=main');
    await writeFile(join(folder, 'large'), Buffer.alloc(3 * 1024 * 1024, 'x1y2z3'));
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '-m', 'large');
    await git(folder, '-c', 'http.postBuffer=65536', 'push', '--quiet', url, 'main', 'main:refs/tags/v1');
    expect([...(await host.refs('app')).keys()]).toEqual(['refs/heads/main', 'refs/tags/v1']);
  });

  it('keeps the branch where nothing changes and removes files that are null', async () => {
    const host = await start({ clock: new ManualClock() });
    await host.createRepository('app');
    const first = await host.commitFiles('app', 'main', { a: '1', 'b/c': '2' }, 'one');
    const second = await host.commitFiles('app', 'main', { 'b/c': null }, 'two');
    const folder = host.pathOf('app');
    expect(await git(folder, 'ls-tree', '-r', '--name-only', second)).toBe('a');
    expect(await git(folder, 'rev-parse', `${second}^`)).toBe(first);
    expect(await git(folder, 'log', '-1', '--format=%aI', second)).toBe('2026-01-01T00:00:00+00:00');
  });
});

describe('access', () => {
  const accounts = [reader, writer];
  const cases = [
    { who: 'nobody', login: undefined, read: false, write: false },
    { who: 'a reader', login: reader, read: true, write: false },
    { who: 'a writer', login: writer, read: true, write: true },
    { who: 'a wrong password', login: { username: 'writer', password: new Secret('r3ad') }, read: false, write: false },
  ];
  it.each(cases)('$who may read: $read, write: $write', async ({ login, read, write }) => {
    const host = await start({ accounts });
    const bare = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const url = login === undefined ? bare : signedIn(bare, login);
    const folder = await temporary();
    const works = (attempt: Promise<unknown>): Promise<boolean> =>
      attempt.then(
        () => true,
        () => false,
      );
    expect(await works(git(folder, 'ls-remote', url))).toBe(read);
    await git(folder, 'init', '--quiet', '--initial-branch=new');
    await git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'x');
    expect(await works(git(folder, 'push', '--quiet', url, 'new'))).toBe(write);
  });

  it('takes a password as a bearer token', async () => {
    const host = await start({ accounts });
    await host.createRepository('app');
    const ask = (token: string): Promise<Response> =>
      fetch(`${host.url}/app.git/info/refs?service=git-upload-pack`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask('r3ad')).status).toBe(200);
    expect((await ask('wrong')).status).toBe(401);
  });

  it('lets everybody read where that is said', async () => {
    const host = await start({ accounts, anonymous: 'read' });
    const url = await host.createRepository('app');
    await expect(git(await temporary(), 'ls-remote', url)).resolves.toBe('');
  });
});

describe('requests that are refused', () => {
  const cases = [
    { what: 'a missing repository', path: '/none.git/info/refs?service=git-upload-pack', status: 404 },
    { what: 'a path out of the folder', path: '/../../etc.git/info/refs?service=git-upload-pack', status: 404 },
    {
      what: 'an escaped path out of the folder',
      path: '/..%2f..%2fetc.git/info/refs?service=git-upload-pack',
      status: 404,
    },
    { what: 'an option as a name', path: '/--upload-pack=x.git/info/refs?service=git-upload-pack', status: 404 },
    { what: 'another service', path: '/app.git/info/refs?service=git-daemon', status: 404 },
    { what: 'plain files', path: '/app.git/config', status: 404 },
    { what: 'a form posted by a web page', path: '/app.git/git-receive-pack', method: 'POST', status: 415 },
    { what: 'a broken escape', path: '/%zz.git/info/refs?service=git-upload-pack', status: 404 },
  ];
  it.each(cases)('$what', async ({ path: place, method, status }) => {
    const host = await start();
    await host.createRepository('app');
    expect((await fetch(`${host.url}${place}`, { method: method ?? 'GET' })).status).toBe(status);
  });

  it('a push above the limit', async () => {
    const host = await start({ maxPushBytes: 1000 });
    const url = await host.createRepository('app');
    const folder = await temporary();
    await git(folder, 'init', '--quiet', '--initial-branch=main');
    await writeFile(join(folder, 'noise'), randomBytes(5000));
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '-m', 'noise');
    await expect(git(folder, 'push', '--quiet', url, 'main')).rejects.toThrow();
    expect((await host.refs('app')).size).toBe(0);
  });

  it.each(['../x', '-x', '.x', 'a/../b', '', 'a b', 'a//b'])('the name %j', async (name) => {
    const host = await start();
    await expect(host.createRepository(name)).rejects.toMatchObject({ code: 'invalid-name' });
  });

  it('a repository that is there, and one that is not', async () => {
    const host = await start();
    await host.createRepository('app');
    await expect(host.createRepository('app')).rejects.toMatchObject({ code: 'exists', object: 'app' });
    await expect(host.commitFiles('none', 'main', {}, 'x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.commitFiles('app', '../main', {}, 'x')).rejects.toMatchObject({ code: 'invalid-name' });
  });

  it('more requests at a time than allowed', async () => {
    const host = await start({ maxRequests: 0 });
    const response = await fetch(`${host.url}/app.git/info/refs?service=git-upload-pack`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });
});

it('runs no hook of a repository', async () => {
  const host = await start();
  const url = await host.createRepository('app');
  const trace = join(await temporary(), 'ran');
  for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
    await writeFile(join(host.pathOf('app'), 'hooks', hook), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 }).catch(
      () => undefined,
    );
  }
  await git(host.pathOf('app'), 'config', 'uploadpack.packObjectsHook', `touch ${trace}`);
  const folder = await temporary();
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'x');
  await git(folder, 'push', '--quiet', url, 'main');
  await git(folder, 'clone', '--quiet', url, 'clone');
  await expect(readFile(trace)).rejects.toThrow();
});

describe('pushes', () => {
  it('are told with their commits and the files that those touch', async () => {
    const host = await start({ clock: new ManualClock() });
    const url = await host.createRepository('team/app');
    const events: PushEvent[] = [];
    const end = host.onPush((event) => events.push(event));
    const first = await host.commitFiles('team/app', 'main', { a: '1', b: '1' }, 'one');
    const second = await host.commitFiles('team/app', 'main', { a: '2', b: null, c: '1' }, 'two\n\nmore');
    await host.updateRef('team/app', 'refs/heads/main', first);
    await host.updateRef('team/app', 'refs/heads/main', undefined);
    end();
    await host.commitFiles('team/app', 'main', { d: '1' }, 'unheard');
    const none = '0'.repeat(40);
    expect(events.map(({ ref, before, after }) => ({ ref, before, after }))).toEqual([
      { ref: 'refs/heads/main', before: none, after: first },
      { ref: 'refs/heads/main', before: first, after: second },
      { ref: 'refs/heads/main', before: second, after: first },
      { ref: 'refs/heads/main', before: first, after: none },
    ]);
    expect(events[1]).toMatchObject({
      repository: 'team/app',
      url,
      commits: [{ id: second, message: 'two\n\nmore', added: ['c'], modified: ['a'], removed: ['b'] }],
    });
    expect(events[1]?.commits[0]?.date).toBe(Date.UTC(2026, 0, 1));
  });

  it('reach a webhook, signed', async () => {
    const host = await start();
    await host.createRepository('team/app');
    const events: PushEvent[] = [];
    host.onPush((event) => events.push(event));
    await host.commitFiles('team/app', 'main', { a: '1' }, 'one');
    const received: { headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(request.url === '/fails' ? 500 : 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { fetch, delivery: 'delivery-1' };
    await sendPushWebhook({ url, style: 'gitea', secret: new Secret('key') }, events[0]!, options);
    const payload = JSON.parse(received[0]!.body) as unknown;
    expect(received[0]?.headers).toMatchObject({
      'x-github-event': 'push',
      'x-gitea-event': 'push',
      'x-github-delivery': 'delivery-1',
    });
    expect(String(received[0]?.headers['x-hub-signature-256'])).toBe(
      `sha256=${String(received[0]?.headers['x-gitea-signature'])}`,
    );
    expect(payload).toMatchObject({
      ref: 'refs/heads/main',
      created: true,
      repository: { clone_url: `${host.url}/team/app.git`, full_name: 'team/app', default_branch: 'main' },
      head_commit: { added: ['a'] },
    });
    await expect(sendPushWebhook({ url: `${url}/fails`, style: 'github' }, events[0]!, options)).rejects.toMatchObject({
      code: 'failed',
    });
    await expect(
      sendPushWebhook({ url: 'http://127.0.0.1:1', style: 'github' }, events[0]!, options),
    ).rejects.toMatchObject({
      code: 'failed',
      object: 'team/app',
    });
  });
});

it('lists and removes repositories', async () => {
  const host = await start();
  await host.createRepository('team/one');
  await host.createRepository('two');
  expect(await host.repositories()).toEqual(['team/one', 'two']);
  await host.removeRepository('two');
  expect(await host.repositories()).toEqual(['team/one']);
  expect(await readdir(join(host.pathOf('two'), '..'))).not.toContain('two.git');
});
