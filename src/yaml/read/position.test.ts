import { describe, expect, it } from 'vitest';

import type { YamlDocument } from '../value.ts';
import { readYaml } from './read.ts';

type Path = (string | number)[];

function only(text: string, index = 0): YamlDocument {
  const document = readYaml(text, { profile: 'go2' }).documents[index];
  if (document === undefined) throw new Error('not read');
  return document;
}

function at(document: YamlDocument, path: Path): string | undefined {
  const position = document.positionOf(path);
  return position === undefined ? undefined : `${position.line}:${position.column}`;
}

function keyAt(document: YamlDocument, path: Path): string | undefined {
  const position = document.keyPositionOf(path);
  return position === undefined ? undefined : `${position.line}:${position.column}`;
}

const YAML = `# comment
kind: "A"
spec:
  list:
  - one
  - two: 2
    three: |
      text
  - [x, {w: 'z'}]
  -
  empty:
  folded: >-   # why
    a
    b
  tagged: !!str 12
`;

describe('places in YAML', () => {
  const document = only(YAML);

  it.each<[Path, string | undefined, string | undefined]>([
    [[], '2:1', undefined],
    [['kind'], '2:7', '2:1'],
    [['spec'], '4:3', '3:1'],
    [['spec', 'list'], '5:3', '4:3'],
    [['spec', 'list', 0], '5:5', undefined],
    [['spec', 'list', 1], '6:5', undefined],
    [['spec', 'list', 1, 'two'], '6:10', '6:5'],
    [['spec', 'list', 1, 'three'], '7:12', '7:5'],
    [['spec', 'list', 2, 0], '9:6', undefined],
    [['spec', 'list', 2, 1], '9:9', undefined],
    [['spec', 'list', 2, 1, 'w'], '9:13', '9:10'],
    [['spec', 'list', 3], '5:3', undefined],
    [['spec', 'empty'], '11:3', '11:3'],
    [['spec', 'folded'], '12:11', '12:3'],
    [['spec', 'tagged'], '15:17', '15:3'],
    [['spec', 'list', 4], undefined, undefined],
    [['spec', 'nothing'], undefined, undefined],
    [['kind', 'x'], undefined, undefined],
    [['spec', 0], undefined, undefined],
    [['spec', 'list', 'one'], undefined, undefined],
  ])('%j', (path, position, key) => {
    expect(at(document, path)).toBe(position);
    expect(keyAt(document, path)).toBe(key);
  });
});

describe('places', () => {
  it('counts lines through the stream and columns in UTF-16 units', () => {
    const document = only('---\na: 1\r\n---\r\n"😀": é\n', 1);
    expect(document.start).toEqual({ line: 4, column: 1 });
    expect(at(document, ['😀'])).toBe('4:7');
  });

  it('counts a lone carriage return as a line', () => {
    expect(at(only('a: 1\rb: 2\r'), ['b'])).toBe('2:4');
  });

  it('leaves the byte order mark out', () => {
    expect(at(only('\ufeffa: 1\n'), ['a'])).toBe('1:4');
  });

  it('shows the alias for a value, and the anchored text below it', () => {
    const document = only('a: &x\n  b: 1\nc: *x\nd:\n- *x\n');
    expect(at(document, ['c'])).toBe('3:4');
    expect(at(document, ['c', 'b'])).toBe('2:6');
    expect(at(document, ['d', 0, 'b'])).toBe('2:6');
  });

  it('shows merged members where they were written, by the rules of the profile', () => {
    const text = 'a: &a {k: 1}\nb: &b {k: 2, l: 3}\nc: {k: 4, <<: [*a, *b]}\nd: {<<: {m: 5}}\n';
    const [go2, go3] = (['go2', 'go3'] as const).map((profile) => readYaml(text, { profile }).documents[0]);
    if (go2 === undefined || go3 === undefined) throw new Error('not read');
    expect(at(go2, ['c', 'k'])).toBe('1:11');
    expect(at(go3, ['c', 'k'])).toBe('3:8');
    expect(at(go3, ['c', 'l'])).toBe('2:17');
    expect(at(go3, ['d', 'm'])).toBe('4:13');
    expect(at(go3, ['c', 'zz'])).toBeUndefined();
  });

  it('shows the key that counts of two, under the name that it has', () => {
    const document = only('a: 1\nyes: 2\na: 3\n');
    expect(keyAt(document, ['a'])).toBe('3:1');
    expect(at(document, ['true'])).toBe('2:6');
  });

  it('shows a root that is empty but tagged', () => {
    expect(at(only('# c\n!!str\n'), [])).toBe('2:1');
    expect(only('!!str').value).toBe('');
  });

  it('finds every node of a document where its text is', () => {
    const document = only(YAML);
    const lines = YAML.split('\n');
    const walk = (value: unknown, path: Path): void => {
      const position = document.positionOf(path);
      expect(position).toBeDefined();
      if (typeof value === 'number') {
        expect(lines[(position?.line ?? 0) - 1]?.slice((position?.column ?? 0) - 1)).toMatch(new RegExp(`^${value}`));
      }
      if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
      else if (typeof value === 'object' && value !== null) {
        for (const [key, member] of Object.entries(value)) walk(member, [...path, key]);
      }
    };
    walk(document.value, []);
  });
});
