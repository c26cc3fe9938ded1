import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn } from '../../../../test/support/source-git.ts';
import { ManualClock, Secret } from '../../../base/index.ts';
import { memoryTree, openTree } from '../../tree/index.ts';
import type { GitReference } from '../reference.ts';
import type { GitRepository } from '../repository.ts';

const now = { maxAgeMs: 0 };
const main: GitReference = { kind: 'branch', branch: 'main' };

describe('checking out', () => {
  it('gives the tree of a commit, as it was committed', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('team/app');
    const files = {
      'deploy/app.yaml': 'kind: Deployment\n',
      'run.sh': { content: '#!/bin/sh\n', executable: true },
      latest: { target: 'deploy/app.yaml' },
      'ä/\u{1f4a5}.txt': 'odd',
    };
    const commit = await host.commitFiles('team/app', 'main', files, 'first\n\nwith more to say');
    const repository = repositories.open(url);
    expect(await repository.resolve(main, now)).toEqual({ commit, name: 'refs/heads/main' });
    const artifact = await repository.checkout(commit);
    expect(artifact).toMatchObject({ revision: commit, digest: memoryTree(files).digest });
    const tree = openTree(artifact.tree);
    expect(filesOf(tree)).toEqual(filesOf(memoryTree(files)));
    expect(await repository.commitInfo(commit)).toMatchObject({
      commit,
      author: 'Slipway demo',
      email: 'demo@slipway.dev',
      message: 'first\n\nwith more to say',
    });
  });

  it('fetches of the next commit only what has changed', async () => {
    const { host, repositories, seen } = await startFixture();
    const url = await host.createRepository('app');
    const bulk = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`d${index % 20}/${index}`, `content ${index}`]),
    );
    const first = await host.commitFiles('app', 'main', bulk, 'one');
    const second = await host.commitFiles('app', 'main', { 'd3/3': 'changed', 'd4/4': null }, 'two');
    const repository = repositories.open(url);
    const one = openTree((await repository.checkout(first)).tree);
    const two = openTree((await repository.checkout(second)).tree);
    expect(two.entry('d5')?.digest).toBe(one.entry('d5')?.digest);
    expect(two.entry('d3')?.digest).not.toBe(one.entry('d3')?.digest);
    const left: Record<string, string> = { ...bulk, 'd3/3': 'changed' };
    delete left['d4/4'];
    expect(filesOf(two)).toEqual(left);
    expect(seen.filter((request) => request === 'fetch 200')).toHaveLength(2);
  });

  it('goes back to an earlier commit, and takes one that no branch leads to any more', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const first = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const second = await host.commitFiles('app', 'main', { a: '2' }, 'two');
    const repository = repositories.open(url);
    expect(filesOf(openTree((await repository.checkout(second)).tree))).toEqual({ a: '2' });
    await host.updateRef('app', 'refs/heads/main', first);
    expect(filesOf(openTree((await repository.checkout(first)).tree))).toEqual({ a: '1' });
    expect(await repository.resolve(main, now)).toMatchObject({ commit: first });
  });

  it('is the same tree for all commits that have it', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const first = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const second = await host.commitFiles('app', 'main', {}, 'nothing');
    const repository = repositories.open(url);
    expect((await repository.checkout(second)).tree).toEqual((await repository.checkout(first)).tree);
  });

  it('asks the host for nothing that is here, also in the next process', async () => {
    const { host, repositories, seen, restart } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const first = await repositories.open(url).checkout(commit);
    await repositories.open(url).checkout(commit);
    expect(seen).toEqual(['advertise 200', 'refs 200', 'fetch 200']);
    await repositories.close();
    const again = restart();
    expect(await again.open(url).checkout(commit)).toEqual(first);
    expect((await again.open(url).commitInfo(commit)).message).toBe('one');
    // Who one is has to be shown once a process.
    expect(seen.slice(3)).toEqual(['advertise 200', 'refs 200']);
  });

  it('fetches without history', async () => {
    const { host, repositories, cacheDir } = await startFixture();
    const url = await host.createRepository('app');
    for (let count = 0; count < 5; count += 1)
      await host.commitFiles('app', 'main', { a: String(count) }, `commit ${count}`);
    const repository = repositories.open(url);
    const { commit } = await repository.resolve(main, now);
    await repository.checkout(commit);
    const [mirror = ''] = mirrorsIn(cacheDir);
    expect(gitIn(mirror, ['--git-dir', mirror, 'rev-list', '--count', commit]).trim()).toBe('1');
    expect(() => gitIn(mirror, ['--git-dir', mirror, 'fsck', '--strict'])).not.toThrow();
    expect(readFileSync(join(mirror, 'config'), 'utf8')).not.toContain(url);
  });

  it.each(['0'.repeat(40), 'f'.repeat(40)])('says when there is no commit %s', async (commit) => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    await host.commitFiles('app', 'main', { a: '1' }, 'one');
    await expect(repositories.open(url).checkout(commit)).rejects.toMatchObject({
      code: 'revision-not-found',
      object: url,
    });
  });

  it.each(['main', '', '--all', 'abc'])('takes %j for no commit', async (commit) => {
    const { host, repositories, seen } = await startFixture();
    const repository = repositories.open(await host.createRepository('app'));
    await expect(repository.checkout(commit)).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(repository.commitInfo(commit)).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(repository.isAncestor(commit, commit)).rejects.toMatchObject({ code: 'revision-not-found' });
    expect(seen).toEqual([]);
  });
});

