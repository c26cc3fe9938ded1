import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveLinks } from './links.ts';
import { pathTree } from './path-tree.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'slipway-path-tree-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'a'));
  writeFileSync(join(path, 'a/file'), 'text');
  symlinkSync('a', join(path, 'link'));
  symlinkSync(join(path, 'a/file'), join(path, 'absolute'));
  symlinkSync('/', join(path, 'out'));
  return path;
}

describe('pathTree', () => {
  it('finds nothing behind a link or a file, and shows links as they are', () => {
    const tree = pathTree(folder());
    expect(tree.entry('a/file')).toMatchObject({ kind: 'file', size: 4 });
    expect(tree.entry('link')).toMatchObject({ kind: 'symlink', target: 'a' });
    expect(tree.entry('link/file')).toBeUndefined();
    expect(tree.entry('a/file/x')).toBeUndefined();
    expect(resolveLinks(tree, 'link/file')).toMatchObject({ kind: 'found', path: 'a/file' });
    expect(resolveLinks(tree, 'absolute')).toMatchObject({ kind: 'found', path: 'a/file' });
    expect(resolveLinks(tree, 'out')).toMatchObject({ kind: 'escapes' });
  });

  it('keeps what it has read', () => {
    const path = folder();
    const tree = pathTree(path);
    expect(Buffer.from(tree.read('a/file')).toString()).toBe('text');
    writeFileSync(join(path, 'a/file'), 'other');
    expect(Buffer.from(tree.read('a/file')).toString()).toBe('text');
    expect(() => tree.read('a')).toThrow('no file is at a');
  });

  it('lists in the order of names', () => {
    expect(
      pathTree(folder())
        .list('')
        ?.map(({ name }) => name),
    ).toEqual(['a', 'absolute', 'link', 'out']);
  });
});
