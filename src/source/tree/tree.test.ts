import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { seededRandom, systemClock, systemRandom } from '../../base/index.ts';
import { ignoring, readIgnoreRules } from '../ignore/index.ts';
import { ContentStore, saveTree } from '../store/index.ts';
import { gitIn, temporaryFolder } from '../../../test/support/source-git.ts';
import type { Tree, TreeLocator } from '../tree.ts';
import { contentPath, listingPath } from './content-tree.ts';
import { defaultTreeLimits } from './limits.ts';
import { type MemoryFile, memoryTree } from './memory-tree.ts';
import { openTree } from './open.ts';

const files: Record<string, MemoryFile> = {
  'b.yaml': 'b',
  'a/z': '1',
  'a/y/x': '2',
  'a.txt': 'ä\u{1f4a5}',
  'a-': '',
  'run.sh': { content: '#!/bin/sh\n', executable: true },
  link: { target: 'a/y' },
  'a/out': { target: '../../x' },
};

function writeFolder(folder: string): string {
  for (const [path, file] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof file === 'object' && 'target' in file) symlinkSync(file.target, place);
    else writeFileSync(place, typeof file === 'object' && 'content' in file ? file.content : file);
  }
  chmodSync(join(folder, 'run.sh'), 0o755);
  return folder;
}

async function saved(tree: Tree): Promise<TreeLocator> {
  const store = new ContentStore({ directory: temporaryFolder(), clock: systemClock, random: seededRandom(1) });
  return await saveTree(store, tree);
}

const implementations: readonly { readonly name: string; readonly make: () => Promise<Tree> }[] = [
  { name: 'memory', make: async () => memoryTree(files) },
  { name: 'a folder', make: async () => openTree({ kind: 'folder', path: writeFolder(temporaryFolder()) }) },
  { name: 'a content store', make: async () => openTree(await saved(memoryTree(files))) },
  {
    name: 'a view that leaves out what the others do not have',
    make: async () => {
      const more = memoryTree({
        ...files,
        'secret/key': 'x',
        'a/y/.gitignore': 'x',
        '.sourceignore': '/secret\n.sourceignore\n',
      });
      return ignoring(more, readIgnoreRules(more));
    },
  },
];

