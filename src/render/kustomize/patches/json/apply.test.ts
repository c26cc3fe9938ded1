import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import { fromDocument, getNode, type MapNode, type Node, toYaml } from '../../node/index.ts';
import { applyJsonPatch } from './apply.ts';
import { readJsonPatch } from './operation.ts';

function parse(text: string): MapNode {
  return fromDocument(readYaml(text, { profile: 'go3' }).documents[0]!, 'resource.yaml') as MapNode;
}

function patched(resource: string, patch: string): MapNode {
  return applyJsonPatch(parse(resource), readJsonPatch(patch, 'patch.yaml'), 'PatchTransformer');
}

function at(node: Node | undefined): string {
  return `${node?.place.file}:${node?.place.line}:${node?.place.column} ${node?.changedBy ?? ''}`.trim();
}

describe('a JSON patch', () => {
  it('gives what it sets its own places, and what it moves the places of where that was', () => {
    const root = patched(
      'a: {b: 1}\nc: [x]\nd: 5\n',
      '- {op: add, path: /a/e, value: {f: 2}}\n- {op: copy, from: /c/0, path: /c/-}\n- {op: move, from: /d, path: /a/d}\n',
    );
    expect(toYaml(root)).toEqual({ a: { b: 1, e: { f: 2 }, d: 5 }, c: ['x', 'x'] });
    expect(at(getNode(root, 'a', 'b'))).toBe('resource.yaml:1:8');
    expect(at(getNode(root, 'a', 'e', 'f'))).toBe('patch.yaml:1:36 PatchTransformer');
    expect(at(getNode(root, 'a', 'd'))).toBe('resource.yaml:3:4 PatchTransformer');
    expect(at(getNode(root, 'c', 1))).toBe('resource.yaml:2:5 PatchTransformer');
  });

  it('knows the places in JSON that YAML reads too, and reads what YAML does not', () => {
    const patch = '[\n  {"op": "add", "path": "/a", "value": "b"}\n]';
    expect(at(getNode(patched('x: 1', patch), 'a'))).toBe('patch.yaml:2:40 PatchTransformer');
    expect(toYaml(patched('x: 1', '[{"op":"add","path":"/a","value":"\\ud83d\\ude00"}]'))).toEqual({ x: 1, a: '😀' });
  });

  it('leaves the patch as it was', () => {
    const patch = readJsonPatch('- {op: add, path: /a, value: {b: []}}\n- {op: add, path: /a/b/-, value: 1}', 'p');
    const before = JSON.stringify(patch.operations.map(toYaml));
    expect(toYaml(applyJsonPatch(parse('x: 1'), patch, ''))).toEqual({ x: 1, a: { b: [1] } });
    expect(toYaml(applyJsonPatch(parse('x: 2'), patch, ''))).toEqual({ x: 2, a: { b: [1] } });
    expect(JSON.stringify(patch.operations.map(toYaml))).toBe(before);
  });

  it('takes hostile names for names', () => {
    const root = patched(
      'a: 1',
      '- {op: add, path: /__proto__, value: {x: 1}}\n- {op: add, path: /constructor, value: 2}',
    );
    expect(JSON.stringify(toYaml(root))).toBe('{"a":1,"__proto__":{"x":1},"constructor":2}');
  });

  it('parts what fields share', () => {
    const root = parse('a: {x: 1}\nb: {}');
    (getNode(root, 'b') as MapNode).entries.set('x', getNode(root, 'a', 'x')!);
    const result = applyJsonPatch(root, readJsonPatch('- {op: test, path: /a/x, value: 1}', ''), '');
    expect(getNode(result, 'a', 'x')).not.toBe(getNode(result, 'b', 'x'));
  });
});

describe('limits', () => {
  const tooMuch = expect.objectContaining({ code: 'limit' }) as Error;

  it('end patches of many operations', () => {
    const patch = '- {op: test, path: /a, value: 1}\n'.repeat(10_001);
    expect(() => readJsonPatch(patch, '')).toThrow(tooMuch);
  });

  it('end what doubles itself', () => {
    const patch = '- {op: copy, from: /a, path: /a/-}\n'.repeat(40);
    expect(() => patched('a: [x]', patch)).toThrow(tooMuch);
  });

  it('end what is nested without end', () => {
    const patch =
      '- {op: add, path: /b, value: {}}\n- {op: move, from: /a, path: /b/a}\n- {op: move, from: /b, path: /a}\n'.repeat(
        600,
      );
    expect(() => patched('a: [x]', patch)).toThrow(tooMuch);
  });

  it('refuse with a class', () => {
    expect(() => readJsonPatch('a: b', '')).toThrow(KustomizeError);
    expect(() => readJsonPatch('[{]', '')).toThrow(KustomizeError);
    expect(() => patched('a: 1', '- {op: add, path: /b/c, value: 1}')).toThrow(KustomizeError);
  });
});
