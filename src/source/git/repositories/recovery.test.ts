import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { type Fixture, startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { ManualClock } from '../../../base/index.ts';
import { contentPath, fileDigest, memoryTree, openTree } from '../../tree/index.ts';
import type { GitRepository } from '../repository.ts';

const files = { 'a/b.yaml': 'kind: A\n', 'c.yaml': 'kind: C\n' };

async function started(options: Parameters<typeof startFixture>[0] = {}): Promise<
  Fixture & {
    readonly repository: GitRepository;
    readonly url: string;
    readonly commit: string;
    readonly mirror: () => string;
  }
> {
  const fixture = await startFixture(options);
  const url = await fixture.host.createRepository('app');
  const commit = await fixture.host.commitFiles('app', 'main', files, 'one');
  const folder = join(fixture.cacheDir, 'repositories');
  const mirror = (): string => join(folder, readdirSync(folder)[0] ?? '', 'mirror.git');
  return { ...fixture, repository: fixture.repositories.open(url), url, commit, mirror };
}

const treeOf = async (repository: GitRepository, commit: string, verify = false): Promise<Record<string, string>> =>
  filesOf(openTree((await repository.checkout(commit, { verify })).tree));

describe('a process that was killed', () => {
  it('between fetching and writing the tree costs nothing but time', async () => {
    const { repository, commit, cacheDir, restart, url, repositories } = await started();
    await treeOf(repository, commit);
    await repositories.close();
    // What is there after the fetch, and before anything was written: the mirror alone.
    rmSync(join(cacheDir, 'trees'), { recursive: true });
    for (const name of readdirSync(join(cacheDir, 'repositories'))) {
      rmSync(join(cacheDir, 'repositories', name, 'commits'), { recursive: true });
    }
    expect(await treeOf(restart().open(url), commit)).toEqual(files);
  });

  it('while git wrote a pack leaves rests that are cleared away', async () => {
    const { repository, commit, mirror, restart, url, host } = await started();
    await treeOf(repository, commit);
    writeFileSync(join(mirror(), 'objects', 'pack', 'tmp_pack_abc'), 'half');
    writeFileSync(join(mirror(), 'shallow.lock'), '');
    const next = await host.commitFiles('app', 'main', { d: '1' }, 'two');
    expect(await treeOf(restart().open(url), next)).toEqual({ ...files, d: '1' });
    expect(readdirSync(join(mirror(), 'objects', 'pack')).some((name) => name.startsWith('tmp_'))).toBe(false);
  });

  it('leaves no keys behind', async () => {
    const { cacheDir, restart, url } = await started();
    mkdirSync(join(cacheDir, 'connections-of-the-dead', 'x'), { recursive: true });
    restart().open(url.replace('app', 'other'));
    await vi.waitFor(() => expect(existsSync(join(cacheDir, 'connections-of-the-dead'))).toBe(false));
  });
});

describe('a mirror that is damaged', () => {
  const damages: readonly { readonly what: string; readonly damage: (mirror: string) => void }[] = [
    { what: 'gone', damage: (mirror) => rmSync(mirror, { recursive: true }) },
    { what: 'without its HEAD', damage: (mirror) => rmSync(join(mirror, 'HEAD')) },
    {
      what: 'without its packs',
      damage: (mirror) => {
        rmSync(join(mirror, 'objects', 'pack'), { recursive: true });
        mkdirSync(join(mirror, 'objects', 'pack'));
      },
    },
    {
      what: 'with a pack that was cut short',
      damage: (mirror) => {
        for (const name of readdirSync(join(mirror, 'objects', 'pack')).filter((each) => each.endsWith('.pack'))) {
          chmodSync(join(mirror, 'objects', 'pack', name), 0o600);
          truncateSync(join(mirror, 'objects', 'pack', name), 40);
        }
      },
    },
    {
      what: 'with an index that is rubbish',
      damage: (mirror) => {
        for (const name of readdirSync(join(mirror, 'objects', 'pack')).filter((each) => each.endsWith('.idx'))) {
          rmSync(join(mirror, 'objects', 'pack', name));
          writeFileSync(join(mirror, 'objects', 'pack', name), 'rubbish');
        }
      },
    },
    { what: 'with a broken configuration', damage: (mirror) => writeFileSync(join(mirror, 'config'), '[broken') },
  ];
  it.each(damages)('$what is made anew, for the next commit and the same one', async ({ damage }) => {
    const { repository, commit, mirror, host, cacheDir, restart, url } = await started();
    await treeOf(repository, commit);
    damage(mirror());
    const next = await host.commitFiles('app', 'main', { d: '1' }, 'two');
    expect(await treeOf(repository, next)).toEqual({ ...files, d: '1' });
    damage(mirror());
    rmSync(join(cacheDir, 'trees'), { recursive: true });
    expect(await treeOf(restart().open(url), commit)).toEqual(files);
  });
});

describe('a store that is damaged', () => {
  const content = fileDigest(Buffer.from(files['c.yaml']));
  const place = (cacheDir: string): string => contentPath(join(cacheDir, 'trees', 'objects'), content);

  it('is repaired by the next checkout after a minute, without asking the host', async () => {
    const clock = new ManualClock();
    const { repository, commit, cacheDir, seen } = await started({ clock });
    await treeOf(repository, commit);
    rmSync(place(cacheDir));
    const broken = openTree((await repository.checkout(commit)).tree);
    expect(() => broken.read('c.yaml')).toThrow(expect.objectContaining({ code: 'storage', object: 'c.yaml' }));
    await clock.advance(60_000);
    expect(await treeOf(repository, commit)).toEqual(files);
    expect(Buffer.from(broken.read('c.yaml')).toString()).toBe(files['c.yaml']);
    expect(seen.filter((request) => request.startsWith('fetch'))).toHaveLength(1);
  });

  it('is repaired at once for who has met the damage, whatever it is', async () => {
    const { repository, commit, cacheDir } = await started();
    await treeOf(repository, commit);
    for (const rubbish of ['kind: X\n', '', 'longer than it was']) {
      writeFileSync(place(cacheDir), rubbish);
      expect(await treeOf(repository, commit, true)).toEqual(files);
    }
  });

  it('is looked at by the next process', async () => {
    const { repository, commit, cacheDir, restart, url } = await started();
    await treeOf(repository, commit);
    truncateSync(place(cacheDir), 3);
    expect(await treeOf(restart().open(url), commit)).toEqual(files);
  });

  it('may be deleted with all the cache at any moment', async () => {
    const { repository, commit, cacheDir, host } = await started();
    await treeOf(repository, commit);
    rmSync(cacheDir, { recursive: true });
    expect(await treeOf(repository, commit)).toEqual(files);
    rmSync(cacheDir, { recursive: true });
    const next = await host.commitFiles('app', 'main', { d: '1' }, 'two');
    expect(await treeOf(repository, next)).toEqual({ ...files, d: '1' });
    expect(await repository.isAncestor(commit, next)).toBe(true);
  });
});

describe('many commits', () => {
  it('are tidied into few packs, and all stay readable', async () => {
    const { repository, host, mirror, commit } = await started();
    await treeOf(repository, commit);
    let latest = commit;
    for (let count = 0; count < 45; count += 1) {
      latest = await host.commitFiles('app', 'main', { counter: String(count) }, `commit ${count}`);
      await repository.checkout(latest);
    }
    const packs = (): number =>
      readdirSync(join(mirror(), 'objects', 'pack')).filter((name) => name.endsWith('.pack')).length;
    await vi.waitFor(() => expect(packs()).toBeLessThan(10), { timeout: 10_000 });
    const next = await host.commitFiles('app', 'main', { counter: 'last' }, 'last');
    expect(await treeOf(repository, next)).toEqual({ ...files, counter: 'last' });
    expect(await treeOf(repository, commit)).toEqual(files);
    expect(() => gitIn(mirror(), ['--git-dir', mirror(), 'fsck'])).not.toThrow();
  }, 60_000);
});

describe('caches that nobody uses', () => {
  it('are dropped after a day, those that are used are not', async () => {
    const clock = new ManualClock(Date.now());
    const { repositories, url, commit, cacheDir, host, seen } = await started({ clock });
    await repositories.open(url).checkout(commit);
    const other = await host.createRepository('other');
    const otherCommit = await host.commitFiles('other', 'main', { x: '1' }, 'one');
    await repositories.open(other).checkout(otherCommit);
    const caches = (): number => readdirSync(join(cacheDir, 'repositories')).length;
    expect(caches()).toBe(2);
    for (let hour = 0; hour < 26; hour += 1) {
      await clock.advance(3_600_000);
      repositories.open(url);
    }
    await vi.waitFor(() => expect(caches()).toBe(1));
    expect(await treeOf(repositories.open(url), commit)).toEqual(files);
    // What was dropped is fetched again.
    const fetches = seen.filter((request) => request.startsWith('fetch')).length;
    expect(await treeOf(repositories.open(other), otherCommit)).toEqual({ x: '1' });
    expect(seen.filter((request) => request.startsWith('fetch'))).toHaveLength(fetches + 1);
  });
});

describe('a disk', () => {
  it('that is full is said to be, and all goes on when it no longer is', async (context) => {
    const small = temporaryFolder();
    try {
      execFileSync('sh', ['-c', `mount -t tmpfs -o size=400k tmpfs ${small}`], { stdio: 'ignore' });
    } catch {
      context.skip('a small file system cannot be mounted here');
    }
    onTestFinished(() => void execFileSync('sh', ['-c', `umount -l ${small}`]));
    const { host, repository, url, commit } = await started({ repositories: { cacheDir: small } });
    await treeOf(repository, commit);
    const noise = randomBytes(600_000);
    const large = await host.commitFiles('app', 'main', { noise: noise }, 'too much');
    const failure = await repository.checkout(large).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'SourceError', code: 'storage' });
    expect((failure as Error).message).toMatch(/disk (?:is )?full/);
    expect(await treeOf(repository, commit)).toEqual(files);
    const next = await host.commitFiles('app', 'main', { noise: null, d: '1' }, 'less');
    expect(await treeOf(repository, next)).toEqual({ ...files, d: '1' });
    expect(url).toContain('app');
  });

  it('that cannot be written gives an error', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { repository, commit } = await started({ repositories: { cacheDir: file } });
    await expect(repository.checkout(commit)).rejects.toMatchObject({ code: 'storage' });
  });
});

it('keeps one digest for one content, whatever happened to the cache', async () => {
  const { repository, commit, cacheDir } = await started();
  const first = await repository.checkout(commit);
  rmSync(cacheDir, { recursive: true });
  expect((await repository.checkout(commit)).digest).toBe(first.digest);
  expect(first.digest).toBe(memoryTree(files).digest);
});
