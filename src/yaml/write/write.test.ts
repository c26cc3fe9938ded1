import { describe, expect, it } from 'vitest';

import type { YamlValue } from '../value.ts';
import { type YamlWritable, writeYaml, YamlWriteError, writeYamlDocuments } from './write.ts';

const LONG = 'word '.repeat(30).trim();

/** What sigs.k8s.io/yaml 1.6.0 gives for the value. */
const CASES: readonly (readonly [name: string, value: YamlWritable, text: string])[] = [
  ['null', null, 'null\n'],
  ['true', true, 'true\n'],
  ['a number', 1.5, '1.5\n'],
  ['a string', 'a b', 'a b\n'],
  ['an empty string', '', '""\n'],
  ['an empty map', {}, '{}\n'],
  ['an empty list', [], '[]\n'],
  ['a map', { b: 1, a: { c: null } }, 'a:\n  c: null\nb: 1\n'],
  ['empty members', { a: {}, b: [], c: '' }, 'a: {}\nb: []\nc: ""\n'],
  ['a list under a key', { a: [1, { b: 2, c: 3 }] }, 'a:\n- 1\n- b: 2\n  c: 3\n'],
  ['a list under a deeper key', { a: { b: [{ c: [1] }] } }, 'a:\n  b:\n  - c:\n    - 1\n'],
  ['lists in lists', [[1, [2, []]], { a: [[3]] }], '- - 1\n  - - 2\n    - []\n- a:\n  - - 3\n'],
  ['a map in a list in a list', [[{ a: 1, b: 2 }]], '- - a: 1\n    b: 2\n'],
  ['undefined members', { a: 1, b: undefined, c: { d: undefined } }, 'a: 1\nc: {}\n'],
  [
    'whole numbers beyond 2^53',
    { a: 9007199254740993n, b: 18446744073709551615n },
    'a: 9007199254740993\nb: 18446744073709551615\n',
  ],
  [
    'strings that are read as something else',
    ['yes', 'n', '12', '1e3', '012', '.5', '~', '', 'null', '2001-01-01', '1:30', '0o7', 'True'],
    '- "yes"\n- "n"\n- "12"\n- "1e3"\n- "012"\n- ".5"\n- "~"\n- ""\n- "null"\n- "2001-01-01"\n- "1:30"\n- "0o7"\n- "True"\n',
  ],
  [
    'strings that only look so',
    ['yess', '1.2.3', '-', '--', '1a', '<<', '=', '08a', '1:99', 'nULL'],
    "- yess\n- 1.2.3\n- '-'\n- --\n- 1a\n- <<\n- =\n- 08a\n- 1:99\n- nULL\n",
  ],
  [
    'indicators',
    [
      '#a',
      'a#b',
      'a #b',
      'a:b',
      'a: b',
      'a:',
      ':a',
      ': a',
      '- a',
      '-a',
      '? a',
      '?a',
      '[a',
      'a[',
      '{a',
      '*a',
      '&a',
      '!a',
      '|a',
      '>a',
      '%a',
      '@a',
      '`a',
      ',a',
      "'a",
      '"a',
      '---',
      '---a',
      '...',
    ],
    "- '#a'\n- a#b\n- 'a #b'\n- a:b\n- 'a: b'\n- 'a:'\n- :a\n- ': a'\n- '- a'\n- -a\n- '? a'\n- ?a\n- '[a'\n- a[\n- '{a'\n- '*a'\n- '&a'\n- '!a'\n- '|a'\n- '>a'\n- '%a'\n- '@a'\n- '`a'\n- ',a'\n- '''a'\n- '\"a'\n- '---'\n- '---a'\n- '...'\n",
  ],
  ['blanks at the edges', [' a', 'a ', '  ', 'a  b'], "- ' a'\n- 'a '\n- '  '\n- a  b\n"],
  ['quotes inside', [`it's`, `a "b"`, `'`, `it's: "x"`], "- it's\n- a \"b\"\n- ''''\n- 'it''s: \"x\"'\n"],
  [
    'escapes',
    ['a\tb', 'a\rb', '\0', '\u0007\b\v\f\u001b', 'a\u0001', 'é ü', '日本', '😀', '\ufeff', 'x\ufeff', '\u00a0', 'a\\b'],
    '- "a\\tb"\n- "a\\rb"\n- "\\0"\n- "\\a\\b\\v\\f\\e"\n- "a\\x01"\n- é ü\n- 日本\n- "\\U0001F600"\n- "\\uFEFF"\n- "x\\uFEFF"\n- \u00a0\n- a\\b\n',
  ],
  [
    'separators of lines',
    ['a\u2028b', 'a \u2028b', 'a\u2028\u2029'],
    "- 'a\u2028  b'\n- \"a \\Lb\"\n- 'a\u2028\u2029'\n",
  ],
  ['what upstream loses: DEL, C1, NEL', ['\u007f', '\u0080', '\u0085'], '- "\\x7F"\n- "\\x80"\n- "\\N"\n'],
  ['a lone surrogate', ['a\ud800'], '- a\ufffd\n'],
  [
    'several lines',
    { a: 'b\nc\n', d: 'e\nf', g: 'h\n\n', i: 'j\n\n\n' },
    'a: |\n  b\n  c\nd: |-\n  e\n  f\ng: |+\n  h\n\ni: |+\n  j\n\n\n',
  ],
  ['several lines in a list', ['b\nc\n', { a: ['d\ne\n'] }], '- |\n  b\n  c\n- a:\n  - |\n    d\n    e\n'],
  [
    'several lines that start indented',
    { a: ' b\nc\n', d: '\ne\n', f: '\n', g: '\n\n' },
    'a: |2\n   b\n  c\nd: |2\n\n  e\nf: |2+\n\ng: |2+\n\n\n',
  ],
  ['several lines at the root', 'a\nb\n', '|\n  a\n  b\n'],
  [
    'several lines that a block cannot hold',
    { a: 'b \nc\n', d: 'e\nf ', g: 'h\n\ti\n', j: 'k\r\nl\n' },
    'a: "b \\nc\\n"\nd: "e\\nf "\ng: "h\\n\\ti\\n"\nj: "k\\r\\nl\\n"\n',
  ],
  ['a long plain text', { a: LONG }, `a: ${'word '.repeat(15)}word\n  ${'word '.repeat(13)}word\n`],
  [
    'a long text in single quotes',
    { a: `# ${LONG}` },
    `a: '# ${'word '.repeat(15)}word\n  ${'word '.repeat(13)}word'\n`,
  ],
  [
    'a long text in double quotes',
    { a: `\t${LONG}` },
    `a: "\\t${'word '.repeat(15)}word\n  ${'word '.repeat(13)}word"\n`,
  ],
  ['a fold before more blanks', { a: `\t${'x'.repeat(80)}  y` }, `a: "\\t${'x'.repeat(80)}\n  \\ y"\n`],
  ['blanks that are not single, which do not fold', { a: `${'x'.repeat(80)}  y z` }, `a: ${'x'.repeat(80)}  y\n  z\n`],
  ['a text without blanks, which does not fold', { a: 'x'.repeat(200) }, `a: ${'x'.repeat(200)}\n`],
  [
    'columns counted in characters',
    { é: `${'é'.repeat(40)} ${'é'.repeat(40)} x` },
    `é: ${'é'.repeat(40)} ${'é'.repeat(40)}\n  x\n`,
  ],
  ['a fold that is measured from the list', [[LONG]], `- - ${'word '.repeat(15)}word\n    ${'word '.repeat(13)}word\n`],
  [
    'keys that need quotes',
    { yes: 1, '12': 2, '': 3, 'a: b': 4, 'c\td': 5, '-': 6 },
    '"": 3\n\'-\': 6\n"12": 2\n\'a: b\': 4\n"c\\td": 5\n"yes": 1\n',
  ],
  ['a key of 128 bytes', { ['k'.repeat(128)]: 1 }, `${'k'.repeat(128)}: 1\n`],
  ['a key of 129 bytes', { ['k'.repeat(129)]: 1 }, `? ${'k'.repeat(129)}\n: 1\n`],
  ['a key of 129 bytes and 65 characters', { [`${'é'.repeat(64)}x`]: 1 }, `? ${'é'.repeat(64)}x\n: 1\n`],
  [
    'a long key with blanks',
    { [LONG]: { a: 1 } },
    `? ${'word '.repeat(15)}word\n  ${'word '.repeat(13)}word\n: a: 1\n`,
  ],
  [
    'a key of several lines',
    { b: { 'c\nd\n': ['x', { y: 1 }], e: 2 } },
    'b:\n  ? |\n    c\n    d\n  : - x\n    - "y": 1\n  e: 2\n',
  ],
];

