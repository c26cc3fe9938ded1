import { describe, expect, it } from 'vitest';

import { readYaml } from '../read/index.ts';
import { repairText } from './repair.ts';

/** What Go reads and YAML 1.2 does not, and its value. */
const READABLE: readonly (readonly [name: string, text: string, value: unknown])[] = [
  ['a quote that goes on at the margin', 'a: "b\nc"\nd: 1\n', { a: 'b c', d: 1 }],
  ['a single quote that goes on at the margin', "a: 'b\n\nc'\n", { a: 'b\nc' }],
  ['a quote that goes on at its parent', 'x:\n  a: "b\n  c \\\n  d"\n', { x: { a: 'b c d' } }],
  ['brackets that close at the margin', 'a: [\n  1,\n  2\n]\nb: {\n  c: 3\n}\n', { a: [1, 2], b: { c: 3 } }],
  ['brackets in a list', 'x:\n- [\n  1\n]\n- 2\n', { x: [[1], 2] }],
  ['comments inside of brackets', 'a: [ # one\n1, # two ]\n# three\n2\n]\n', { a: [1, 2] }],
  ['quotes inside of brackets', `a: [\n"b ] # c",\n'd''e\n  f'\n]\n`, { a: ['b ] # c', "d'e f"] }],
  ['plain text of several lines inside of brackets', 'a: [\nb\nc, d\n]\n', { a: ['b c', 'd'] }],
  ['tabs inside of brackets', 'a: [\n\t1,\t2\n\t]\n', { a: [1, 2] }],
  ['a comment that touches a quote', 'a: "b"#c\nd: \'e\'#f\n', { a: 'b', d: 'e' }],
  ['a comment that touches a bracket', 'a: [1]#c\nb: {c: 2}#d\n', { a: [1], b: { c: 2 } }],
  ['a comment that touches a block', 'a: |#c\n  b\nd: >-#c\n  e\n', { a: 'b\n', d: 'e' }],
  ['an escaped apostrophe', 'a: "it\\\'s \\\\\'x"\n', { a: "it's \\'x" }],
  ['an alias as a key that touches its colon', 'a: &k x\n*k: 1\n', { a: 'x', x: 1 }],
  ['a dash alone in brackets', 'a: [-]\nb: [-, c]\n', { a: ['-'], b: ['-', 'c'] }],
  ['text that ends in a colon between brackets', 'a: {b: c:, d: e:}\n', { a: { b: 'c:', d: 'e:' } }],
  [
    'a quote behind all kinds of blocks',
    'a: |\n  "x\nb: >\n  [y\nc: z "\n  w\nd: "e\nf"\n',
    { a: '"x\n', b: '[y\n', c: 'z " w', d: 'e f' },
  ],
  ['a quote behind a nested block', '- a: |\n    "x\n  b: "c\nd"\n', [{ a: '"x\n', b: 'c d' }]],
  ['carriage returns', 'a: [\r\n1\r\n]\r\nb: "c\r\nd"\r\n', { a: [1], b: 'c d' }],
  ['a document behind its marker', '--- {\na: 1\n}\n', { a: 1 }],
];

describe('repair', () => {
  it.each(READABLE)('reads %s', (_, text, value) => {
    for (const profile of ['go2', 'go3'] as const) {
      const reading = readYaml(text, { profile });
      expect(reading.problems).toEqual([]);
      expect(reading.documents[0]?.value).toEqual(value);
    }
  });

  it.each(READABLE)('keeps every offset of %s', (_, text) => {
    expect(repairText(text)).toHaveLength(text.length);
  });

  it('leaves places where they are', () => {
    const [document] = readYaml('a: [\n  x,\ny\n]\nb: "c\nd"\ne: 1\n', { profile: 'go2' }).documents;
    expect(document?.positionOf(['a', 1])).toEqual({ line: 3, column: 1 });
    expect(document?.positionOf(['b'])).toEqual({ line: 5, column: 4 });
    expect(document?.keyPositionOf(['e'])).toEqual({ line: 7, column: 1 });
  });

  it.each([
    ['nothing to repair', 'a: 1\nb: [c, "d"]\n'],
    ['a quote without end', 'a: "b\nc: 1\n'],
    ['a bracket without end', 'a: [b\nc: 1\n'],
    ['plain text that a comment cuts', 'a: [b # c\nd]\n'],
  ])('gives nothing for %s', (_, text) => {
    expect(repairText(text)).toBeUndefined();
  });

  it.each([
    [
      'a: "b\nc: 1\n',
      2,
      1,
      'a quote or bracket above is not closed, or this line is not indented deeper than the one that opened it',
    ],
    [
      'a: "b\nc"\nd: 1\ne: f: g\n',
      4,
      5,
      'mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line',
    ],
  ])('tells what is wrong with %j', (text, line, column, message) => {
    expect(readYaml(text, { profile: 'go2' }).problems).toEqual([{ code: 'yaml-syntax', message, line, column }]);
  });
});
