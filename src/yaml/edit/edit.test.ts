import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readYaml } from '../read/index.ts';
import type { YamlScalar } from '../value.ts';
import { editScalar, type YamlEditOptions } from './edit.ts';

type Case = readonly [name: string, text: string, path: (string | number)[], value: YamlScalar, edited: string];

const CASES: readonly Case[] = [
  ['a plain text', 'a: b # c\n', ['a'], 'x y', 'a: x y # c\n'],
  ['what needs quotes', 'a: b\n', ['a'], 'x: y', "a: 'x: y'\n"],
  ['what would be another type', 'a: b\n', ['a'], '1.10', 'a: "1.10"\n'],
  ['what would be another type in single quotes', "a: 'b'\n", ['a'], '1.10', "a: '1.10'\n"],
  ['a text in single quotes', "a: 'b' # c\n", ['a'], "it's", "a: 'it''s' # c\n"],
  ['a text in double quotes', 'a: "b" # c\n', ['a'], 'x', 'a: "x" # c\n'],
  ['escapes in double quotes', 'a: "b"\n', ['a'], 'x\n"y"\t\\', 'a: "x\\n\\"y\\"\\t\\\\"\n'],
  ['what single quotes cannot hold', "a: 'b'\n", ['a'], 'x\ny', 'a: "x\\ny"\n'],
  ['a text of several lines', 'a: b\n', ['a'], 'x\ny\n', 'a: "x\\ny\\n"\n'],
  ['an empty text', 'a: b\n', ['a'], '', 'a: ""\n'],
  ['a number', 'a: 1 # c\n', ['a'], 2, 'a: 2 # c\n'],
  ['a number in quotes by a number', 'a: "1"\n', ['a'], 2.5, 'a: 2.5\n'],
  ['a large number', 'a: 1\n', ['a'], 9007199254740993n, 'a: 9007199254740993\n'],
  ['a boolean', 'a: true\n', ['a'], false, 'a: false\n'],
  ['by null', 'a: b\n', ['a'], null, 'a: null\n'],
  ['a number by a text', 'replicas: 3\n', ['replicas'], 'x', 'replicas: x\n'],
  [
    'a deep one',
    '# top\na:\n  # in\n  b:\n  - c: 1   # one\n    d:   2\n',
    ['a', 'b', 0, 'd'],
    3,
    '# top\na:\n  # in\n  b:\n  - c: 1   # one\n    d:   3\n',
  ],
  ['a list entry', '- a\n- b # c\n', [1], 'x', '- a\n- x # c\n'],
  ['a list entry of a list entry', '- - a\n  - b\n', [0, 1], 'x', '- - a\n  - x\n'],
  ['between brackets', 'a: { b: c,d: [e , f] } # g\n', ['a', 'd', 1], 'x', 'a: { b: c,d: [e , x] } # g\n'],
  ['what brackets cannot hold bare', 'a: [b, c]\n', ['a', 0], 'x,y', "a: ['x,y', c]\n"],
  ['a colon between brackets', 'a: {b: c}\n', ['a', 'b'], 'x:', "a: {b: 'x:'}\n"],
  ['JSON', '{"a": {"b": "c"}, "d": 1}', ['a', 'b'], 'x"y', '{"a": {"b": "x\\"y"}, "d": 1}'],
  ['a text of several lines by one', 'a: b\n  c\nd: 1\n', ['a'], 'x', 'a: x\nd: 1\n'],
  ['quotes of several lines by one', 'a: "b\n  c"\nd: 1\n', ['a'], 'x', 'a: "x"\nd: 1\n'],
  ['a block', 'a: |\n  b\n  c\nd: 1\n', ['a'], 'x\ny\n', 'a: |\n  x\n  y\nd: 1\n'],
  ['a block that is indented further', 'a: |\n     b\nd: 1\n', ['a'], 'x\ny', 'a: |-\n     x\n     y\nd: 1\n'],
  ['a block with a comment', 'a: >- # c\n  b\n\n# e\nd: 1\n', ['a'], 'x\ny\n', 'a: | # c\n  x\n  y\n\n# e\nd: 1\n'],
  ['a block by one line', 'a: | # c\n  b\n  c\n\nd: 1\n', ['a'], 'x', 'a: x # c\n\nd: 1\n'],
  ['a block in a list', '- |\n  b\n- c\n', [0], 'x\n y\n', '- |\n  x\n   y\n- c\n'],
  ['a block that starts indented', 'k:\n  a: |\n    b\n', ['k', 'a'], '  x\ny\n', 'k:\n  a: |2\n      x\n    y\n'],
  ['a block at the end of the text', 'a: |\n  b', ['a'], 'x\ny\n', 'a: |\n  x\n  y\n'],
  ['a block with carriage returns', 'a: |\r\n  b\r\nd: 1\r\n', ['a'], 'x\ny\n', 'a: |\r\n  x\r\n  y\r\nd: 1\r\n'],
  ['a block that keeps its breaks', 'a: |+\n  b\n\nd: 1\n', ['a'], 'x\n\n\n', 'a: |+\n  x\n\n\nd: 1\n'],
  ['an empty value', 'a:\nb: 1\n', ['a'], 'x', 'a: x\nb: 1\n'],
  ['an empty value with a comment', 'a: # c\nb: 1\n', ['a'], 'x', 'a: x # c\nb: 1\n'],
  ['an empty value behind a quoted key', '"a" :\n', ['a'], 'x', '"a" : x\n'],
  ['an empty value behind an anchor', 'a: &k\nb: 1\n', ['a'], 'x', 'a: &k x\nb: 1\n'],
  ['a tagged value', 'a: !!str 12 # c\n', ['a'], 13, 'a: 13 # c\n'],
  ['an anchored value that nobody uses', 'a: &k b\n', ['a'], 'x', 'a: &k x\n'],
  ['an alias', 'a: &k b\nc: *k # d\n', ['c'], 'x', 'a: &k b\nc: x # d\n'],
  ['the root', '# c\na\n', [], 'x', '# c\nx\n'],
  ['the last of two keys', 'a: 1\na: 2\n', ['a'], 3, 'a: 1\na: 3\n'],
  ['carriage returns', 'a: b\r\nc: d\r\n', ['c'], 'x', 'a: b\r\nc: x\r\n'],
  ['behind a byte order mark', '\ufeffa: b\n', ['a'], 'x', '\ufeffa: x\n'],
  ['what only Go reads', 'a: [\n  b, # c\n  d\n]\n', ['a', 1], 'x', 'a: [\n  b, # c\n  x\n]\n'],
];

