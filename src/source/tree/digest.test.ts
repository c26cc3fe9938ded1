import * as fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitIn, temporaryFolder } from '../../../test/support/source-git.ts';
import { emptyFolderDigest, fileDigest, folderDigest } from './digest.ts';
import { memoryTree } from './memory-tree.ts';

describe('digests', () => {
  it('are the object ids of git for files', () => {
    const folder = temporaryFolder();
    for (const content of ['', 'a', 'text\n', 'ä\0\u{1f4a5}', 'x'.repeat(70_000)]) {
      expect(fileDigest(Buffer.from(content))).toBe(gitIn(folder, ['hash-object', '--stdin'], content).trim());
    }
  });

  it('is that of the empty tree for a folder without entries', () => {
    expect(folderDigest([])).toBe(emptyFolderDigest);
  });

  it('are the object ids of git for folders, in the order of git', () => {
    const folder = temporaryFolder();
    gitIn(folder, ['init', '--quiet']);
    const files: Record<string, string> = {
      // `a.b` sorts before the folder `a` and after the file `a-`, since git sees folders as `a/`.
      'a/x': '1',
      'a.b': '2',
      'a-': '3',
      ab: '4',
      'ä/deep/er': '5',
      '\uffee': '6',
      '\u{1f4a5}': '7',
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    gitIn(folder, ['add', '.']);
    expect(memoryTree(files).digest).toBe(gitIn(folder, ['write-tree']).trim());
  });

  it('differ where anything differs', () => {
    const base = memoryTree({ 'a/b': 'x' }).digest;
    const others = [
      memoryTree({ 'a/b': 'y' }),
      memoryTree({ 'a/c': 'x' }),
      memoryTree({ 'a/b': 'x', c: '' }),
      memoryTree({ 'a/b': { content: 'x', executable: true } }),
      memoryTree({ 'a/b': { target: 'x' } }),
      memoryTree({ 'b/b': 'x' }),
    ];
    expect(new Set([base, ...others.map((tree) => tree.digest)]).size).toBe(others.length + 1);
  });

  it('do not depend on the order in which files are given', () => {
    const files = fc.dictionary(fc.stringMatching(/^([a-c]{1,2}\/){0,2}[0-9]{1,2}$/), fc.string());
    fc.assert(
      fc.property(files, (given) => {
        const reversed = Object.fromEntries(Object.entries(given).reverse());
        expect(memoryTree(reversed).digest).toBe(memoryTree(given).digest);
      }),
    );
  });
});
