import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { startFixture } from '../../../../test/support/source-fixture.ts';
import { ManualClock, Secret } from '../../../base/index.ts';
import { openTree } from '../../tree/index.ts';
import type { GitCredentials } from '../credentials.ts';
import type { GitReference } from '../reference.ts';

const main: GitReference = { kind: 'branch', branch: 'main' };
const account = (username: string, password: string) =>
  ({ username, password: new Secret(password), access: 'read' }) as const;
const basic = (username: string, password: string): GitCredentials => ({
  kind: 'basic',
  username,
  password: new Secret(password),
});
const times = (seen: readonly string[], request: string): number => seen.filter((each) => each === request).length;

describe('many deliveries on one repository', () => {
  it('cost one look-up and one fetch', async () => {
    const { host, repositories, seen } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const deliver = async (spelling: string): Promise<string> => {
      const repository = repositories.open(spelling);
      const resolved = await repository.resolve(main, { maxAgeMs: 60_000 });
      return JSON.stringify(filesOf(openTree((await repository.checkout(resolved.commit)).tree)));
    };
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => deliver(index % 2 === 0 ? url : `${url}/`)),
    );
    expect(new Set(results)).toEqual(new Set(['{"a":"1"}']));
    expect(seen).toEqual(['advertise 200', 'refs 200', 'fetch 200']);
    expect(commit).toHaveLength(40);
  });

  it('cost one look-up an interval', async () => {
    const clock = new ManualClock();
    const { host, repositories, seen } = await startFixture({ clock });
    const url = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const poll = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 10 }, () => repositories.open(url).resolve(main, { maxAgeMs: 60_000 })));
    for (let minute = 0; minute < 5; minute += 1) {
      await poll();
      await clock.advance(20_000);
      await poll();
      await clock.advance(40_000);
    }
    expect(times(seen, 'refs 200')).toBe(5);
    expect(times(seen, 'advertise 200')).toBe(1);
  });

  it('cost one look-up where it fails too', async () => {
    const clock = new ManualClock();
    const { host, repositories, seen } = await startFixture({ clock });
    const repository = repositories.open(`${host.url}/none.git`);
    const attempt = (): Promise<unknown> =>
      repository.resolve(main, { maxAgeMs: 60_000 }).catch((error: unknown) => error);
    const failures = await Promise.all(Array.from({ length: 10 }, attempt));
    expect(failures.every((failure) => (failure as { code: string }).code === 'not-found')).toBe(true);
    await attempt();
    expect(seen).toEqual(['advertise 404']);
    // But a host that comes back is seen soon.
    await host.createRepository('none');
    await host.commitFiles('none', 'main', { a: '1' }, 'one');
    await clock.advance(10_001);
    await expect(repository.resolve(main, { maxAgeMs: 60_000 })).resolves.toMatchObject({ name: 'refs/heads/main' });
  });

  it('go on when one of them gives up', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    const controller = new AbortController();
    const given = repository.checkout(commit, { signal: controller.signal });
    const kept = repository.checkout(commit);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    await expect(kept).resolves.toMatchObject({ revision: commit });
  });

  it('end the work when all of them have', async () => {
    let ended = 0;
    const server = createServer((request) => void request.socket.once('close', () => (ended += 1)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => server.closeAllConnections());
    const { repositories } = await startFixture();
    const repository = repositories.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/app`);
    const controller = new AbortController();
    const waiting = [1, 2, 3].map(() => repository.resolve(main, { maxAgeMs: 0, signal: controller.signal }));
    await new Promise<void>((resolve) => server.once('request', () => resolve()));
    controller.abort(new Error('enough'));
    for (const each of waiting) await expect(each).rejects.toThrow('enough');
    await vi.waitFor(() => expect(ended).toBe(1));
  });

  it('see a push that comes while a look-up is under way', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    for (let round = 0; round < 10; round += 1) {
      const early = repository.resolve(main, { maxAgeMs: 0 });
      const commit = await host.commitFiles('app', 'main', { a: String(round) }, 'next');
      expect(await repository.resolve(main, { maxAgeMs: 0 })).toMatchObject({ commit });
      await early;
    }
  });
});

describe('announcements and subscribers', () => {
  it('tell of every move, once, and of nothing else', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('team/app');
    await host.commitFiles('team/app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    let told = 0;
    const end = repository.subscribe(() => (told += 1));
    await repositories.announce(url);
    expect(told).toBe(0);
    const commit = await host.commitFiles('team/app', 'main', { a: '2' }, 'two');
    await repositories.announce(url);
    expect(told).toBe(1);
    expect(await repository.resolve(main, { maxAgeMs: 60_000 })).toMatchObject({ commit });
    await repositories.announce(url);
    expect(told).toBe(1);
    await host.updateRef('team/app', 'refs/tags/v1', commit);
    await repositories.announce(url);
    await host.updateRef('team/app', 'refs/tags/v1', undefined);
    await repositories.announce(url);
    expect(told).toBe(3);
    end();
    await host.commitFiles('team/app', 'main', { a: '3' }, 'three');
    await repositories.announce(url);
    expect(told).toBe(3);
  });

  it('reach a repository under all its addresses', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('team/app');
    await host.commitFiles('team/app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    await repository.resolve(main, { maxAgeMs: 0 });
    const port = new URL(url).port;
    const announced = [
      url.replace('.git', ''),
      `http://someone@127.0.0.1:${port}/Team/App.git`,
      'git@127.0.0.1:team/app.git',
      `ssh://git@127.0.0.1:2222/team/app`,
      'https://127.0.0.1/team/app',
    ];
    let told = 0;
    repository.subscribe(() => (told += 1));
    for (const [index, address] of announced.entries()) {
      await host.commitFiles('team/app', 'main', { a: `announced ${index}` }, 'next');
      await repositories.announce(address);
      expect(told, address).toBe(index + 1);
    }
  });

  it('of what nobody reads, or of what is no address, are ignored', async () => {
    const { host, repositories, seen } = await startFixture();
    repositories.open(await host.createRepository('app'));
    for (const url of ['https://other/app', 'not an address', '', 'ext::sh -c touch', '--x', `${host.url}/app2.git`]) {
      await repositories.announce(url);
    }
    expect(seen).toEqual([]);
  });

  it('of a repository that nobody reads any more fetch nothing, and the next who reads it sees the push', async () => {
    const { host, repositories, seen } = await startFixture();
    const url = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    const end = repository.subscribe(() => undefined);
    await repository.resolve(main, { maxAgeMs: 0 });
    end();
    const before = seen.length;
    const commit = await host.commitFiles('app', 'main', { a: '2' }, 'two');
    await repositories.announce(url);
    expect(seen).toHaveLength(before);
    expect(await repositories.open(url).resolve(main, { maxAgeMs: 60_000 })).toMatchObject({ commit });
  });

  it('of a host that is down harm nobody', async () => {
    const { repositories, said } = await startFixture();
    repositories.open('http://127.0.0.1:1/app').subscribe(() => undefined);
    await repositories.announce('http://127.0.0.1:1/app');
    expect(said.join('\n')).toContain('announced repository was not read');
  });

  it('reach the other subscribers when one throws', async () => {
    const { host, repositories, said } = await startFixture();
    const url = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    await repository.resolve(main, { maxAgeMs: 0 });
    let told = 0;
    repository.subscribe(() => {
      throw new Error('a subscriber of no use');
    });
    repository.subscribe(() => (told += 1));
    await host.commitFiles('app', 'main', { a: '2' }, 'two');
    await repositories.announce(url);
    expect(told).toBe(1);
    expect(said.join('\n')).toContain('a subscriber of no use');
  });

  it('do not mistake a name that is newly asked for for a move', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    await host.updateRef('app', 'refs/pull/1/head', commit);
    const repository = repositories.open(url);
    await repository.resolve(main, { maxAgeMs: 0 });
    let told = 0;
    repository.subscribe(() => (told += 1));
    await repository.resolve({ kind: 'name', name: 'refs/pull/1/head' }, { maxAgeMs: 0 });
    expect(told).toBe(0);
    await host.updateRef('app', 'refs/pull/1/head', undefined);
    await repositories.announce(url);
    expect(told).toBe(1);
  });
});