describe('writeYaml', () => {
  it.each(CASES)('writes %s', (_, value, text) => {
    expect(writeYaml(value)).toBe(text);
  });

  it('keeps the order of members where it is asked to', () => {
    expect(writeYaml({ b: 1, a: { d: 1, c: 2 } }, { keyOrder: 'given' })).toBe('b: 1\na:\n  d: 1\n  c: 2\n');
  });

  it('writes own members only, also one named __proto__', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as YamlWritable;
    expect(writeYaml(value)).toBe('__proto__:\n  a: 1\nconstructor: 2\n');
  });

  it('leaves the value as it was', () => {
    const value = Object.freeze({ b: Object.freeze([2]) as number[], a: 1 });
    expect(writeYaml(value)).toBe('a: 1\nb:\n- 2\n');
    expect(Object.keys(value)).toEqual(['b', 'a']);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %s', (number) => {
    expect(() => writeYaml({ a: [number] })).toThrow(
      new YamlWriteError('not-finite', `${number} cannot be written; use a finite number`),
    );
  });

  it('refuses a value that holds itself', () => {
    const value: YamlValue[] = [];
    value.push(value);
    expect(() => writeYaml(value)).toThrow(YamlWriteError);
    const map: { [key: string]: YamlValue } = {};
    map['a'] = map;
    expect(() => writeYaml(map)).toThrow('the value lies more than 1000 deep, or holds itself');
  });

  it('writes a large text in a time that grows with its size', () => {
    const start = performance.now();
    expect(
      writeYaml({ a: 'x '.repeat(1_000_000), b: 'y\n'.repeat(1_000_000), c: `\t${'z '.repeat(500_000)}` }).length,
    ).toBeGreaterThan(5_000_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('writeYamlDocuments', () => {
  it('joins with the marker', () => {
    expect(writeYamlDocuments([])).toBe('');
    expect(writeYamlDocuments([{ a: 1 }])).toBe('a: 1\n');
    expect(writeYamlDocuments([{ a: 1 }, [2], 'x'])).toBe('a: 1\n---\n- 2\n---\nx\n');
  });
});
