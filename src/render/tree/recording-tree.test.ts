import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTree, type Tree } from '../../source/index.ts';
import { readsHold } from './reads.ts';
import { RecordingTree } from './recording-tree.ts';

type Files = Record<string, string | { readonly target: string }>;

/** A folder of the disk with these files and links, as a tree. */
function treeOf(files: Files): Tree {
  const root = mkdtempSync(join(tmpdir(), 'slipway-render-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (typeof content === 'string') writeFileSync(join(root, path), content);
    else symlinkSync(content.target, join(root, path));
  }
  return openTree({ kind: 'folder', path: root });
}

const files: Files = {
  'app/a.yaml': 'a',
  'app/b.yaml': 'b',
  'app/sub/c.yaml': 'c',
  'app/link.yaml': { target: 'a.yaml' },
  'other/d.yaml': 'd',
};

/** What `use` reads of a tree: the records. */
function record(use: (tree: RecordingTree) => void) {
  const tree = new RecordingTree(treeOf(files));
  use(tree);
  return tree.reads();
}

describe('RecordingTree', () => {
  it.each<[string, (tree: RecordingTree) => unknown, string[]]>([
    ['a file read', (tree) => tree.read('app/a.yaml'), ['file app/a.yaml']],
    ['a file looked at', (tree) => tree.entry('app/a.yaml'), ['file app/a.yaml']],
    ['a place found empty', (tree) => tree.entry('app/none/x.yaml'), ['missing app/none/x.yaml']],
    ['a folder looked at', (tree) => tree.entry('app'), ['folder app']],
    ['a folder listed', (tree) => tree.list('app'), ['folder app']],
    ['a file listed in vain', (tree) => tree.list('app/a.yaml'), ['file app/a.yaml']],
    ['a folder listed in vain', (tree) => tree.list('none'), ['missing none']],
    ['a link', (tree) => tree.entry('app/link.yaml'), ['link app/link.yaml']],
    ['the root', (tree) => [tree.list(''), tree.entry('')], ['folder ']],
    [
      'the same twice',
      (tree) => [tree.read('other/d.yaml'), tree.entry('app'), tree.read('other/d.yaml')],
      ['folder app', 'file other/d.yaml'],
    ],
  ])('records %s', (_, use, reads) => {
    expect(record(use).map(({ kind, path }) => `${kind} ${path}`)).toEqual(reads);
  });

  it('gives what the tree gives, but no digests of folders', () => {
    const tree = treeOf(files);
    const recording = new RecordingTree(tree);
    expect(Buffer.from(recording.read('app/sub/c.yaml')).toString()).toBe('c');
    expect(recording.entry('app/a.yaml')).toEqual(tree.entry('app/a.yaml'));
    expect(recording.list('app')?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'file a.yaml',
      'file b.yaml',
      'symlink link.yaml',
      'folder sub',
    ]);
    expect([recording.digest, recording.entry('app')?.digest, recording.list('app')?.[3]?.digest]).toEqual([
      '',
      '',
      '',
    ]);
  });

  it('keeps the listing of a folder that is looked at afterwards', () => {
    const listed = record((tree) => [tree.list('app'), tree.entry('app')]);
    expect(listed).toEqual(record((tree) => [tree.entry('app'), tree.list('app')]));
    expect(listed[0]?.digest).not.toBe('');
  });

  it('throws for what cannot be read, and records it', () => {
    const tree = new RecordingTree(treeOf(files));
    expect(() => tree.read('app/none.yaml')).toThrow('app/none.yaml');
    expect(tree.reads()).toEqual([{ kind: 'missing', path: 'app/none.yaml', digest: '' }]);
  });
});

describe('readsHold', () => {
  const uses: Record<string, (tree: RecordingTree) => unknown> = {
    read: (tree) => tree.read('app/a.yaml'),
    list: (tree) => tree.list('app'),
    look: (tree) => tree.entry('app'),
    miss: (tree) => tree.entry('app/kustomization.yaml'),
    link: (tree) => tree.entry('app/link.yaml'),
  };

  it.each<[string, Files, string[]]>([
    ['nothing changed', {}, ['read', 'list', 'look', 'miss', 'link']],
    ['a file beside changed', { 'app/b.yaml': 'changed' }, ['read', 'list', 'look', 'miss', 'link']],
    ['the file itself changed', { 'app/a.yaml': 'changed' }, ['list', 'look', 'miss', 'link']],
    ['a file came', { 'app/new.yaml': 'new' }, ['read', 'look', 'miss', 'link']],
    ['the missing file came', { 'app/kustomization.yaml': 'x' }, ['read', 'look', 'link']],
    ['a link led elsewhere', { 'app/link.yaml': { target: 'b.yaml' } }, ['read', 'look', 'miss']],
    ['a link became a file', { 'app/link.yaml': 'a.yaml' }, ['read', 'look', 'miss']],
    ['a file came below', { 'app/sub/new.yaml': 'new' }, ['read', 'list', 'look', 'miss', 'link']],
  ])('%s', (_, changes, holding) => {
    const changed = treeOf({ ...files, ...changes });
    const held = Object.keys(uses).filter((use) => readsHold(record(uses[use]!), changed));
    expect(held).toEqual(holding);
  });

  it('does not hold where the folder is gone or is a file', () => {
    for (const use of ['list', 'look']) {
      expect(readsHold(record(uses[use]!), treeOf({ 'other/d.yaml': 'd' }))).toBe(false);
      expect(readsHold(record(uses[use]!), treeOf({ app: 'a file' }))).toBe(false);
    }
  });

  it('does not hold where nothing was read', () => {
    expect(readsHold([], treeOf(files))).toBe(false);
  });
});
