/** Hostile texts: each limit ends in a problem, in bounded time, and costs the other documents nothing where they still can be read. */
import { describe, expect, it } from 'vitest';

import type { YamlLimits, YamlReading } from '../value.ts';
import { readYaml } from './read.ts';

function read(text: string | Uint8Array, limits: Partial<YamlLimits> = {}): YamlReading {
  return readYaml(text, { profile: 'go2', file: 'f', limits });
}

describe('limits', () => {
  it('refuses a text of too many bytes, in UTF-8', () => {
    expect(read('é'.repeat(10), { maxBytes: 20 }).problems).toEqual([]);
    const problem = { code: 'yaml-too-large', message: 'the text has more than 20 bytes; split it', file: 'f' };
    expect(read(`${'é'.repeat(10)}x`, { maxBytes: 20 }).problems).toEqual([problem]);
    expect(read(new Uint8Array(21).fill(120), { maxBytes: 20 }).problems).toEqual([problem]);
  });

  it.each([
    ['brackets', '[[[1]]]', '[[[[1]]]]'],
    ['braces', '{a: {b: {c: 1}}}', '{a: {b: {c: {d: 1}}}}'],
    ['JSON', '{"a":{"b":[1]}}', '{"a":{"b":[[1]]}}'],
    ['blocks', 'a:\n  b:\n  - 1\n', 'a:\n  b:\n  - - 1\n'],
    ['aliases', 'a: &a [1]\nb: [*a]\n', 'a: &a [1]\nb: [[*a]]\n'],
    ['aliases of aliases', 'a: &a [1]\nb: &b [*a]\nc: 1\n', 'a: &a [1]\nb: &b [*a]\nc: [*b]\n'],
  ])('refuses %s that lie too deep and reads on', (_, fits, tooDeep) => {
    expect(read(fits, { maxDepth: 3 }).problems).toEqual([]);
    const reading = read(`${tooDeep}\n---\nz: 1\n`, { maxDepth: 3 });
    expect(reading.problems).toMatchObject([{ code: 'yaml-too-deep', file: 'f' }]);
    expect(reading.documents.map(({ value }) => value)).toEqual([{ z: 1 }]);
  });

  it.each([
    ['a list', '[1, 2, 3]', '[1, 2, 3, 4]'],
    ['JSON', '{"a": [1, 2]}', '{"a": [1, 2, 3]}'],
    ['a map, keys apart', '{a: 1, b: 2, c: 3}', '{a: 1, b: 2, c: 3, d: 4}'],
    ['aliases', '- &a x\n- *a\n- *a\n', '- &a x\n- *a\n- *a\n- *a\n'],
    ['empty documents', '---\n---\n---\n---\n', '---\n---\n---\n---\n---\n'],
  ])('refuses too many values in %s', (_, fits, tooMany) => {
    expect(read(fits, { maxNodes: 4 }).problems).toEqual([]);
    expect(read(tooMany, { maxNodes: 4 }).problems).toMatchObject([{ code: 'yaml-too-many-nodes' }]);
  });

  it('counts the values of all documents together', () => {
    const reading = read('[1, 2]\n---\n[1, 2]\n---\n[3]\n', { maxNodes: 5 });
    expect(reading.documents).toHaveLength(1);
    expect(reading.problems).toMatchObject([{ code: 'yaml-too-many-nodes', line: 3 }]);
  });

  it('stops after so many problems, and says so', () => {
    const reading = read('---\n]\n'.repeat(10), { maxProblems: 3 });
    expect(reading.problems.map(({ code }) => code)).toEqual([
      'yaml-syntax',
      'yaml-syntax',
      'yaml-syntax',
      'yaml-too-many-problems',
    ]);
    expect(reading.problems.at(-1)).toMatchObject({
      line: 7,
      message: 'after 3 problems the rest was not read; correct these first',
    });
  });
});

const MILLION = 1_000_000;