describe('resolving', () => {
  async function tagged(): Promise<{ repository: GitRepository; commits: Record<string, string>; seen: string[] }> {
    const clock = new ManualClock();
    const { host, repositories, seen } = await startFixture({ host: { clock } });
    const url = await host.createRepository('app');
    const commits: Record<string, string> = {};
    for (const name of ['v1.0.0', 'v1.1.0', '2.0.0+one', '2.0.0+two', 'nightly']) {
      await clock.advance(60_000);
      commits[name] = await host.commitFiles('app', 'main', { a: name }, name);
      await host.updateRef('app', `refs/tags/${name}`, commits[name]);
    }
    // The one that comes first by name was committed last.
    await clock.advance(60_000);
    commits['2.0.0+a'] = await host.commitFiles('app', 'side', { a: 'side' }, 'side');
    await host.updateRef('app', 'refs/tags/2.0.0+a', commits['2.0.0+a']);
    await host.updateRef('app', 'refs/pull/7/head', commits['v1.0.0']);
    gitIn(host.pathOf('app'), ['tag', '--annotate', '-m', 'annotated', 'v1.2.0', commits['v1.1.0'] ?? '']);
    return { repository: repositories.open(url), commits, seen };
  }

  it('takes the commit that an annotated tag leads to', async () => {
    const { repository, commits } = await tagged();
    expect(await repository.resolve({ kind: 'tag', tag: 'v1.2.0' }, now)).toEqual({
      commit: commits['v1.1.0'],
      name: 'refs/tags/v1.2.0',
    });
    expect(await repository.resolve({ kind: 'semver', range: '1.x' }, now)).toMatchObject({ name: 'refs/tags/v1.2.0' });
  });

  it('takes the latest of equal versions', async () => {
    const { repository, commits } = await tagged();
    for (const reference of [
      { kind: 'semver', range: '^2' },
      { kind: 'revision', revision: '^2' },
    ] as const) {
      expect(await repository.resolve(reference, now)).toEqual({
        commit: commits['2.0.0+a'],
        name: 'refs/tags/2.0.0+a',
      });
    }
  });

  it('finds references besides branches and tags, and asks for them from then on', async () => {
    const { repository, commits, seen } = await tagged();
    const expected = { commit: commits['v1.0.0'], name: 'refs/pull/7/head' };
    expect(await repository.resolve({ kind: 'name', name: 'refs/pull/7/head' }, now)).toEqual(expected);
    expect(seen.filter((request) => request === 'refs 200')).toHaveLength(2);
    expect(await repository.resolve({ kind: 'name', name: 'refs/pull/7/head' }, now)).toEqual(expected);
    expect(await repository.resolve({ kind: 'revision', revision: 'pull/7/head' }, { maxAgeMs: 60_000 })).toEqual(
      expected,
    );
    expect(seen.filter((request) => request === 'refs 200')).toHaveLength(3);
  });

  it('completes the beginning of a commit, also of one that no branch ends in', async () => {
    const { repository, commits } = await tagged();
    for (const name of ['v1.0.0', 'nightly']) {
      const commit = commits[name] ?? '';
      expect(await repository.resolve({ kind: 'revision', revision: commit.slice(0, 9).toUpperCase() }, now)).toEqual({
        commit,
      });
    }
    await expect(repository.resolve({ kind: 'revision', revision: '0123456789' }, now)).rejects.toMatchObject({
      code: 'revision-not-found',
      message: `${repository.url}: no branch, tag or commit is called 0123456789`,
    });
  });

  it('takes a commit of a branch only where it is on the branch', async () => {
    const { repository, commits } = await tagged();
    const commit = commits['v1.0.0'] ?? '';
    expect(await repository.resolve({ kind: 'commit', commit, branch: 'main' }, now)).toEqual({
      commit,
      name: 'refs/heads/main',
    });
    for (const [branch, reason] of [
      ['side', `the commit ${commit} is not on the branch side`],
      ['none', 'there is no branch none'],
    ] as const) {
      await expect(repository.resolve({ kind: 'commit', commit, branch }, now)).rejects.toMatchObject({
        code: 'revision-not-found',
        message: `${repository.url}: ${reason}`,
      });
    }
  });

  it('asks nobody for a commit', async () => {
    const { repository, commits, seen } = await tagged();
    const commit = commits['v1.0.0'] ?? '';
    expect(await repository.resolve({ kind: 'commit', commit }, now)).toEqual({ commit });
    expect(await repository.resolve({ kind: 'revision', revision: commit }, now)).toEqual({ commit });
    expect(seen).toEqual([]);
  });

  it.each<[GitReference, string]>([
    [{ kind: 'branch', branch: 'none' }, 'there is no branch none'],
    [{ kind: 'branch', branch: '--upload-pack=touch' }, 'there is no branch --upload-pack=touch'],
    [{ kind: 'tag', tag: 'none' }, 'there is no tag none'],
    [{ kind: 'semver', range: '>9' }, 'no tag matches the range >9'],
    [{ kind: 'name', name: 'refs/none' }, 'there is no reference refs/none'],
    [{ kind: 'revision', revision: '-x' }, 'there is no branch, tag or other reference -x'],
  ])('says that %j is missing', async (reference, reason) => {
    const { repository } = await tagged();
    await expect(repository.resolve(reference, now)).rejects.toMatchObject({
      code: 'revision-not-found',
      object: repository.url,
      message: `${repository.url}: ${reason}`,
    });
  });

  it('knows which commit comes before which', async () => {
    const { repository, commits } = await tagged();
    const [first = '', last = '', side = ''] = [commits['v1.0.0'], commits['nightly'], commits['2.0.0+a']];
    expect(await repository.isAncestor(first, last)).toBe(true);
    expect(await repository.isAncestor(last, last)).toBe(true);
    expect(await repository.isAncestor(last, first)).toBe(false);
    expect(await repository.isAncestor(side, last)).toBe(false);
  });
});