describe('editScalar', () => {
  it.each(CASES)('replaces %s', (_, text, path, value, edited) => {
    const options: YamlEditOptions = text.startsWith('a: 1\na: 2') ? { profile: 'go2' } : {};
    expect(editScalar(text, path, value, options)).toBe(edited);
  });

  it('edits the document that is named, and counts empty ones', () => {
    const text = 'a: 1 # one\n---\n---\na: 2 # two\n---\n]\n---\na: 3\n';
    expect(editScalar(text, ['a'], 9, { document: 2 })).toBe('a: 1 # one\n---\n---\na: 9 # two\n---\n]\n---\na: 3\n');
    expect(() => editScalar(text, ['a'], 9, { document: 7 })).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('tells where the text is no YAML', () => {
    expect(() => editScalar('a: 1\n---\nb: c: d\n', ['b'], 1, { document: 1 })).toThrow(
      /^3:5: mapping values are not allowed here/,
    );
  });

  it('knows keys as the profile reads them', () => {
    expect(editScalar('yes: 1\n', ['true'], 2, { profile: 'go2' })).toBe('yes: 2\n');
    expect(editScalar('yes: 1\n', ['yes'], 2)).toBe('yes: 2\n');
  });

  it.each<[string, string, (string | number)[], YamlScalar, string]>([
    ['nothing at the path', 'a: {b: 1}\n', ['a', 'c'], 1, 'not-found'],
    ['nothing below a scalar', 'a: 1\n', ['a', 'b'], 1, 'not-found'],
    ['nothing at the index', 'a: [1]\n', ['a', 1], 1, 'not-found'],
    ['a key of a list', 'a: [1]\n', ['a', 'b'], 1, 'not-found'],
    ['a map', 'a: {b: 1}\n', ['a'], 1, 'not-scalar'],
    ['a list', 'a: [1]\n', ['a'], 1, 'not-scalar'],
    ['what lies behind an alias', 'a: &k {b: 1}\nc: *k\n', ['c', 'b'], 1, 'aliased'],
    ['what an alias names', 'a: &k b\nc: *k\n', ['a'], 'x', 'aliased'],
    ['what a merge brings elsewhere', 'a: &k {b: 1}\nc: {<<: *k}\n', ['a', 'b'], 2, 'aliased'],
    ['an empty list entry', '-\n- a\n', [0], 1, 'unwritable'],
    ['an empty value between brackets', 'a: {b}\n', ['a', 'b'], 1, 'unwritable'],
    ['no YAML', 'a: b: c\n', ['a'], 1, 'unreadable'],
  ])('refuses %s', (_, text, path, value, code) => {
    expect(() => editScalar(text, path, value)).toThrow(expect.objectContaining({ code }));
  });

  it('changes what it is asked to and nothing else, whatever the value', () => {
    const text = `# top
metadata: {name: app, labels: {a: 'b'}}
spec:
  plain: old # keep
  double: "old"   # keep
  single: 'old' # keep
  block: |
    old
    lines
  # between
  list:
  - old # keep
  - [old, old] # keep
`;
    const paths = [
      ['spec', 'plain'],
      ['spec', 'double'],
      ['spec', 'single'],
      ['spec', 'block'],
      ['spec', 'list', 0],
      ['spec', 'list', 1, 0],
      ['metadata', 'labels', 'a'],
    ];
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }).map((string) => string.toWellFormed()),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('x\ny\n', ' x\ny', 'a: b', '# c', '{{ .x }}', 'yes', '1.10', '\u2028', '\u0085'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, wanted) => {
        const edited = editScalar(text, path, wanted);
        expect(edited.split('\n').filter((line) => line.includes('keep'))).toHaveLength(5);
        expect(edited).toContain('# between');
        const [document] = readYaml(edited, { profile: 'go3' }).documents;
        expect(document?.positionOf(path)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});