function bomb(width: number, levels: number): string {
  const lines = [`a0: &a0 [${Array.from({ length: width }, () => 'x').join(',')}]`];
  for (let level = 1; level <= levels; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: width }, () => `*a${level - 1}`).join(',')}]`);
  }
  return lines.join('\n');
}

function mergeBomb(levels: number): string {
  const lines = ['a0: &a0 {k: 1}'];
  for (let level = 1; level <= levels; level += 1) {
    lines.push(`a${level}: &a${level} {<<: [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(',')}]}`);
  }
  return lines.join('\n');
}

/** Each would take minutes, gigabytes or the call stack of a reader that does not watch out. Undefined: it can be read. */
const HOSTILE: readonly (readonly [name: string, text: () => string, code: string | undefined])[] = [
  ['a million open brackets', () => '['.repeat(MILLION), 'yaml-too-deep'],
  ['a million open braces', () => '{a: '.repeat(400_000), 'yaml-too-deep'],
  ['a million nested entries', () => '- '.repeat(MILLION), 'yaml-too-deep'],
  ['a million nested keys', () => '? '.repeat(MILLION), 'yaml-too-deep'],
  ['JSON a million deep', () => '['.repeat(MILLION) + ']'.repeat(MILLION), 'yaml-too-deep'],
  [
    'a staircase',
    () => Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    'yaml-too-deep',
  ],
  ['five million values', () => `[${'a,'.repeat(5 * MILLION)}]`, 'yaml-too-many-nodes'],
  ['two million values of JSON', () => `[${'1,'.repeat(2 * MILLION)}1]`, 'yaml-too-many-nodes'],
  ['an alias bomb', () => bomb(9, 9), 'yaml-too-many-nodes'],
  ['an alias bomb of merges', () => mergeBomb(20), 'yaml-too-many-nodes'],
  ['a chain of aliases', () => bomb(1, 5000), 'yaml-too-deep'],
  [
    'a map that is merged into thousands',
    () =>
      `a: &a {${Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(', ')}}\nb: [${'{<<: *a}, '.repeat(5000)}]`,
    'yaml-too-many-nodes',
  ],
  ['four million documents', () => '---\n'.repeat(4 * MILLION), 'yaml-too-many-nodes'],
  ['broken documents without end', () => '---\n]\n'.repeat(MILLION), 'yaml-syntax'],
  ['a quote that never closes', () => `a: "${'x '.repeat(5 * MILLION)}`, 'yaml-syntax'],
  ['quotes that all need repair', () => 'a: "x\nb"\n'.repeat(100_000), undefined],
  ['a bracket that never closes', () => `a: [${'x '.repeat(5 * MILLION)}`, 'yaml-syntax'],
  ['a number of ten million digits', () => `a: ${'1'.repeat(10 * MILLION)}`, undefined],
  ['ten million underscores', () => `a: 1${'_'.repeat(10 * MILLION)}`, undefined],
  ['something like a number of base 60', () => `a: 1${':00'.repeat(3 * MILLION)}`, undefined],
  ['tags without end', () => '!a '.repeat(MILLION), 'yaml-syntax'],
  ['a name of millions', () => '*'.repeat(5 * MILLION), 'yaml-alias'],
  ['directives without end', () => '%a\n'.repeat(300_000), 'yaml-syntax'],
  ['ends without end', () => '...\n%a\n'.repeat(200_000), 'yaml-syntax'],
  ['marks of byte order', () => `a: |\n${'\ufeff \n'.repeat(300_000)}`, 'yaml-syntax'],
  ['escapes that all need repair', () => `a: "${"\\'".repeat(MILLION)}"`, undefined],
  ['separators of lines', () => `a: "${'\u2028'.repeat(MILLION)}"`, undefined],
  ['nothing but blanks', () => ' \n'.repeat(5 * MILLION), undefined],
  ['keys nested in keys', () => '['.repeat(200) + ']: '.repeat(200), 'yaml-too-deep'],
];

describe('hostile texts', () => {
  it.each(HOSTILE)('%s', (_, text, code) => {
    const hostile = text();
    const start = performance.now();
    const reading = read(hostile);
    expect(performance.now() - start).toBeLessThan(10_000);
    if (code === undefined) expect(reading.problems).toEqual([]);
    else expect(reading.problems[0]).toMatchObject({ code, file: 'f' });
    for (const { message } of reading.problems) expect(message.length).toBeLessThan(300);
  });

  it('gives a problem, not a crash, where the allowed depth is more than the call stack holds', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(read(deep, { maxDepth: MILLION }).problems).toMatchObject([{ code: 'yaml-too-deep' }]);
    expect(read('- '.repeat(200_000), { maxDepth: MILLION }).problems).toMatchObject([{ code: 'yaml-too-deep' }]);
  });
});
