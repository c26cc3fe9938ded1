import { describe, expect, it } from 'vitest';

import type { YamlProfile, YamlValue } from '../value.ts';
import { readYaml } from './read.ts';

function value(text: string, profile: YamlProfile = 'go2'): YamlValue | undefined {
  const reading = readYaml(text, { profile });
  expect(reading.problems).toEqual([]);
  return reading.documents[0]?.value;
}

describe('anchors and aliases', () => {
  it.each([
    ['a scalar', 'a: &x 1\nb: *x\n', { a: 1, b: 1 }],
    ['a map', 'a: &x {c: [1]}\nb: *x\n', { a: { c: [1] }, b: { c: [1] } }],
    ['a key', 'a: &x k\n*x : 1\n', { a: 'k', k: 1 }],
    ['a key that touches its colon', 'a: &x-1 k\nm:\n  *x-1: 1\n', { a: 'k', m: { k: 1 } }],
    ['a key that is anchored', '&x k: 1\nb: *x\n', { k: 1, b: 'k' }],
    ['an anchor that is named again', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1, b: 2, c: 2 }],
    ['an empty value', 'a: &x\nb: *x\n', { a: null, b: null }],
  ])('reads an alias of %s', (_, text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('shares nothing between aliases', () => {
    const read = value('a: &x {c: [1]}\nb: *x\nd: {<<: *x}\n') as { [key: string]: { c: number[] } };
    read['a']?.c.push(2);
    expect(read['b']).toEqual({ c: [1] });
    expect(read['d']).toEqual({ c: [1] });
  });

  it.each([
    ['a: *x\n', 1, 4, 'there is no anchor &x before this alias'],
    ['a: &x\n  b: *x\n', 2, 6, 'the alias *x stands inside of what its anchor names'],
    ['a: 1\n---\nb: &x 1\n---\nc: *x\n', 5, 4, 'there is no anchor &x before this alias'],
  ])('refuses %j', (text, line, column, message) => {
    expect(readYaml(text, { profile: 'go3' }).problems).toEqual([{ code: 'yaml-alias', message, line, column }]);
  });
});

describe('merges', () => {
  it.each([
    ['a key behind it wins', 'a: &a {k: 1, l: 2}\nb: {<<: *a, k: 3}\n', { k: 3, l: 2 }, { k: 3, l: 2 }],
    ['a key before it loses with go2', 'a: &a {k: 1}\nb: {k: 3, <<: *a}\n', { k: 1 }, { k: 3 }],
    ['the first of a list wins', 'b: {<<: [{k: 1}, {k: 2, l: 2}]}\n', { k: 1, l: 2 }, { k: 1, l: 2 }],
    [
      'merges of merges',
      'a: &a {k: 1}\nc: &c {<<: *a, l: 2}\nb: {<<: *c, m: 3}\n',
      { k: 1, l: 2, m: 3 },
      { k: 1, l: 2, m: 3 },
    ],
    ['a quoted one is a key', 'b: {"<<": {k: 1}}\n', { '<<': { k: 1 } }, { '<<': { k: 1 } }],
    ['as a value it is text', 'b: <<\n', '<<', '<<'],
  ])('%s', (_, text, go2, go3) => {
    expect((value(text, 'go2') as { [key: string]: YamlValue })['b']).toEqual(go2);
    expect((value(text, 'go3') as { [key: string]: YamlValue })['b']).toEqual(go3);
  });

  it.each(['<<: 1\n', '<<: null\n', '<<: [1]\n', '<<: [[{a: 1}]]\n', 'a: &a [1]\n<<: *a\n'])('refuses %j', (text) => {
    expect(readYaml(text, { profile: 'go2' }).problems).toMatchObject([{ code: 'yaml-merge' }]);
  });

  it('refuses two with go3, as kustomize does', () => {
    const text = 'a: &a {k: 1}\nb: {<<: *a, <<: {l: 2}}\n';
    expect(value(text, 'go2')).toMatchObject({ b: { k: 1, l: 2 } });
    expect(readYaml(text, { profile: 'go3' }).problems).toMatchObject([{ code: 'yaml-duplicate-key', line: 2 }]);
  });

  it('does not take what a merge brought for a key that stands twice', () => {
    const reading = readYaml('a: &a {k: 1}\nb: {<<: *a, k: 2}\nc: {<<: *a, k: 2, k: 3}\n', { profile: 'go2' });
    expect(reading.warnings).toMatchObject([{ line: 3 }]);
  });
});
