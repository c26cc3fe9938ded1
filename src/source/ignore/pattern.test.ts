import { describe, expect, it } from 'vitest';
import { maxPatterns, parseIgnoreFile, parseIgnorePattern } from './pattern.ts';

/** A path that ends in `/` is a folder. */
function verdict(line: string, path: string, folder: readonly string[] = []): string | undefined {
  const isFolder = path.endsWith('/');
  return parseIgnorePattern(line, folder).judge((isFolder ? path.slice(0, -1) : path).split('/'), isFolder);
}

describe('a pattern without a slash', () => {
  const matching: readonly (readonly [pattern: string, path: string])[] = [
    ['*.md', 'a.md'],
    ['*.md', 'x/y/a.md'],
    // What lies below a match is matched too.
    ['docs', 'docs/a/b'],
    ['docs', 'x/docs/a'],
    ['docs', 'docs'],
    ['docs/', 'docs/'],
    ['docs/', 'docs/a'],
    ['docs/', 'x/docs/a/b'],
    ['?.md', 'a.md'],
    ['[a-c]x', 'bx'],
    ['[^a-c]x', 'dx'],
    ['\\#x', '#x'],
    ['\\!x', '!x'],
    ['a b', 'a b'],
    ['x   ', 'x'],
    ['x\\ ', 'x '],
    ['*', 'anything/at/all'],
    ['**', 'anything'],
    ['a**b', 'axxb'],
    ['**/', 'a/b'],
  ];
  it.each(matching)('%j excludes %j', (pattern, path) => {
    expect(verdict(pattern, path)).toBe('exclude');
  });

  const others: readonly (readonly [pattern: string, path: string])[] = [
    ['*.md', 'a.mdx'],
    ['docs/', 'docs'],
    ['docs/', 'x/docs'],
    ['docs', 'docs.md'],
    ['Docs', 'docs'],
    ['[!a]', 'b'],
    ['[', '['],
    ['x[', 'x['],
    ['/', 'a'],
    ['!', 'a'],
    ['x\t', 'x'],
  ];
  it.each(others)('%j says nothing of %j', (pattern, path) => {
    expect(verdict(pattern, path)).toBeUndefined();
  });
});

describe('a pattern with a slash', () => {
  const matching: readonly (readonly [pattern: string, path: string])[] = [
    ['/*', 'a'],
    ['/*', 'a/b/c'],
    ['/a', 'a/b'],
    ['a/b', 'a/b'],
    ['a/b', 'a/b/c'],
    ['a/b/', 'a/b/'],
    ['a/b/', 'a/b/c'],
    ['a/*', 'a/b'],
    ['a/*/c', 'a/b/c'],
    ['**/c', 'c'],
    ['**/c', 'a/b/c'],
    ['**/c/d', 'a/c/d/e'],
    ['a/**/c', 'a/c'],
    ['a/**/c', 'a/x/y/c'],
    ['a/**', 'a/b'],
    ['a/**', 'a/b/c/d'],
    ['**/x/**/y', 'a/x/b/y'],
    ['a//b', 'a/b'],
  ];
  it.each(matching)('%j excludes %j', (pattern, path) => {
    expect(verdict(pattern, path)).toBe('exclude');
  });

  const others: readonly (readonly [pattern: string, path: string])[] = [
    ['/a', 'b/a'],
    ['a/b', 'x/a/b'],
    ['a/b', 'a'],
    ['a/b/', 'a/b'],
    ['a/*/c', 'a/c'],
    ['**/c', 'a/b'],
    ['a/**/c', 'b/c'],
    ['a/**b', 'a/xb'],
    ['a/[', 'a/['],
    ['**/c/d', 'a/c/x'],
    // The first part that matches is taken, and no other is tried after it.
    ['**/c/d', 'c/c/d'],
  ];
  it.each(others)('%j says nothing of %j', (pattern, path) => {
    expect(verdict(pattern, path)).toBeUndefined();
  });
});

describe('a pattern', () => {
  it('includes again with a `!`', () => {
    expect(verdict('!docs/keep', 'docs/keep/x')).toBe('include');
    expect(verdict('!*.md', 'a.md')).toBe('include');
  });

  it('holds below the folder that it was written in, and nowhere else', () => {
    expect(verdict('/x', 'a/b/x', ['a', 'b'])).toBe('exclude');
    expect(verdict('x', 'a/b/c/x', ['a', 'b'])).toBe('exclude');
    expect(verdict('x', 'a/x', ['a', 'b'])).toBeUndefined();
    expect(verdict('/x', 'x', ['a', 'b'])).toBeUndefined();
    expect(verdict('a', 'a/b/x', ['a', 'b'])).toBeUndefined();
    expect(verdict('*', 'a/b', ['a', 'b'])).toBeUndefined();
  });

  it('takes hostile text in little time', () => {
    const started = performance.now();
    verdict(`${'*a'.repeat(1000)}b`, 'a'.repeat(255));
    verdict(`x${' '.repeat(60_000)}y`, 'x');
    verdict('**/'.repeat(1000), 'a/'.repeat(1000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('an ignore file', () => {
  const count = (text: string): number => parseIgnoreFile(text, []).length;

  it.each([
    ['', 0],
    ['# comment\n\n   \n\t\nx\n', 1],
    ['a\r\nb\r\n', 2],
    ['a\nb', 2],
    [' # is a pattern', 1],
  ])('%j has %i patterns', (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  it('without its carriage returns', () => {
    expect(parseIgnoreFile('*.md\r\n', [])[0]?.judge(['a.md'], false)).toBe('exclude');
  });

  it('is read up to a line that is too long, as upstream does, and up to a number of patterns', () => {
    expect(count(`a\n${'x'.repeat(70_000)}\nb\n`)).toBe(1);
    expect(count('x\n'.repeat(maxPatterns + 5))).toBe(maxPatterns + 1);
  });
});
