import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { systemClock, systemRandom } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { parseGitAddress } from '../address/index.ts';
import { GitProgram } from '../command/index.ts';
import { createDispatcher } from '../../http/index.ts';
import { connect } from '../connection/index.ts';
import { type FetchPlan, Remote } from '../remote/index.ts';
import { History } from './history.ts';
import { Mirror, repairing } from './mirror.ts';
import { MirrorDamage } from './object-reader.ts';

async function started() {
  const { host, seen } = await startFixture();
  const url = await host.createRepository('app');
  const path = join(temporaryFolder(), 'mirror.git');
  const git = new GitProgram({
    path: process.env['PATH'] ?? '',
    home: '/nowhere',
    protocols: ['http'],
    clock: systemClock,
  });
  const dispatcher = createDispatcher({}, undefined);
  onTestFinished(() => dispatcher.destroy());
  const remote = new Remote({
    connection: connect(parseGitAddress(url, ['http']), { kind: 'none' }),
    url,
    git,
    dispatcher,
    clock: systemClock,
    temporary: temporaryFolder(),
    listTimeoutMs: 10_000,
    fetchTimeoutMs: 10_000,
    maxFetchBytes: 1 << 30,
  });
  const open = (): Mirror =>
    new Mirror({ path, object: url, git, clock: systemClock, random: systemRandom, timeoutMs: 10_000 });
  const commit = (content: string): Promise<string> => host.commitFiles('app', 'main', { file: content }, content);
  const only = (id: string): FetchPlan => ({ commits: [id], names: [], extent: 'commit' });
  const inMirror = (...args: string[]): string => gitIn(path, ['--git-dir', path, ...args]).trim();
  const shallow = (): string[] => readFileSync(join(path, 'shallow'), 'utf8').trim().split('\n');
  return { host, seen, path, remote, mirror: open(), open, commit, only, inMirror, shallow };
}

