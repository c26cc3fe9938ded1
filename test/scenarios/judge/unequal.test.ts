import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ending, judgeEnding, readEndings, writeEndings } from './unequal.ts';

describe('judgeEnding', () => {
  it.each<[string, Ending | undefined, Ending, string | undefined]>([
    ['equal, as it was', undefined, 0, undefined],
    ['equal now', 3, 0, 'it is equal now: take it off unequal.yaml'],
    ['equal now, untold before', 'untold', 0, 'it is equal now: take it off unequal.yaml'],
    ['different, equal before', undefined, 2, '2 differences from upstream'],
    ['untold, equal before', undefined, 'untold', 'it was not told to its end'],
    ['as different as before', 3, 3, undefined],
    ['less different', 3, 1, undefined],
    ['more different', 3, 4, '4 differences from upstream, there were 3'],
    ['untold now', 3, 'untold', 'it was told to its end before, with 3 differences'],
    ['untold as before', 'untold', 'untold', undefined],
    ['told now', 'untold', 7, undefined],
  ])('%s', (_, known, now, verdict) => {
    expect(judgeEnding(known, now)).toBe(verdict);
  });
});

describe('unequal.yaml', () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'unequal-')), 'unequal.yaml');
  });
  afterEach(() => rmSync(join(file, '..'), { recursive: true }));

  it('need not be there', () => {
    expect(readEndings(file)).toEqual({});
  });

  it('keeps what was not told, drops what is equal, and sorts', () => {
    writeEndings(file, 'oracle', new Map([['flux-x', 1]]));
    writeEndings(
      file,
      'sandbox',
      new Map<string, Ending>([
        ['flux-b', 2],
        ['flux-a', 'untold'],
      ]),
    );
    writeEndings(
      file,
      'sandbox',
      new Map<string, Ending>([
        ['flux-b', 0],
        ['argocd-c', 4],
      ]),
    );
    expect(readEndings(file)).toEqual({ oracle: { 'flux-x': 1 }, sandbox: { 'argocd-c': 4, 'flux-a': 'untold' } });
    expect(readFileSync(file, 'utf8')).toMatch(/^# How far .*sandbox:\n {2}argocd-c: 4\n {2}flux-a: untold\n$/s);
  });

  it.each([
    ['a list', '[1]', 'is not a map'],
    ['a cluster without scenarios', 'sandbox: 3', 'sandbox is not a map'],
    ['nought', 'sandbox: {flux-a: 0}', 'sandbox.flux-a is neither a count nor "untold"'],
    ['another word', 'sandbox: {flux-a: soon}', 'sandbox.flux-a is neither a count nor "untold"'],
  ])('refuses %s', (_, text, message) => {
    writeFileSync(file, text);
    expect(() => readEndings(file)).toThrow(message);
  });
});