describe('repositories', () => {
  it('say when there is none, and when it is gone', async () => {
    const { host, repositories } = await startFixture();
    const none = repositories.open(`${host.url}/none.git`);
    await expect(none.resolve(main, now)).rejects.toMatchObject({ code: 'not-found', object: `${host.url}/none.git` });
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    const repository = repositories.open(url);
    await repository.checkout(commit);
    await host.removeRepository('app');
    await expect(repository.resolve(main, now)).rejects.toMatchObject({ code: 'not-found' });
    // Nor is anything given out that was fetched before: these credentials may have been taken back.
    await expect(repository.checkout(commit)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('may be empty', async () => {
    const { host, repositories } = await startFixture();
    const repository = repositories.open(await host.createRepository('app'));
    await expect(repository.resolve({ kind: 'revision', revision: 'HEAD' }, now)).rejects.toMatchObject({
      code: 'revision-not-found',
    });
  });

  it('are one however they are spelled', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const spellings = [
      url,
      url.replace('.git', ''),
      `${url}/`,
      url.replace('http:', 'HTTP:'),
      url.replace('127.0.0.1', '127.0.0.1'),
    ];
    expect(new Set(spellings.map((spelling) => repositories.open(spelling))).size).toBe(1);
    expect(repositories.open(url, { kind: 'bearer', token: new Secret('x') })).not.toBe(repositories.open(url));
  });

  it('are read by the spelling that the host knows', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    // The double slash leads nowhere on this host.
    const repository = repositories.open(url.replace('/app', '//app'));
    await expect(repository.resolve(main, now)).rejects.toMatchObject({ code: 'not-found' });
    expect(repositories.open(url)).toBe(repository);
    expect(await repository.resolve(main, now)).toMatchObject({ commit });
  });

  it('are refused by transports that are not allowed', async () => {
    const { repositories } = await startFixture();
    for (const url of ['file:///srv/repo', '/srv/repo', 'ext::sh -c touch', 'git://host/repo']) {
      expect(() => repositories.open(url)).toThrow(expect.objectContaining({ name: 'SourceError' }));
    }
  });

  it('are counted under the names of Argo CD', async () => {
    const { host, repositories, said } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    await repositories.open(url).checkout(commit);
    await repositories
      .open(url)
      .checkout('f'.repeat(40))
      .catch(() => undefined);
    const metrics = said.filter((line) => line.startsWith('metric argocd')).map((line) => line.split(' ')[1]);
    expect(new Set(metrics)).toEqual(
      new Set(['argocd_git_request_total', 'argocd_git_request_duration_seconds', 'argocd_git_fetch_fail_total']),
    );
  });

  it('are closed for good', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const repository = repositories.open(url);
    await repositories.close();
    await expect(repository.resolve(main, now)).rejects.toMatchObject({ name: 'SourceError' });
    expect(() => repositories.open(url)).toThrow('the repositories were closed');
  });
});

function mirrorsIn(cacheDir: string): string[] {
  const folder = join(cacheDir, 'repositories');
  return readdirSync(folder).map((name) => join(folder, name, 'mirror.git'));
}