describe('a mirror', () => {
  it('is a repository that git finds in order, after each fetch', async () => {
    const { mirror, remote, commit, only, inMirror, shallow } = await started();
    await commit('zero');
    for (const content of ['one', 'two', 'three']) {
      const id = await commit(content);
      expect(await mirror.has(id)).toBe(false);
      await mirror.fetch(remote, only(id));
      expect(await mirror.has(id)).toBe(true);
      expect(inMirror('cat-file', 'blob', `${id}:file`)).toBe(content);
      expect(inMirror('rev-list', '--count', id)).toBe('1');
      expect(shallow()).toContain(id);
      inMirror('fsck', '--full', '--strict');
    }
  });

  it('asks only for what is new', async () => {
    const { mirror, remote, host, only, path } = await started();
    const large = Array.from({ length: 2000 }, (_, index) => `line ${index * 7919}`).join('\n');
    const first = await host.commitFiles('app', 'main', { large }, 'one');
    await mirror.fetch(remote, only(first));
    const second = await host.commitFiles('app', 'main', { small: 'x' }, 'two');
    await mirror.fetch(remote, only(second));
    const packs = join(path, 'objects', 'pack');
    const sizes = readdirSync(packs)
      .filter((name) => name.endsWith('.pack'))
      .map((name) => readFileSync(join(packs, name)).byteLength);
    expect(Math.min(...sizes)).toBeLessThan(1000);
    expect(Math.max(...sizes)).toBeGreaterThan(5000);
  });

  it('is known again by the next process', async () => {
    const { mirror, remote, commit, only, open, seen } = await started();
    const first = await commit('one');
    await mirror.fetch(remote, only(first));
    const next = open();
    expect(await next.has(first)).toBe(true);
    const second = await commit('two');
    await next.fetch(remote, only(second));
    expect(seen.filter((request) => request === 'fetch 200')).toHaveLength(2);
  });

  it('holds several commits that come at once, and the history of one', async () => {
    const { mirror, remote, commit, inMirror } = await started();
    const ids = [await commit('one'), await commit('two'), await commit('three')];
    await mirror.fetch(remote, { commits: ids, names: [], extent: 'commit' });
    expect(await Promise.all(ids.map((id) => mirror.has(id)))).toEqual([true, true, true]);
    const last = await commit('four');
    await mirror.fetch(remote, { commits: [last], names: [], extent: 'history' });
    inMirror('rev-parse', '--verify', `${last}^{commit}`);
  });

  it('says that a commit is missing, and stays as it was', async () => {
    const { mirror, remote, commit, only, inMirror } = await started();
    const id = await commit('one');
    await mirror.fetch(remote, only(id));
    await expect(mirror.fetch(remote, only('f'.repeat(40)))).rejects.toMatchObject({ code: 'revision-not-found' });
    expect(await mirror.has(id)).toBe(true);
    expect(await mirror.has('f'.repeat(40))).toBe(false);
    inMirror('fsck', '--full');
  });

  it('is empty after it was thrown away', async () => {
    const { mirror, remote, commit, only } = await started();
    const id = await commit('one');
    await mirror.fetch(remote, only(id));
    await mirror.reset();
    expect(await mirror.has(id)).toBe(false);
    await mirror.fetch(remote, only(id));
    expect(await mirror.has(id)).toBe(true);
  });

  it('is tidied down to the latest commits', async () => {
    const { mirror, remote, commit, only, inMirror, path, shallow } = await started();
    const ids: string[] = [];
    for (let count = 0; count < 41; count += 1) {
      ids.push(await commit(`content ${count}`));
      expect(await mirror.isUntidy()).toBe(false);
      await mirror.fetch(remote, only(ids.at(-1) ?? ''));
    }
    expect(await mirror.isUntidy()).toBe(true);
    await mirror.tidy();
    expect(await mirror.isUntidy()).toBe(false);
    const here = await Promise.all(ids.map((id) => mirror.has(id)));
    expect(here.lastIndexOf(false)).toBe(41 - 16 - 1);
    expect(here.indexOf(true)).toBe(41 - 16);
    expect(readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
    expect(shallow()).toHaveLength(16);
    inMirror('fsck', '--full', '--strict');
    const next = await commit('after');
    await mirror.fetch(remote, only(next));
    expect(inMirror('cat-file', 'blob', `${next}:file`)).toBe('after');
  }, 60_000);
});

describe('repairing', () => {
  it('makes the mirror anew once, and then gives up', async () => {
    const { mirror } = await started();
    let attempts = 0;
    const work = (failures: number) => async (): Promise<string> => {
      attempts += 1;
      if (attempts <= failures) throw new MirrorDamage('objects are missing');
      return await Promise.resolve('done');
    };
    expect(await repairing(mirror, 'app', work(1))).toBe('done');
    attempts = 0;
    await expect(repairing(mirror, 'app', work(2))).rejects.toMatchObject({
      code: 'storage',
      object: 'app',
      message: 'app: what was fetched is incomplete, twice: objects are missing',
    });
    attempts = 0;
    const other = new SourceError('timeout', 'x');
    await expect(repairing(mirror, 'app', () => Promise.reject(other))).rejects.toBe(other);
  });

  it('finds out by itself what is missing', async () => {
    const { mirror, remote, commit, only, path } = await started();
    const first = await commit('one');
    await mirror.fetch(remote, only(first));
    for (const name of readdirSync(join(path, 'objects', 'pack'))) rmSync(join(path, 'objects', 'pack', name));
    const second = await commit('one more');
    const read = (): Promise<string> =>
      repairing(mirror, 'app', async () => {
        if (!(await mirror.has(second))) await mirror.fetch(remote, only(second));
        return await mirror.read(
          undefined,
          () => Promise.resolve(),
          async (reader) => {
            const commitObject = await reader.read(second, 'commit', 10_000, () => new SourceError('too-large', 'x'));
            const tree = commitObject.toString().slice(5, 45);
            return (await reader.read(tree, 'tree', 10_000, () => new SourceError('too-large', 'x'))).toString(
              'latin1',
            );
          },
        );
      });
    expect(await read()).toContain('file');
  });
});

describe('the history', () => {
  it('is fetched without files, and only once', async () => {
    const { host, mirror, remote, commit, inMirror, seen } = await started();
    const ids = [await commit('one'), await commit('two'), await commit('three')];
    const [first = '', , last = ''] = ids;
    const history = new History(mirror);
    expect(await history.isAncestor(remote, first, last, [])).toBe(true);
    expect(await history.isAncestor(remote, last, last, [])).toBe(true);
    expect(await history.isAncestor(remote, last, first, [])).toBe(false);
    expect(await history.isAncestor(remote, 'f'.repeat(40), last, [])).toBe(false);
    expect(inMirror('rev-list', '--count', last)).toBe('3');
    expect(() => inMirror('cat-file', '-e', `${last}^{tree}`)).toThrow();
    expect(await history.findCommit(remote, first.slice(0, 8), [last])).toBe(first);
    expect(await history.findCommit(remote, 'ffffffff', [last])).toBeUndefined();
    const times = await history.commitTimes(remote, ids.slice(0, 1));
    expect(times.get(first)).toBeGreaterThan(1_700_000_000);
    // Once for the last commit, and once for the first, which only then was asked for by name.
    expect(seen.filter((request) => request === 'fetch 200').length).toBeLessThanOrEqual(3);
    expect(await host.refs('app')).toBeDefined();
  });

  it('is fetched anew where it has come in too many pieces', async () => {
    const { mirror, remote, commit, path } = await started();
    const history = new History(mirror);
    const first = await commit('one');
    expect(await history.isAncestor(remote, first, await commit('two'), [])).toBe(true);
    for (let count = 0; count < 45; count += 1) writeFileSync(join(path, 'objects', 'pack', `pack-${count}.pack`), '');
    expect(await history.isAncestor(remote, first, await commit('three'), [])).toBe(true);
    expect(readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
  });
});
