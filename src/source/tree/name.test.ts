import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childPath, compareNames, joinPath, nameFault, splitPath } from './name.ts';

describe('nameFault', () => {
  const refused: readonly (readonly [name: string, why: string])[] = [
    ['', 'is empty'],
    ['.', 'names a folder'],
    ['..', 'names a folder'],
    ['a/b', 'path separator'],
    ['a\\b', 'path separator'],
    ['a\0b', 'NUL'],
    ['.git', 'own files'],
    ['.GIT', 'own files'],
    ['.Git', 'own files'],
    ['.git.', 'own files'],
    ['.git ', 'own files'],
    ['.git . ', 'own files'],
    ['git~1', 'own files'],
    ['GIT~1', 'own files'],
    ['.g\u200cit', 'own files'],
    ['\ufeff.git', 'own files'],
    ['.gi\u206ft', 'own files'],
  ];
  it.each(refused)('refuses %j', (name, why) => {
    expect(nameFault(name)).toContain(why);
  });

  const accepted = [
    '.gitignore',
    '.gitmodules',
    '.github',
    'git',
    'git~2',
    '...',
    '..a',
    'a..',
    ' ',
    '-x',
    'ä',
    '💥',
    '.git-x',
    'con',
  ];
  it.each(accepted)('accepts %j', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it('takes a long name in little time', () => {
    const started = performance.now();
    nameFault(`.${' .'.repeat(100_000)}x`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('compareNames', () => {
  it('orders as the bytes of UTF-8 do', () => {
    const text = fc.string({ unit: 'binary' }).filter((name) => Buffer.from(name).toString() === name);
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareNames(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('puts characters beyond U+FFFF after all others', () => {
    expect(['\u{1f4a5}', '\uffee', 'z'].sort(compareNames)).toEqual(['z', '\uffee', '\u{1f4a5}']);
  });
});

describe('joinPath', () => {
  const cases: readonly (readonly [folder: string, relative: string, joined: string | undefined])[] = [
    ['', 'a', 'a'],
    ['a/b', 'c', 'a/b/c'],
    ['a/b', '../c', 'a/c'],
    ['a/b', '../../c', 'c'],
    ['a/b', '../..', ''],
    ['a/b', '../../..', undefined],
    ['a/b', '../../../a/b', undefined],
    ['', '..', undefined],
    ['', './a/./b//c/', 'a/b/c'],
    ['a', '/b', undefined],
    ['a', '', 'a'],
    ['a', 'x/../../../b', undefined],
  ];
  it.each(cases)('%j and %j', (folder, relative, joined) => {
    expect(joinPath(folder, relative)).toBe(joined);
  });
});

it('splits and joins paths', () => {
  expect(splitPath('a/b/c')).toEqual({ folder: 'a/b', name: 'c' });
  expect(splitPath('c')).toEqual({ folder: '', name: 'c' });
  expect([childPath('', 'a'), childPath('a/b', 'c')]).toEqual(['a', 'a/b/c']);
});
