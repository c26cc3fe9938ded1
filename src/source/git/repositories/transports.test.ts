import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { type Fixture, startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { Secret } from '../../../base/index.ts';
import { openTree } from '../../tree/index.ts';
import type { GitCredentials } from '../credentials.ts';
import type { GitReference } from '../reference.ts';
import type { GitRepository } from '../repository.ts';

const now = { maxAgeMs: 0 };
const main: GitReference = { kind: 'branch', branch: 'main' };
const filesAt = async (repository: GitRepository, commit: string): Promise<Record<string, string>> =>
  filesOf(openTree((await repository.checkout(commit)).tree));

/** What every transport has to do, over a repository whose commits are made on the host. */
async function readsAll(fixture: Fixture, repository: GitRepository): Promise<void> {
  const { host } = fixture;
  const first = await host.commitFiles('app', 'main', { a: '1', 'd/e': 'x' }, 'one');
  const second = await host.commitFiles('app', 'main', { a: '2' }, 'two');
  const third = await host.commitFiles('app', 'main', { a: '3' }, 'three');
  await host.updateRef('app', 'refs/tags/v1.0.0', first);
  gitIn(host.pathOf('app'), ['tag', '--annotate', '-m', 'annotated', 'v1.1.0', second]);
  await host.updateRef('app', 'refs/pull/1/head', second);

  expect(await repository.resolve(main, now)).toEqual({ commit: third, name: 'refs/heads/main' });
  expect(await repository.resolve({ kind: 'revision', revision: 'HEAD' }, now)).toEqual({
    commit: third,
    name: 'refs/heads/main',
  });
  expect(await repository.resolve({ kind: 'semver', range: '1.x' }, now)).toEqual({
    commit: second,
    name: 'refs/tags/v1.1.0',
  });
  expect(await repository.resolve({ kind: 'name', name: 'refs/pull/1/head' }, now)).toMatchObject({ commit: second });
  expect(await filesAt(repository, third)).toEqual({ a: '3', 'd/e': 'x' });
  expect(await filesAt(repository, second)).toEqual({ a: '2', 'd/e': 'x' });
  // One that no reference leads to directly.
  await host.updateRef('app', 'refs/tags/v1.0.0', undefined);
  expect(await filesAt(repository, first)).toEqual({ a: '1', 'd/e': 'x' });
  expect(await repository.isAncestor(first, third)).toBe(true);
  expect(await repository.isAncestor(third, first)).toBe(false);
  expect(await repository.resolve({ kind: 'revision', revision: first.slice(0, 8) }, now)).toEqual({ commit: first });
  expect((await repository.commitInfo(second)).message).toBe('two');
  await expect(repository.checkout('f'.repeat(40))).rejects.toMatchObject({ code: 'revision-not-found' });
  // A push that throws away what was there.
  await host.updateRef('app', 'refs/heads/main', first);
  const forced = await host.commitFiles('app', 'main', { b: 'forced' }, 'forced');
  expect(await repository.resolve(main, now)).toMatchObject({ commit: forced });
  expect(await filesAt(repository, forced)).toEqual({ a: '1', b: 'forced', 'd/e': 'x' });
}

describe('files', () => {
  it('are read like any other repository, where that is allowed', async () => {
    const fixture = await startFixture({ repositories: { protocols: ['file'] } });
    await fixture.host.createRepository('app');
    await readsAll(fixture, fixture.repositories.open(fixture.host.pathOf('app')));
  });

  it('are read from a clone with a work tree too', async () => {
    const { repositories } = await startFixture({ repositories: { protocols: ['file'] } });
    const folder = temporaryFolder();
    gitIn(folder, ['init', '--quiet', '--initial-branch=main']);
    writeFileSync(join(folder, 'x'), '1');
    gitIn(folder, ['add', '.']);
    gitIn(folder, ['commit', '--quiet', '-m', 'one']);
    const repository = repositories.open(`file://${folder}`);
    const { commit } = await repository.resolve(main, now);
    expect(await filesAt(repository, commit)).toEqual({ x: '1' });
  });

  it('that are no repository are not found', async () => {
    const { repositories } = await startFixture({ repositories: { protocols: ['file'] } });
    await expect(repositories.open(temporaryFolder()).resolve(main, now)).rejects.toMatchObject({ code: 'not-found' });
    await expect(repositories.open('/nowhere/at/all').resolve(main, now)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('run nothing that the repository says', async () => {
    const fixture = await startFixture({ repositories: { protocols: ['file'] } });
    await fixture.host.createRepository('app');
    const commit = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const path = fixture.host.pathOf('app');
    const trace = join(temporaryFolder(), 'ran');
    gitIn(path, ['config', 'uploadpack.packObjectsHook', `touch ${trace};`]);
    mkdirSync(join(path, 'hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction', 'pre-receive']) {
      writeFileSync(join(path, 'hooks', hook), `#!/bin/sh\ntouch ${trace}\n`);
      chmodSync(join(path, 'hooks', hook), 0o755);
    }
    expect(await filesAt(fixture.repositories.open(path), commit)).toEqual({ a: '1' });
    expect(existsSync(trace)).toBe(false);
  });

  it('have a limit too', async () => {
    const fixture = await startFixture({ repositories: { protocols: ['file'], maxFetchBytes: 1_000_000 } });
    await fixture.host.createRepository('app');
    const small = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'small');
    const commit = await fixture.host.commitFiles('app', 'main', { noise: randomBytes(1_100_000) }, 'large');
    const repository = fixture.repositories.open(fixture.host.pathOf('app'));
    await expect(repository.checkout(commit)).rejects.toMatchObject({ code: 'too-large' });
    expect(await filesAt(repository, small)).toEqual({ a: '1' });
  });
});

describe('older servers', () => {
  /** A way to the host on which nobody can ask for version 2 of the protocol. */
  async function oldWay(fixture: Fixture): Promise<string> {
    const target = new URL(fixture.host.url);
    const server = createHttpServer((request, response) => {
      const { 'git-protocol': _version, ...headers } = request.headers;
      const forwarded = httpRequest(
        { host: target.hostname, port: target.port, path: request.url, method: request.method, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      request.pipe(forwarded);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('are read in version 0 of the protocol', async () => {
    const fixture = await startFixture();
    await fixture.host.createRepository('app');
    // As servers have it by default: no commits but those that references lead to.
    gitIn(fixture.host.pathOf('app'), ['config', 'uploadpack.allowAnySHA1InWant', 'false']);
    await readsAll(fixture, fixture.repositories.open(`${await oldWay(fixture)}/app.git`));
  });

  it('get credentials from git too', async () => {
    const accounts = [{ username: 'ada', password: new Secret('l0velace'), access: 'read' }] as const;
    const fixture = await startFixture({ host: { accounts } });
    await fixture.host.createRepository('app');
    const commit = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const url = `${await oldWay(fixture)}/app.git`;
    const open = (password: string): GitRepository =>
      fixture.repositories.open(url, { kind: 'basic', username: 'ada', password: new Secret(password) });
    expect(await filesAt(open('l0velace'), commit)).toEqual({ a: '1' });
    await expect(open('wrong!!!').resolve(main, now)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('of plain files are read by git', async () => {
    const fixture = await startFixture();
    await fixture.host.createRepository('app');
    const commit = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const path = fixture.host.pathOf('app');
    gitIn(path, ['update-server-info']);
    const server = createHttpServer((request, response) => {
      const file = join(path, (request.url ?? '').replace(/^\/app/, '').split('?')[0] ?? '');
      if (!existsSync(file)) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': 'text/plain' }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const repository = fixture.repositories.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/app`);
    expect(await repository.resolve(main, now)).toMatchObject({ commit });
    // Such servers know no shallow fetches; git says so, and the whole history is fetched.
    expect(await filesAt(repository, commit)).toEqual({ a: '1' });
  });
});

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path));

describe.skipIf(sshd === undefined)('SSH (needs an sshd)', () => {
  interface SshServer {
    readonly url: (path: string) => string;
    readonly port: number;
    readonly knownHosts: string;
    readonly key: string;
    readonly keyWithPassphrase: string;
    readonly foreignKey: string;
  }
  const keys = (folder: string, name: string, passphrase = ''): string => {
    const make = `ssh-keygen -q -t ed25519 -N '${passphrase}' -C ${name} -f ${join(folder, name)}`;
    execFileSync('sh', ['-c', make]);
    return readFileSync(join(folder, name), 'utf8');
  };

  beforeAll(() => {
    // Where sshd separates its privileges, if it has any.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  });

  async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  async function startSsh(options: { readonly acceptVersion?: boolean } = {}): Promise<SshServer> {
    const folder = temporaryFolder();
    const port = await freePort();
    for (const name of ['host', 'user', 'foreign']) keys(folder, name);
    keys(folder, 'locked', 'open sesame');
    const authorized = ['user', 'locked'].map((name) => readFileSync(join(folder, `${name}.pub`), 'utf8')).join('');
    writeFileSync(join(folder, 'authorized'), authorized, { mode: 0o600 });
    writeFileSync(
      join(folder, 'config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(folder, 'host')}`,
        `AuthorizedKeysFile ${join(folder, 'authorized')}`,
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'StrictModes no',
        'PermitRootLogin yes',
        'UsePAM no',
        'PidFile none',
        ...(options.acceptVersion === false ? [] : ['AcceptEnv GIT_PROTOCOL']),
      ].join('\n'),
    );
    const server = spawn(sshd ?? '', ['-D', '-e', '-f', join(folder, 'config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void server.kill());
    await new Promise<void>((resolve, reject) => {
      server.once('exit', () => reject(new Error('sshd ended')));
      server.stderr.on('data', (text: Buffer) => {
        if (text.includes('Server listening')) resolve();
      });
    });
    const user = userInfo().username;
    return {
      port,
      url: (path) => `ssh://${user}@127.0.0.1:${port}${path}`,
      knownHosts: `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`,
      key: readFileSync(join(folder, 'user'), 'utf8'),
      keyWithPassphrase: readFileSync(join(folder, 'locked'), 'utf8'),
      foreignKey: readFileSync(join(folder, 'foreign'), 'utf8'),
    };
  }

  const credentials = (
    server: SshServer,
    changes: Partial<Extract<GitCredentials, { kind: 'ssh' }>> = {},
  ): GitCredentials => ({
    kind: 'ssh',
    privateKey: new Secret(server.key),
    knownHosts: server.knownHosts,
    ...changes,
  });

  it.each([true, false])(
    'reads all, whether version 2 comes through or not: %s',
    async (acceptVersion) => {
      const fixture = await startFixture();
      await fixture.host.createRepository('app');
      const server = await startSsh({ acceptVersion });
      await readsAll(fixture, fixture.repositories.open(server.url(fixture.host.pathOf('app')), credentials(server)));
    },
    60_000,
  );

  it('takes the short form of an address', async () => {
    const fixture = await startFixture();
    await fixture.host.createRepository('app');
    const commit = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const server = await startSsh();
    // It has no place for a port, so ssh is told that by the name of the host in known_hosts alone: only its refusal can be seen.
    const repository = fixture.repositories.open(`git@127.0.0.1:${fixture.host.pathOf('app')}`, credentials(server));
    await expect(repository.checkout(commit)).rejects.toMatchObject({ name: 'SourceError' });
  });

  it('opens a key that has a passphrase', async () => {
    const fixture = await startFixture();
    await fixture.host.createRepository('app');
    const commit = await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const server = await startSsh();
    const url = server.url(fixture.host.pathOf('app'));
    const privateKey = new Secret(server.keyWithPassphrase);
    const right = credentials(server, { privateKey, passphrase: new Secret('open sesame') });
    expect(await fixture.repositories.open(url, right).resolve(main, now)).toMatchObject({ commit });
    for (const wrong of [
      credentials(server, { privateKey, passphrase: new Secret('wrong') }),
      credentials(server, { privateKey }),
    ]) {
      await expect(fixture.repositories.open(url, wrong).resolve(main, now)).rejects.toMatchObject({
        code: 'unauthorized',
      });
    }
  });

  it('trusts no other host, and lets nobody in with another key', async () => {
    const fixture = await startFixture();
    const url = await fixture.host.createRepository('app');
    const server = await startSsh();
    const path = server.url(fixture.host.pathOf('app'));
    const [, , other = ''] = (await startSsh()).knownHosts.split(' ');
    const cases: readonly (readonly [GitCredentials, string])[] = [
      [credentials(server, { privateKey: new Secret(server.foreignKey) }), 'the server refused the SSH key'],
      [credentials(server, { privateKey: new Secret('no key at all') }), 'the SSH key cannot be read'],
      [
        credentials(server, { knownHosts: `[127.0.0.1]:${server.port} ssh-ed25519 ${other}` }),
        'the host key of the server',
      ],
      [credentials(server, { knownHosts: 'elsewhere ssh-ed25519 AAAA' }), 'the host key of the server'],
    ];
    for (const [given, says] of cases) {
      const failure = await fixture.repositories
        .open(path, given)
        .resolve(main, now)
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'unauthorized', object: path });
      expect((failure as Error).message).toContain(says);
      expect((failure as Error).message).not.toContain(fixture.cacheDir);
    }
    expect(url).toContain('app');
    const ignored = credentials(server, { knownHosts: '', insecureIgnoreHostKey: true });
    await expect(fixture.repositories.open(path, ignored).resolve(main, now)).rejects.toMatchObject({
      code: 'revision-not-found',
    });
  });

  it('says when there is no repository, and when nobody answers', async () => {
    const fixture = await startFixture();
    const server = await startSsh();
    await expect(
      fixture.repositories.open(server.url('/nowhere'), credentials(server)).resolve(main, now),
    ).rejects.toMatchObject({ code: 'not-found' });
    const closed = `ssh://git@127.0.0.1:${await freePort()}/app`;
    await expect(fixture.repositories.open(closed, credentials(server)).resolve(main, now)).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('leaves no key on the disk, and shows it to no other process', async () => {
    const fixture = await startFixture();
    await fixture.host.createRepository('app');
    await fixture.host.commitFiles('app', 'main', { a: '1' }, 'one');
    const server = await startSsh();
    const repository = fixture.repositories.open(server.url(fixture.host.pathOf('app')), credentials(server));
    const looking = vi.fn(() => execFileSync('ps', ['-eo', 'args']).toString());
    const timer = setInterval(looking, 5);
    await repository.resolve(main, now);
    clearInterval(timer);
    const line = server.key.split('\n')[1] ?? '';
    for (const result of looking.mock.results) expect(String(result.value)).not.toContain(line);
    expect(execFileSync('sh', ['-c', `grep -rl '${line}' ${fixture.cacheDir} || true`]).toString()).toBe('');
  });
});

it('has an sshd for the tests of SSH where that is demanded', () => {
  if (process.env['ORACLE_REQUIRED'] === '1') expect(sshd).toBeDefined();
});
