import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, seededRandom } from '../../base/index.ts';
import { filesOf } from '../../../test/support/source-files.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import { contentPath, defaultTreeLimits, fileDigest, listingPath, memoryTree, openTree } from '../tree/index.ts';
import type { Tree } from '../tree.ts';
import { ContentStore, type ContentStoreOptions } from './content-store.ts';
import { saveTree } from './save.ts';
import { verifyTree } from './verify.ts';

interface TestStore {
  readonly store: ContentStore;
  readonly clock: ManualClock;
  readonly directory: string;
}

function testStore(options: Partial<ContentStoreOptions> = {}): TestStore {
  const clock = new ManualClock();
  const directory = options.directory ?? temporaryFolder();
  const store = new ContentStore({ clock, random: seededRandom(directory.length), ...options, directory });
  return { store, clock, directory };
}

/** A tree whose files have `size` bytes that `name` tells from others. */
function treeOf(name: string, files: number, size: number): Tree {
  const content = (index: number): string => `${name} ${index} `.repeat(Math.ceil(size / 8)).slice(0, size);
  return memoryTree(
    Object.fromEntries(Array.from({ length: files }, (_, index) => [`${name}/${index}`, content(index)])),
  );
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('saving', () => {
  it('gives back what was saved', async () => {
    const { store } = testStore();
    const tree = memoryTree({ 'a/b': '1', 'a/c': { content: '2', executable: true }, l: { target: 'a' } });
    const locator = await saveTree(store, tree);
    expect(filesOf(openTree(locator))).toEqual({ 'a/b': '1', 'a/c*': '2', l: '-> a' });
    expect(await store.has(tree.digest)).toBe(true);
    expect(await store.has('0'.repeat(40))).toBe(false);
  });

  it('reads only what is not there yet', async () => {
    const { store } = testStore();
    await saveTree(store, memoryTree({ 'same/x': '1', 'other/y': '2' }));
    const next = memoryTree({ 'same/x': '1', 'other/y': '3' });
    const read: string[] = [];
    const watched: Tree = {
      digest: next.digest,
      entry: (path) => next.entry(path),
      list: (path) => (read.push(`list ${path}`), next.list(path)),
      read: (path) => (read.push(`read ${path}`), next.read(path)),
    };
    await saveTree(store, watched);
    expect(read).toEqual(['list ', 'list other', 'read other/y']);
  });

  it('keeps one copy of equal files, and leaves nothing half written', async () => {
    const { store, directory } = testStore();
    await saveTree(store, memoryTree({ a: 'x', 'b/c': 'x', 'd/c': 'x' }));
    expect(filesBelow(join(directory, 'objects')).filter((name) => !name.endsWith('.tree'))).toEqual([
      fileDigest(Buffer.from('x')),
    ]);
    expect(readdirSync(join(directory, 'writing'))).toEqual([]);
  });

  it('is the same when many save the same at once', async () => {
    const { store } = testStore();
    const tree = treeOf('t', 20, 100);
    const locators = await Promise.all(Array.from({ length: 20 }, () => saveTree(store, tree)));
    expect(new Set(locators.map((locator) => JSON.stringify(locator))).size).toBe(1);
    expect(await verifyTree(store, tree.digest, 'contents')).toBe(true);
  });

  it('refuses trees above the limits', async () => {
    const { store } = testStore();
    const limits = { ...defaultTreeLimits, maxEntries: 5 };
    await expect(saveTree(store, treeOf('t', 6, 1), limits)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('drops what a process that was killed left half written', async () => {
    const { store, directory } = testStore();
    mkdirSync(join(directory, 'writing'), { recursive: true });
    writeFileSync(join(directory, 'writing', 'rest'), 'x');
    await saveTree(store, memoryTree({ a: '1' }));
    expect(readdirSync(join(directory, 'writing'))).toEqual([]);
  });

  it('goes on when somebody deletes the whole cache', async () => {
    const { store, directory } = testStore();
    await saveTree(store, memoryTree({ a: '1' }));
    rmSync(directory, { recursive: true });
    expect(await store.has(memoryTree({ a: '1' }).digest)).toBe(false);
    const locator = await saveTree(store, memoryTree({ a: '1' }));
    expect(filesOf(openTree(locator))).toEqual({ a: '1' });
  });

  it('writes large files piece by piece, and nothing where that is given up', async () => {
    const { store, directory } = testStore();
    const content = Buffer.alloc(300_000, 'abc');
    const digest = fileDigest(content);
    const attempt = (end: 'close' | 'abandon'): Promise<string> =>
      store.write(async (session) => {
        const writer = await session.createFile(digest);
        for (let at = 0; at < content.byteLength; at += 100_000) await writer.write(content.subarray(at, at + 100_000));
        await writer[end]();
        return '0'.repeat(40);
      });
    await attempt('abandon');
    expect(existsSync(contentPath(store.objects, digest))).toBe(false);
    await attempt('close');
    expect(statSync(contentPath(store.objects, digest)).size).toBe(300_000);
    expect(readdirSync(join(directory, 'writing'))).toEqual([]);
  });
});

describe('verifying', () => {
  const damages: readonly { what: string; damage: (file: string) => void; sizes: boolean; contents: boolean }[] = [
    { what: 'nothing', damage: () => undefined, sizes: true, contents: true },
    { what: 'a missing file', damage: (file) => rmSync(file), sizes: false, contents: false },
    { what: 'a file cut short', damage: (file) => writeFileSync(file, ''), sizes: false, contents: false },
    {
      what: 'another content of the same size',
      damage: (file) => writeFileSync(file, 'y'),
      sizes: true,
      contents: false,
    },
  ];
  describe.each(damages)('with $what', ({ damage, sizes, contents }) => {
    it.each(['sizes', 'contents'] as const)('by %s', async (depth) => {
      const { store } = testStore();
      const tree = memoryTree({ 'a/b/c': 'x', 'd/e': 'z' });
      const locator = await saveTree(store, tree);
      damage(contentPath(store.objects, fileDigest(Buffer.from('x'))));
      const whole = await verifyTree(store, tree.digest, depth);
      expect(whole).toBe(depth === 'sizes' ? sizes : contents);
      if (whole) return;
      expect(await store.has(tree.digest)).toBe(false);
      await saveTree(store, tree);
      expect(filesOf(openTree(locator))).toEqual({ 'a/b/c': 'x', 'd/e': 'z' });
    });
  });

  it('finds a folder that is damaged, and leaves those beside it alone', async () => {
    const { store } = testStore();
    const tree = memoryTree({ 'a/b/c': 'x', 'd/e': 'z' });
    await saveTree(store, tree);
    writeFileSync(listingPath(store.objects, tree.entry('a/b')?.digest ?? ''), 'x');
    expect(await verifyTree(store, tree.digest, 'sizes')).toBe(false);
    const has = (path: string): boolean => existsSync(listingPath(store.objects, tree.entry(path)?.digest ?? ''));
    expect(['', 'a', 'a/b', 'd'].map(has)).toEqual([false, false, false, true]);
  });
});

describe('collecting', () => {
  const size = 2000;
  const oneTree = 10 * size;

  async function filled(options: Partial<ContentStoreOptions>): Promise<TestStore & { trees: Tree[] }> {
    const test = testStore({ keepMs: 60_000, ...options });
    const trees: Tree[] = [];
    for (const name of ['one', 'two', 'three', 'four']) {
      const tree = treeOf(name, 10, size);
      trees.push(tree);
      await saveTree(test.store, tree);
      await test.clock.advance(120_000);
    }
    return { ...test, trees };
  }
  /** One collection may be under way already, from what was written. */
  async function collect({ store, clock }: { store: ContentStore; clock: ManualClock }): Promise<void> {
    for (let times = 0; times < 2; times += 1) {
      const state = { done: false };
      const collecting = store.collect().finally(() => (state.done = true));
      while (!state.done) {
        await clock.advance(100);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await collecting;
    }
  }
  const present = ({ store, trees }: { store: ContentStore; trees: readonly Tree[] }): Promise<boolean[]> =>
    Promise.all(trees.map((tree) => verifyTree(store, tree.digest, 'contents')));

  it('drops the trees that were used least lately until four fifths are filled', async () => {
    const test = await filled({ maxBytes: 3.4 * oneTree });
    await collect(test);
    expect(await present(test)).toEqual([false, true, true, true]);
    const left = filesBelow(join(test.directory, 'objects')).length;
    expect(left).toBe(3 * (10 + 2));
  });

  it('keeps what was used a short while ago, whatever it takes', async () => {
    const test = await filled({ maxBytes: oneTree });
    for (const tree of test.trees.slice(0, 3)) await test.store.has(tree.digest);
    await collect(test);
    expect(await present(test)).toEqual([true, true, true, false]);
  });

  it('counts a use before the process started anew', async () => {
    const test = await filled({ maxBytes: 1.5 * oneTree });
    const first = test.trees[0];
    await test.store.has(first?.digest ?? '');
    const clock = new ManualClock(test.clock.now() + 120_000);
    const next = new ContentStore({
      directory: test.directory,
      clock,
      random: seededRandom(9),
      maxBytes: 1.5 * oneTree,
      keepMs: 0,
    });
    await collect({ store: next, clock });
    expect(await present({ store: next, trees: test.trees })).toEqual([true, false, false, true]);
  });

  it('keeps what trees share', async () => {
    const test = testStore({ maxBytes: 30_000, keepMs: 0 });
    const shared = 'x'.repeat(10_000);
    const old = memoryTree({ 'shared/x': shared, 'own/y': 'y'.repeat(20_000) });
    const fresh = memoryTree({ 'shared/x': shared, 'own/y': 'z'.repeat(15_000) });
    await saveTree(test.store, old);
    await test.clock.advance(1000);
    await saveTree(test.store, fresh);
    await test.clock.advance(1000);
    await collect(test);
    expect(await present({ ...test, trees: [old, fresh] })).toEqual([false, true]);
  });

  it('does nothing while there is room', async () => {
    const test = await filled({ maxBytes: 10 * oneTree, keepMs: 0 });
    await collect(test);
    expect(await present(test)).toEqual([true, true, true, true]);
  });

  it('drops contents that no tree has, such as those of an extraction that failed', async () => {
    const test = testStore({ maxBytes: 10, keepMs: 0 });
    const lost = fileDigest(Buffer.from('lost '.repeat(100)));
    const failing = test.store.write(async (session) => {
      await session.writeFile(lost, Buffer.from('lost '.repeat(100)));
      throw new Error('no more');
    });
    await expect(failing).rejects.toMatchObject({ code: 'storage' });
    await collect(test);
    expect(filesBelow(join(test.directory, 'objects'))).toEqual([]);
  });

  it('happens by itself once much was written', async () => {
    const test = testStore({ maxBytes: oneTree, keepMs: 0 });
    for (let index = 0; index < 8; index += 1) {
      await saveTree(test.store, treeOf(`tree-${index}`, 10, size));
      await test.clock.advance(1000);
      await collect(test);
    }
    expect(filesBelow(join(test.directory, 'objects')).length).toBeLessThan(2 * 13);
  });

  it('never takes away what a tree that is written meanwhile relies on', async () => {
    const test = await filled({ maxBytes: oneTree, keepMs: 60_000 });
    // Each of these shares its folder `one` … `four` with a tree that is to be dropped, and comes at another moment of the collection.
    const written: Tree[] = [];
    const collecting = test.store.collect();
    for (let round = 0; round < 40; round += 1) {
      const [base] = test.trees.slice(round % 4);
      const name = ['one', 'two', 'three', 'four'][round % 4] ?? '';
      const files = Object.fromEntries(
        (base?.list(name) ?? []).map((entry) => [`${name}/${entry.name}`, base?.read(`${name}/${entry.name}`) ?? '']),
      );
      const tree = memoryTree({ ...files, round: String(round) });
      await saveTree(test.store, tree);
      written.push(tree);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([collecting, collect(test)]);
    expect(new Set(await present({ store: test.store, trees: written }))).toEqual(new Set([true]));
  });

  it('waits for a session that is under way, and gives up where that does not end', async () => {
    const test = await filled({ maxBytes: oneTree, keepMs: 1e9 });
    await collect(test);
    let finish = (): void => undefined;
    const session = test.store.write(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return '0'.repeat(40);
    });
    await test.clock.advance(2e9);
    await collect(test);
    expect(await present(test)).toEqual([true, true, true, true]);
    finish();
    await session;
    await collect(test);
    expect(await present(test)).toEqual([false, false, false, true]);
  });
});

describe('a disk that refuses', () => {
  it('gives an error that says what to do when it is full', async (context) => {
    const directory = temporaryFolder();
    try {
      execFileSync('sh', ['-c', `mount -t tmpfs -o size=256k tmpfs ${directory}`], { stdio: 'ignore' });
    } catch {
      context.skip('a small file system cannot be mounted here');
    }
    onTestFinished(() => void execFileSync('sh', ['-c', `umount -l ${directory}`]));
    const { store } = testStore({ directory });
    await expect(saveTree(store, treeOf('large', 10, 100_000))).rejects.toMatchObject({
      name: 'SourceError',
      code: 'storage',
      object: directory,
      message: `the local cache of ${directory} failed: the disk is full; free space or give the cache a larger volume`,
    });
    expect(existsSync(join(directory, 'roots'))).toBe(false);
    // With room again, all goes on.
    rmSync(join(directory, 'objects'), { recursive: true });
    rmSync(join(directory, 'writing'), { recursive: true });
    expect(filesOf(openTree(await saveTree(store, memoryTree({ a: '1' }))))).toEqual({ a: '1' });
  });

  it('gives an error where a file is in the way', async () => {
    const directory = join(temporaryFolder(), 'file');
    writeFileSync(directory, 'x');
    const { store } = testStore({ directory });
    await expect(saveTree(store, memoryTree({ a: '1' }))).rejects.toMatchObject({ code: 'storage' });
    rmSync(directory);
    await expect(saveTree(store, memoryTree({ a: '1' }))).resolves.toMatchObject({ kind: 'content' });
  });
});