describe('credentials', () => {
  const accounts = [account('ada', 'l0velace'), account('bob', 'b4bbage')];

  it('open what they may open', async () => {
    const { host, repositories } = await startFixture({ host: { accounts } });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    for (const credentials of [basic('ada', 'l0velace'), { kind: 'bearer', token: new Secret('b4bbage') } as const]) {
      const repository = repositories.open(url, credentials);
      expect(await repository.resolve(main, { maxAgeMs: 0 })).toMatchObject({ commit });
      expect(filesOf(openTree((await repository.checkout(commit)).tree))).toEqual({ a: '1' });
    }
    const inAddress = repositories.open(url.replace('//', '//ada:l0velace@'));
    expect(await inAddress.resolve(main, { maxAgeMs: 0 })).toMatchObject({ commit });
    expect(inAddress.url).toBe(url);
  });

  it('share one fetch, whoever they are', async () => {
    const { host, repositories, seen } = await startFixture({ host: { accounts } });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const all = [basic('ada', 'l0velace'), basic('bob', 'b4bbage')].map((each) => repositories.open(url, each));
    const artifacts = await Promise.all(all.map((repository) => repository.checkout(commit)));
    expect(new Set(artifacts.map(({ digest }) => digest)).size).toBe(1);
    expect(times(seen, 'fetch 200')).toBe(1);
    expect(times(seen, 'refs 200')).toBe(2);
  });

  it.each<[string, GitCredentials]>([
    ['none', { kind: 'none' }],
    ['a wrong password', basic('ada', 'wrong!!!')],
    ['a wrong token', { kind: 'bearer', token: new Secret('wrong!!!') }],
  ])('%s open nothing that others have fetched', async (_what, credentials) => {
    const { host, repositories } = await startFixture({ host: { accounts } });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    await repositories.open(url, basic('ada', 'l0velace')).checkout(commit);
    const repository = repositories.open(url, credentials);
    for (const attempt of [
      () => repository.resolve(main, { maxAgeMs: 60_000 }),
      () => repository.checkout(commit),
      () => repository.commitInfo(commit),
      () => repository.isAncestor(commit, 'f'.repeat(40)),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'unauthorized', object: url });
    }
  });

  it('that were taken back open nothing after an hour, and those of a host that is down still do', async () => {
    const clock = new ManualClock();
    const open = [account('ada', 'l0velace')];
    const { host, repositories } = await startFixture({ clock, host: { accounts: open } });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url, basic('ada', 'l0velace'));
    await repository.checkout(commit);
    open.length = 0;
    await expect(repository.checkout(commit)).resolves.toMatchObject({ revision: commit });
    await clock.advance(3_600_001);
    await expect(repository.checkout(commit)).rejects.toMatchObject({ code: 'unauthorized' });
    open.push(account('ada', 'l0velace'));
    await clock.advance(3_600_001);
    await expect(repository.checkout(commit)).resolves.toMatchObject({ revision: commit });
    await host.close();
    await clock.advance(3_600_001);
    await expect(repository.checkout(commit)).resolves.toMatchObject({ revision: commit });
  });

  it('are seen nowhere: not in errors, logs, metrics, or on the disk', async () => {
    const { host, repositories, said, cacheDir } = await startFixture({ host: { accounts } });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const good = repositories.open(url.replace('//', '//ada:l0velace@'));
    await good.checkout(commit);
    const errors: string[] = [];
    for (const attempt of [
      () => repositories.open(url, basic('ada', 'hunter2-hunter2')).checkout(commit),
      () => good.checkout('f'.repeat(40)),
      () => repositories.open('http://ada:hunter2-hunter2@127.0.0.1:1/app').checkout(commit),
      async () => repositories.open('http://ada:hunter2-hunter2@host/app?x'),
    ]) {
      await attempt().catch((error: Error) =>
        errors.push(`${error.stack ?? ''} ${JSON.stringify(error)} ${String(error.cause)}`),
      );
    }
    await repositories.announce('http://ada:hunter2-hunter2@127.0.0.1:1/app');
    expect(errors).toHaveLength(4);
    const { execFileSync } = await import('node:child_process');
    const onDisk = execFileSync('sh', ['-c', `grep -raE 'l0velace|hunter2' ${cacheDir} || true`]).toString();
    const encoded = Buffer.from('ada:l0velace').toString('base64');
    for (const text of [...errors, ...said, onDisk]) {
      expect(text).not.toMatch(/l0velace|hunter2/);
      expect(text).not.toContain(encoded);
    }
  });
});
