import { describe, expect, it } from 'vitest';

import { formatProblem } from '../../base/index.ts';
import type { YamlReadOptions, YamlValue } from '../value.ts';
import { readYaml } from './read.ts';

function values(text: string | Uint8Array, options: Partial<YamlReadOptions> = {}): YamlValue[] {
  const reading = readYaml(text, { profile: 'go2', ...options });
  expect(reading.problems).toEqual([]);
  return reading.documents.map((document) => document.value);
}

function problems(text: string, options: Partial<YamlReadOptions> = {}): string[] {
  return readYaml(text, { profile: 'go2', ...options }).problems.map(formatProblem);
}

describe('streams', () => {
  it('reads every document and counts the empty ones', () => {
    const text = '# head\n---\na: 1\n---\n---\n# only a comment\n---\nnull\n--- # said\nb: 2\n...\n---\n~\n';
    const reading = readYaml(text, { profile: 'go2' });
    expect(reading.documents.map(({ value, index }) => [value, index])).toEqual([
      [{ a: 1 }, 0],
      [{ b: 2 }, 4],
    ]);
    expect(reading.emptyDocuments).toBe(4);
  });

  it.each([
    ['nothing', ''],
    ['blanks', '  \n\n'],
    ['comments', '# a\n  # b'],
    ['an end', '...\n'],
  ])('reads %s as no document', (_, text) => {
    const reading = readYaml(text, { profile: 'go3' });
    expect(reading).toEqual({ documents: [], emptyDocuments: 0, problems: [], warnings: [] });
  });

  it.each([
    ['content behind the marker', '--- {a: 1}\n--- |\n x\n', [{ a: 1 }, 'x\n']],
    ['a marker at the very end', 'a: 1\n---', [{ a: 1 }]],
    ['what only looks like a marker', 'a: x\n ---\nb: ---y\n', [{ a: 'x ---', b: '---y' }]],
    ['three dashes inside of a text', 'a: |\n  ---\n  b\n', [{ a: '---\nb\n' }]],
    ['a bare document behind an end', 'a: 1\n...\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['carriage returns', 'a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n', [{ a: 1 }, { b: 'x\ny\n' }]],
    ['a byte order mark', '\ufeffa: 1\n', [{ a: 1 }]],
    ['a marker in quotes ends the document', "a: 'x\n---\nb: 2\n", undefined],
  ])('reads %s', (_, text, expected) => {
    if (expected === undefined) expect(problems(text)).not.toEqual([]);
    else expect(values(text)).toEqual(expected);
  });

  it('lets directives go with the document that they stand before', () => {
    const text =
      '%YAML 1.1\n%TAG !k! tag:example.org,2000:\n---\na: !k!x b\n...\n# more\n%TAG !! tag:yaml.org,2002:\n---\nb: !!str 1\n';
    expect(values(text)).toEqual([{ a: 'b' }, { b: '1' }]);
    expect(problems('%YAML 1.1\n')).toEqual(['2:1: a line of --- must follow the % lines']);
  });

  it('reads the first document only where it is asked to', () => {
    const reading = readYaml('a: 1\n---\nb: [\n', { profile: 'go2', documents: 'first' });
    expect(reading.documents.map(({ value }) => value)).toEqual([{ a: 1 }]);
    expect(reading.problems).toEqual([]);
  });

  it('goes on behind a broken document, and says which was broken', () => {
    const reading = readYaml('a: 1\n---\nb: c: d\n---\ne: 2\n---\n]\n---\nf: 3\n', { profile: 'go3', file: 'x.yaml' });
    expect(reading.documents.map(({ value, index }) => [value, index])).toEqual([
      [{ a: 1 }, 0],
      [{ e: 2 }, 2],
      [{ f: 3 }, 4],
    ]);
    expect(reading.problems.map(formatProblem)).toEqual([
      'x.yaml:3:5: mapping values are not allowed here: a value with ": " in it needs quotes, a map its own line',
      'x.yaml:7:1: this does not belong to the value above; check the indentation and the quotes',
    ]);
  });
});

describe('scalars', () => {
  it.each([
    ['a block without a last line break', 'a: |\n  x', { a: 'x' }],
    ['a kept block without a last line break', 'a: |+\n  x', { a: 'x' }],
    ['a folded block without a last line break', 'a: >\n  x\n  y', { a: 'x y' }],
    ['a block with a last line break', 'a: |\n  x\n', { a: 'x\n' }],
    ['a block that blanks end', 'a: |\n  x\n  ', { a: 'x\n' }],
    ['chomping', 'a: |-\n  x\n\nb: |+\n  y\n\nc: |2\n   z\n', { a: 'x', b: 'y\n\n', c: ' z\n' }],
    ['folding', 'a: >\n  b\n  c\n\n    d\n  e\n', { a: 'b c\n\n  d\ne\n' }],
    ['plain text of several lines', 'a: b\n  c\n\n  d\n', { a: 'b c\nd' }],
    ['a number of several lines, which is text', 'a: 1\n  2\n', { a: '1 2' }],
    ['escapes', String.raw`a: "\x41\u00e9\U0001F600\n\t\"\\\/\e"`, { a: 'Aé😀\n\t"\\/\u001b' }],
    ['quotes', `a: 'it''s'\nb: "12"\nc: 'true'\n`, { a: "it's", b: '12', c: 'true' }],
    [
      'tags',
      "a: !!str 12\nb: !!int '3'\nc: !x y\nd: !x {e: 1}\nf: ! 12\ng: !<tag:yaml.org,2002:str> 1\n",
      { a: '12', b: 3, c: 'y', d: { e: 1 }, f: '12', g: '1' },
    ],
    [
      'binary',
      'a: !!binary aGk=\nb: !!binary |\n  aG\n  k=\nc: !!binary /4oI\n',
      { a: 'hi', b: 'hi', c: '\ufffd\ufffd\b' },
    ],
    [
      'text that ends in a colon between brackets',
      'a: [http://x:, y]\nb: {c:}\n',
      { a: ['http://x:', true], b: { 'c:': null } },
    ],
  ])('reads %s', (_, text, expected) => {
    expect(values(text)).toEqual([expected]);
  });

  it('keeps every digit of whole numbers', () => {
    expect(values('a: 9007199254740993\nb: 18446744073709551615\n')).toEqual([
      { a: 9007199254740993n, b: 18446744073709551615n },
    ]);
  });

  it('gives folded text as kustomize prints it where it is asked to', () => {
    const text = 'a: >\n  b\n  c\n    d\n  e\nf: >-\n   g\n  h\n';
    const kyaml = values('a: >\n  b\n    c\n  d\n', { profile: 'go3', foldedScalars: 'kyaml' });
    expect(kyaml).toEqual([{ a: 'b\n\n  c\nd\n' }]);
    expect(readYaml(text, { profile: 'go3' }).problems).toHaveLength(1);
  });

  it.each([
    ['a: .inf', 'infinity and "not a number" cannot be passed on as JSON; write a number or quote it'],
    ['a: !!int x', '"x" is not what its tag !!int says'],
    ['a: !!binary =', 'what stands under !!binary is not base64'],
    ['a: !!binary a b c', 'what stands under !!binary is not base64'],
  ])('refuses %s', (text, message) => {
    expect(problems(text)).toEqual([expect.stringContaining(message)]);
  });
});

describe('keys', () => {
  it('turns numbers and booleans into text with go2, as sigs.k8s.io/yaml does', () => {
    const text =
      'y: 1\n12: 2\n0x10: 3\n0.1: 4\n3.14159265358979: 5\n.nan: 6\n2001-01-01: 7\n9007199254740993: 8\n1e39: 9\n"13": 10\n';
    expect(values(text)).toEqual([
      {
        true: 1,
        12: 2,
        16: 3,
        '0.1': 4,
        '3.1415927': 5,
        '.nan': 6,
        '2001-01-01': 7,
        '9007199254740993': 8,
        '.inf': 9,
        13: 10,
      },
    ]);
  });

  it.each(['~: 1', ': 1', '18446744073709551615: 1'])('refuses %j with go2 too', (text) => {
    expect(problems(text)).toEqual([expect.stringContaining('is not a string; quote it')]);
  });

  it.each(['1: a', 'true: a', '1.5: a', '2001-01-01: a', '~: a'])('refuses %j with go3', (text) => {
    expect(problems(text, { profile: 'go3' })).toEqual([expect.stringContaining('1:1: ')]);
  });

  it('refuses maps and lists, and recognises a template', () => {
    expect(problems('? [a]\n: b\n')).toEqual(['1:3: a map or list cannot be a key; quote it, or write a string']);
    expect(problems('a: {{ .Values.x }}\n')).toEqual([
      '1:5: a map or list cannot be a key; this looks like a template that was not rendered',
    ]);
  });

  it('lets the last of two keys count with a warning, or refuses', () => {
    const text = 'a: 1\nb: 2\na: 3\n';
    const last = readYaml(text, { profile: 'go2', file: 'f' });
    expect(last.documents[0]?.value).toEqual({ a: 3, b: 2 });
    expect(last.warnings.map(formatProblem)).toEqual([
      'f:3:1: the key a stands twice in this map; the last one counts',
    ]);
    expect(last.problems).toEqual([]);
    for (const options of [{ profile: 'go3' }, { profile: 'go2', duplicateKeys: 'error' }] as const) {
      const refused = readYaml(text, options);
      expect(refused.documents).toEqual([]);
      expect(refused.problems).toMatchObject([{ code: 'yaml-duplicate-key', line: 3, column: 1 }]);
    }
    expect(readYaml(text, { profile: 'go3', duplicateKeys: 'last' }).documents[0]?.value).toEqual({ a: 3, b: 2 });
    const first = readYaml(text, { profile: 'go3', duplicateKeys: 'first' });
    expect(first).toMatchObject({ problems: [], warnings: [{ line: 3, column: 1 }] });
    expect(first.documents[0]?.value).toEqual({ a: 1, b: 2 });
    expect(first.documents[0]?.positionOf(['a'])).toMatchObject({ line: 1 });
    expect(first.documents[0]?.cursor().repeatedKey).toEqual({ line: 3, column: 1 });
  });

  it('keeps names that JavaScript gives a meaning', () => {
    const [value] = values('__proto__: {a: 1}\nconstructor: 2\ntoString: 3\nhasOwnProperty: 4\n');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(readYaml('constructor: 1\n', { profile: 'go3' }).warnings).toEqual([]);
    expect(readYaml('{"__proto__": 1, "__proto__": 2}', { profile: 'go3' }).problems).toHaveLength(1);
  });

  it('reports every fault of a document, up to twenty', () => {
    const text = Array.from({ length: 30 }, (_, index) => `${index}: .nan`).join('\n');
    expect(readYaml(text, { profile: 'go3' }).problems).toHaveLength(20);
  });
});

describe('bytes', () => {
  const encoder = new TextEncoder();

  it.each([
    ['UTF-8', encoder.encode('a: é\n')],
    ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...encoder.encode('a: é\n')])],
    ['UTF-16 LE', new Uint8Array([0xff, 0xfe, ...Buffer.from('a: é\n', 'utf16le')])],
    ['UTF-16 BE', new Uint8Array([0xfe, 0xff, ...Buffer.from('a: é\n', 'utf16le').swap16()])],
  ])('reads %s', (_, bytes) => {
    expect(values(bytes)).toEqual([{ a: 'é' }]);
  });

  it('refuses what is not text, with the line', () => {
    const latin1 = readYaml(Buffer.from('a: b\nc: é\n', 'latin1'), { profile: 'go2', file: 'f' });
    expect(latin1.problems.map(formatProblem)).toEqual([
      'f:2:1: this line has bytes that are not UTF-8; save the file as UTF-8',
    ]);
    expect(readYaml(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), { profile: 'go2' }).problems).toMatchObject([
      { code: 'yaml-encoding' },
    ]);
  });

  it.each(['\0', '\u0007', '\u007f', '\u0080', '\uffff'])(
    'refuses the control character %j but reads the other documents',
    (char) => {
      const reading = readYaml(`a: 1\n---\nb: "x${char}"\n---\nc: 2\n`, { profile: 'go2' });
      expect(reading.documents.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 2 }]);
      expect(reading.problems).toMatchObject([{ code: 'yaml-syntax', line: 3, column: 6 }]);
    },
  );
});
