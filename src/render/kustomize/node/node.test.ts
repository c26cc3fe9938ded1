import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../yaml/index.ts';
import {
  copyNode,
  equalNodes,
  fromDocument,
  getNode,
  type MapNode,
  removeNode,
  setNode,
  setText,
  stringNode,
  textOf,
  toYaml,
} from './index.ts';

const text = `apiVersion: v1
metadata:
  name: "8080"
  labels: &labels
    version: 1.0
    mode: 0777
    none: ~
    empty:
    day: 2001-01-01
spec:
  labels: *labels
  list: [a, 'b', True]
  block: |
    text
`;

function read(): MapNode {
  const [document] = readYaml(text, { profile: 'go3' }).documents;
  return fromDocument(document!, 'a.yaml') as MapNode;
}

describe('fromDocument', () => {
  it('keeps the places and texts of scalars', () => {
    const root = read();
    const at = (...path: string[]) => getNode(root, ...path);
    expect(at('metadata', 'name')).toMatchObject({ quoted: true, place: { file: 'a.yaml', line: 3, column: 9 } });
    expect(textOf(at('metadata', 'labels', 'version'))).toBe('1.0');
    expect(at('metadata', 'labels', 'mode')).toMatchObject({ value: 511, text: '0777' });
    expect(textOf(at('metadata', 'labels', 'none'))).toBe('~');
    expect(textOf(at('metadata', 'labels', 'empty'))).toBe('');
    expect(textOf(at('metadata', 'labels', 'day'))).toBe('2001-01-01');
    expect(textOf(getNode(root, 'spec', 'list', 2))).toBe('True');
    expect(at('spec', 'block')).toMatchObject({ quoted: true, value: 'text\n', place: { line: 13, column: 10 } });
  });

  it('gives the place of the key to maps and lists, and that of the alias to what it names', () => {
    const root = read();
    expect(getNode(root, 'metadata', 'labels')?.place).toMatchObject({ line: 4, column: 3 });
    expect(getNode(root, 'spec', 'labels')?.place).toMatchObject({ line: 11, column: 3 });
    expect(textOf(getNode(root, 'spec', 'labels', 'mode'))).toBe('0777');
    expect(getNode(root, 'spec', 'labels', 'mode')?.place.line).toBe(6);
  });
});

describe('nodes', () => {
  it('are written as the value that was read', () => {
    expect(toYaml(read())).toEqual(readYaml(text, { profile: 'go3' }).documents[0]?.value);
  });

  it('are copied deeply', () => {
    const root = read();
    const copy = copyNode(root);
    expect(equalNodes(root, copy)).toBe(true);
    setNode(copy, ['metadata', 'annotations', 'a'], stringNode('1', root.place));
    expect(getNode(root, 'metadata', 'annotations')).toBeUndefined();
    expect(equalNodes(root, copy)).toBe(false);
    expect(removeNode(copy, 'metadata', 'annotations')).toBe(true);
    expect(equalNodes(root, copy)).toBe(true);
  });

  it('are not set through what is no map', () => {
    const root = read();
    expect(setNode(root, ['metadata', 'name', 'x'], stringNode('1', root.place))).toBe(false);
    expect(getNode(root, 'metadata', 'name')?.kind).toBe('scalar');
  });

  it('keep the type that their quotes give them when they are written over', () => {
    const root = read();
    const change = { text: '9090', place: root.place, changedBy: 'T', as: 'plain' } as const;
    for (const path of [
      ['metadata', 'name'],
      ['metadata', 'labels', 'mode'],
    ]) {
      const node = getNode(root, ...path);
      if (node?.kind === 'scalar') setText(node, change);
    }
    expect(getNode(root, 'metadata', 'name')).toMatchObject({ value: '9090', changedBy: 'T' });
    expect(getNode(root, 'metadata', 'labels', 'mode')).toMatchObject({ value: 9090 });
  });

  it('hold a member named __proto__', () => {
    const [document] = readYaml('{"__proto__": {"a": 1}}', { profile: 'go3' }).documents;
    const value = toYaml(fromDocument(document!, 'a.yaml'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
  });
});
