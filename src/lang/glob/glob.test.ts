import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileGlob, type GlobStyle, matchGob } from './index.ts';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/verdicts.json'), 'utf8')) as {
  styles: Record<GlobStyle, { texts: string[]; verdicts: Record<string, string> }>;
};

const rows = Object.entries(recorded.styles).flatMap(([style, { texts, verdicts }]) =>
  Object.entries(verdicts).map(
    ([pattern, expected]) =>
      [style as GlobStyle, pattern, texts, expected] satisfies [GlobStyle, string, string[], string],
  ),
);

describe('compileGlob', () => {
  it.each(rows)('%s %j answers as upstream', (style, pattern, texts, expected) => {
    const glob = compileGlob(pattern, style === 'gobwas' ? { style, separators: '/' } : { style });
    const ours = texts.map((text) => (glob?.matches(text) === true ? 'y' : 'n')).join('');
    expect(glob === undefined ? 'refused' : ours).toBe(expected);
  });

  it('keeps the pattern', () => {
    expect(compileGlob('*.yaml', { style: 'argocd-directory' })?.pattern).toBe('*.yaml');
  });

  it('crosses separators only with gobwas without separators', () => {
    const matches = (style: GlobStyle) => compileGlob('a*c', { style })?.matches('a/b/c');
    expect(matches('argocd-directory')).toBe(true);
    expect(matches('gobwas')).toBe(true);
    expect(matches('helm-files')).toBe(false);
    expect(matches('path-match')).toBe(false);
    expect(matches('doublestar')).toBe(false);
  });

  it('counts a character beyond the basic plane as one', () => {
    for (const style of ['gobwas', 'path-match', 'doublestar'] as const) {
      expect(compileGlob('?', { style })?.matches('🚀')).toBe(true);
      expect(compileGlob('[🚀-🚂]x', { style })?.matches('🚁x')).toBe(true);
    }
  });

  it('sees every character of a pattern that starts alike', () => {
    expect(compileGlob('abc*', { style: 'gobwas' })?.matches('ab')).toBe(false);
    expect(compileGlob('abc', { style: 'gobwas' })?.matches('abcd')).toBe(false);
    expect(compileGlob('', { style: 'gobwas' })?.matches('a')).toBe(false);
  });

  it('refuses patterns of more than 2 048 characters', () => {
    expect(compileGlob('a'.repeat(2048), { style: 'gobwas' })).toBeDefined();
    expect(compileGlob('a'.repeat(2049), { style: 'gobwas' })).toBeUndefined();
  });

  it('refuses braces nested more than 100 deep', () => {
    expect(compileGlob('{'.repeat(100), { style: 'gobwas' })).toBeDefined();
    expect(compileGlob('{'.repeat(101), { style: 'gobwas' })).toBeUndefined();
  });

  it('refuses braces that multiply without measure', () => {
    expect(compileGlob('{a,b}'.repeat(10), { style: 'doublestar' })?.matches('ababababab')).toBe(true);
    expect(compileGlob('{a,b}'.repeat(11), { style: 'doublestar' })).toBeUndefined();
    expect(compileGlob('{a,b}'.repeat(400), { style: 'doublestar' })).toBeUndefined();
    expect(compileGlob('{a,b}'.repeat(400), { style: 'gobwas' })?.matches('ab'.repeat(200))).toBe(true);
  });

  it.each([
    ['gobwas', '*a'.repeat(500)],
    ['gobwas', '{*,**}'.repeat(300)],
    ['gobwas', `${'{'.repeat(99)}*${',*}'.repeat(99)}b`],
    ['path-match', '*a'.repeat(500)],
    ['doublestar', '**/'.repeat(600)],
    ['doublestar', `${'*a'.repeat(400)}{b,c}`],
  ] satisfies [GlobStyle, string][])('is done with a hostile %s pattern in bounded time', (style, pattern) => {
    const glob = compileGlob(pattern, { style })!;
    const start = performance.now();
    glob.matches(`${'a'.repeat(800)}/${'a'.repeat(800)}!`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('matchGob', () => {
  it.each([
    ['*', 'a/b', undefined, true],
    ['*', 'a/b', '/', false],
    ['**', 'a/b', '/', true],
    ['a.*', 'a.b:c', ':.', false],
    ['e[[a*', 'e[[a*', undefined, false],
    ['hell*', 'hello', undefined, true],
    ['e*', 'hello', undefined, false],
  ])('%s and %s with separators %s: %s', (pattern, text, separators, expected) => {
    expect(matchGob(pattern, text, separators)).toBe(expected);
  });
});