describe.each(implementations)('a tree from $name', ({ make }) => {
  it('has the digest that git gives it', async () => {
    const folder = writeFolder(temporaryFolder());
    gitIn(folder, ['init', '--quiet']);
    gitIn(folder, ['add', '.']);
    expect((await make()).digest).toBe(gitIn(folder, ['write-tree']).trim());
    expect((await make()).entry('a')?.digest).toBe(gitIn(folder, ['write-tree', '--prefix=a/']).trim());
  });

  it('lists folders by name in byte order', async () => {
    const tree = await make();
    expect(tree.list('')?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'folder a',
      'file a-',
      'file a.txt',
      'file b.yaml',
      'symlink link',
      'file run.sh',
    ]);
    expect(tree.list('a')?.map(({ name }) => name)).toEqual(['out', 'y', 'z']);
  });

  it('shows entries as they are', async () => {
    const tree = await make();
    expect(tree.entry('')).toMatchObject({ kind: 'folder', name: '', digest: tree.digest });
    expect(tree.entry('run.sh')).toMatchObject({ kind: 'file', name: 'run.sh', executable: true, size: 10 });
    expect(tree.entry('a.txt')).toMatchObject({ kind: 'file', executable: false, size: 6 });
    expect(tree.entry('link')).toMatchObject({ kind: 'symlink', target: 'a/y' });
    expect(tree.entry('a/y')).toMatchObject({ kind: 'folder', name: 'y' });
  });

  it('reads files', async () => {
    const tree = await make();
    expect(Buffer.from(tree.read('a/y/x')).toString()).toBe('2');
    expect(Buffer.from(tree.read('a.txt')).toString()).toBe('ä\u{1f4a5}');
    expect(tree.read('a-').byteLength).toBe(0);
  });

  it.each([
    'none',
    'a/none',
    'b.yaml/x',
    'link/x',
    'a/out',
    '..',
    '../x',
    'a/..',
    '/a',
    'a/',
    'a//z',
    './a',
    'secret/key',
  ])('finds nothing to read at %j', async (path) => {
    const tree = await make();
    if (path !== 'a/out') expect(tree.entry(path)).toBeUndefined();
    expect(tree.list(path)).toBeUndefined();
    expect(() => tree.read(path)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('reads no folder and lists no file', async () => {
    const tree = await make();
    expect(() => tree.read('a')).toThrow(expect.objectContaining({ code: 'not-found', object: 'a' }));
    expect(() => tree.read('')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(tree.list('b.yaml')).toBeUndefined();
    expect(tree.list('link')).toBeUndefined();
  });
});

describe('a tree in memory', () => {
  const cases = [
    { path: '../x', code: 'refused' },
    { path: 'a/../b', code: 'refused' },
    { path: '/a', code: 'refused' },
    { path: 'a//b', code: 'refused' },
    { path: '', code: 'refused' },
    { path: 'a/.git/config', code: 'refused' },
    { path: `${'a/'.repeat(300)}x`, code: 'too-large' },
    { path: 'x'.repeat(5000), code: 'too-large' },
  ];
  it.each(cases)('is refused with the path $path ($code)', ({ path, code }) => {
    expect(() => memoryTree({ [path]: '' })).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { a: '1', 'a/b': '2' },
    { 'a/b': '2', a: '1' },
  ])('is refused where a path is a file and a folder: %j', (given) => {
    expect(() => memoryTree(given)).toThrow(expect.objectContaining({ code: 'refused', object: 'a' }));
  });

  it('takes names of properties for names of files', () => {
    const given = JSON.parse('{"__proto__":"1","constructor/x":"2"}') as Record<string, string>;
    const tree = memoryTree(given);
    expect(['__proto__', 'constructor/x'].map((path) => Buffer.from(tree.read(path)).toString())).toEqual(['1', '2']);
    expect(tree.entry('toString')).toBeUndefined();
  });
});

describe('a tree from a folder', () => {
  const small = { ...defaultTreeLimits, maxEntries: 3, maxFileBytes: 5, maxTotalBytes: 8, maxDepth: 2 };

  it('hides the files of a repository, and follows no link out of it', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git', 'config'), 'x');
    symlinkSync('/etc', join(folder, 'etc'));
    const tree = openTree({ kind: 'folder', path: folder });
    expect(tree.list('')?.map(({ name }) => name)).toEqual(['etc']);
    expect(tree.entry('.git/config')).toBeUndefined();
    expect(tree.entry('etc/passwd')).toBeUndefined();
  });

  it('reads nothing below a folder that nobody asks for', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'large'));
    writeFileSync(join(folder, 'large', 'file'), '123456789');
    writeFileSync(join(folder, 'x'), 'x');
    const tree = openTree({ kind: 'folder', path: folder }, small);
    expect(Buffer.from(tree.read('x')).toString()).toBe('x');
    expect(tree.list('')?.length).toBe(2);
    expect(() => tree.digest).toThrow(expect.objectContaining({ code: 'too-large', object: 'large/file' }));
  });

  it('stays as it was when it was read', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x'), 'before');
    const tree = openTree({ kind: 'folder', path: folder });
    const { digest } = tree;
    writeFileSync(join(folder, 'x'), 'after');
    expect(Buffer.from(tree.read('x')).toString()).toBe('before');
    expect(tree.digest).toBe(digest);
    expect(openTree({ kind: 'folder', path: folder }).digest).not.toBe(digest);
  });

  it('does not read a link that took the place of a file', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x'), 'x');
    const tree = openTree({ kind: 'folder', path: folder });
    tree.list('');
    rmSync(join(folder, 'x'));
    symlinkSync('/etc/passwd', join(folder, 'x'));
    expect(() => tree.read('x')).toThrow(expect.objectContaining({ code: 'storage', object: 'x' }));
  });

  const limits = [
    { what: 'entries', files: ['1', '2', '3', '4'], content: '' },
    { what: 'bytes', files: ['1', '2', '3'], content: '1234' },
    { what: 'deeper', files: ['a/b/c/d'], content: '' },
  ];
  it.each(limits)('has a limit for $what', ({ what, files: paths, content }) => {
    const folder = temporaryFolder();
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const read = (): string => openTree({ kind: 'folder', path: folder }, small).digest;
    expect(read).toThrow(
      expect.objectContaining({ code: 'too-large', message: expect.stringContaining(what) as string }),
    );
  });

  it('says what is no folder', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x'), 'x');
    for (const path of [join(folder, 'none'), join(folder, 'x')]) {
      expect(() => openTree({ kind: 'folder', path })).toThrow(
        expect.objectContaining({ code: 'not-found', object: path }),
      );
    }
  });
});

describe('a tree in a content store', () => {
  it('is opened in a worker thread by its locator', async () => {
    const locator = await saved(memoryTree(files));
    const worker = new Worker(
      `const { workerData, parentPort } = require('node:worker_threads');
       import(workerData.module).then(({ openTree }) => {
         const tree = openTree(workerData.locator);
         parentPort.postMessage([tree.digest, Buffer.from(tree.read('a/y/x')).toString()]);
       });`,
      { eval: true, workerData: { locator, module: new URL('index.ts', import.meta.url).href }, execArgv: [] },
    );
    const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(answer).toEqual([memoryTree(files).digest, '2']);
    await worker.terminate();
  });

  it('says that the local copy is damaged where it is, and what helps', async () => {
    const locator = await saved(memoryTree(files));
    if (locator.kind !== 'content') throw new Error('another kind');
    const tree = openTree(locator);
    const entry = tree.entry('b.yaml');
    writeFileSync(contentPath(locator.objects, entry?.digest ?? ''), 'longer than it was');
    expect(() => tree.read('b.yaml')).toThrow(
      expect.objectContaining({
        code: 'storage',
        object: 'b.yaml',
        message:
          'the local copy of b.yaml cannot be read (it has 18 bytes instead of 1); it is made again by the next checkout',
      }),
    );
    writeFileSync(listingPath(locator.objects, tree.entry('a')?.digest ?? ''), 'slipway-folder-1 0 0');
    expect(() => tree.list('a')).toThrow(expect.objectContaining({ code: 'storage', object: 'a' }));
    rmSync(locator.index);
    expect(() => openTree(locator).list('')).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  it('may be empty', async () => {
    const tree = openTree(await saved(memoryTree({})));
    expect(tree.list('')).toEqual([]);
    expect(tree.digest).toBe(memoryTree({}).digest);
  });
});

it('finds content by digest on the disk', () => {
  expect(contentPath('/o', 'abcdef')).toBe('/o/ab/abcdef');
  expect(listingPath('/o', 'abcdef')).toBe('/o/ab/abcdef.tree');
  expect(systemRandom.uuid()).not.toBe(systemRandom.uuid());
});
