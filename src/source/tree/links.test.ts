import { describe, expect, it } from 'vitest';
import { resolveLinks } from './links.ts';
import { memoryTree } from './memory-tree.ts';

const chain = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`chain/${index}`, { target: index === 49 ? '../file' : `${index + 1}` }]),
);

const tree = memoryTree({
  file: 'content',
  'folder/inner/deep': 'deep',
  'folder/up': { target: '../file' },
  'folder/same': { target: './inner/../inner/deep' },
  'to-folder': { target: 'folder/inner' },
  'folder/to-root': { target: '..' },
  outside: { target: '../etc/passwd' },
  'folder/outside': { target: '../../etc' },
  'folder/inner/through': { target: '../../../x' },
  absolute: { target: '/etc/passwd' },
  nowhere: { target: 'folder/none' },
  empty: { target: '' },
  loop: { target: 'loop' },
  'loop-a': { target: 'loop-b' },
  'loop-b': { target: 'loop-a' },
  'loop-folder': { target: 'loop-folder/x' },
  // The parent of where the link led, not of the link.
  'link-parent': { target: 'to-folder/../up' },
  'through-file': { target: 'file/../file' },
  ...chain,
});

describe('resolveLinks', () => {
  const found: readonly (readonly [path: string, at: string])[] = [
    ['', ''],
    ['file', 'file'],
    ['folder', 'folder'],
    ['folder/up', 'file'],
    ['folder/same', 'folder/inner/deep'],
    ['to-folder', 'folder/inner'],
    ['to-folder/deep', 'folder/inner/deep'],
    ['folder/to-root', ''],
    ['folder/to-root/file', 'file'],
    ['folder/to-root/folder/to-root/to-folder/deep', 'folder/inner/deep'],
    ['link-parent', 'file'],
    ['chain/20', 'file'],
    ['empty', ''],
  ];
  it.each(found)('%s leads to %s', (path, at) => {
    const resolved = resolveLinks(tree, path);
    expect(resolved).toMatchObject({ kind: 'found', path: at });
    expect(resolved.kind === 'found' && resolved.entry.digest).toBe(tree.entry(at)?.digest);
  });

  const astray: readonly (readonly [path: string, kind: string, at: string])[] = [
    ['none', 'missing', 'none'],
    ['folder/none/more', 'missing', 'folder/none/more'],
    ['file/more', 'missing', 'file/more'],
    ['nowhere', 'missing', 'folder/none'],
    ['nowhere/more', 'missing', 'folder/none/more'],
    ['through-file', 'missing', 'file/../file'],
    ['outside', 'escapes', 'outside'],
    ['outside/more', 'escapes', 'outside'],
    ['folder/outside', 'escapes', 'folder/outside'],
    ['to-folder/through', 'escapes', 'folder/inner/through'],
    ['absolute', 'escapes', 'absolute'],
    ['loop', 'circular', 'loop'],
    ['loop-a', 'circular', 'loop-a'],
    ['loop-folder', 'circular', 'loop-folder'],
    ['chain/0', 'circular', 'chain/40'],
  ];
  it.each(astray)('%s is %s at %s', (path, kind, at) => {
    expect(resolveLinks(tree, path)).toMatchObject({ kind, path: at });
  });

  it('says where an escaping link wanted to go', () => {
    expect(resolveLinks(tree, 'outside')).toEqual({ kind: 'escapes', path: 'outside', target: '../etc/passwd' });
  });
});
