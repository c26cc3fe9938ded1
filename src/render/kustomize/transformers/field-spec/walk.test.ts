import { describe, expect, it } from 'vitest';
import { KustomizeError } from '../../error.ts';
import { type Node, stringNode, textOf } from '../../node/index.ts';
import { fieldSpec } from '../../tables/index.ts';
import { resourcesOf, textOfResources } from '../testing/resources.ts';
import { type FieldVisitor, walkField } from './walk.ts';

const author = { place: { file: 'k.yaml', line: 1, column: 1 }, changedBy: 'Test' };
const head = 'apiVersion: apps/v1\nkind: Deployment\n';

function visited(spec: string, path: string, create?: 'map' | 'scalar'): { seen: string[]; text: string } {
  const resources = resourcesOf(`${head}spec: ${spec}\n`);
  const seen: string[] = [];
  const visit = (node: Node): void => {
    seen.push(node.kind === 'scalar' ? textOf(node) : node.kind);
    if (node.kind === 'map') node.entries.set('set', stringNode('yes', author.place));
  };
  const visitor: FieldVisitor = { author, visit, ...(create === undefined ? {} : { create }) };
  walkField(resources[0]!, fieldSpec({ path, create: create !== undefined }), visitor);
  return { seen, text: textOfResources(resources) };
}

describe('walkField', () => {
  it('goes through lists', () => {
    expect(visited('{a: [{b: 1}, {b: [2, 3]}, {c: 4}, null, [{b: 5}]]}', 'spec/a/b').seen).toEqual(['1', 'list', '5']);
  });

  it('ends where nothing is, or null', () => {
    expect(visited('{a: null}', 'spec/a/b').seen).toEqual([]);
    expect(visited('{}', 'spec/a/b').seen).toEqual([]);
    expect(visited('{a: null}', 'spec/a').seen).toEqual(['null']);
  });

  it('makes what is missing or null', () => {
    expect(visited('{}', 'spec/a/b', 'map').text).toBe(`${head}spec:\n  a:\n    b:\n      set: "yes"\n`);
    expect(visited('{a: null}', 'spec/a/b', 'map').text).toBe(`${head}spec:\n  a:\n    b:\n      set: "yes"\n`);
    expect(visited('{a: ~}', 'spec/a', 'scalar').seen).toEqual(['~']);
    expect(visited('{}', 'spec/a', 'scalar').seen).toEqual(['']);
  });

  it('makes nothing at a list, but takes null for an empty one', () => {
    expect(visited('{}', 'spec/a[]/b', 'map').text).toBe(`${head}spec: {}\n`);
    expect(visited('{a: null}', 'spec/a[]/b').text).toBe(`${head}spec:\n  a: []\n`);
    expect(visited('{a: [{}]}', 'spec/a[]/b', 'map').text).toBe(`${head}spec:\n  a:\n  - b:\n      set: "yes"\n`);
  });

  it('leaves other kinds alone', () => {
    const [resource] = resourcesOf(head);
    const seen: Node[] = [];
    const visitor: FieldVisitor = { author, visit: (node) => seen.push(node) };
    for (const kind of [{ kind: 'Job' }, { group: 'batch' }, { version: 'v2' }])
      walkField(resource!, fieldSpec({ path: 'kind', ...kind }), visitor);
    expect(seen).toEqual([]);
    walkField(resource!, fieldSpec({ path: 'kind', group: 'apps', version: 'v1', kind: 'Deployment' }), visitor);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['a text in the way', '{a: text}', 'spec/a/b', /considering field 'spec\/a\/b' of object Deployment.v1.apps/],
    ['a name that is none', '{a: {}}', 'spec/a//b', /no name/],
    ['an index', '{a: [[x]]}', 'spec/a/0', /expected a list or map/],
    ['an index of a map', '{a: {b: 1}}', 'spec/a/0', /'0' cannot be looked up in a map/],
    ['a wildcard', '{a: {b: 1}}', 'spec/a/*', /'\*' cannot be looked up in a map/],
  ])('refuses %s', (_, spec, path, message) => {
    expect(() => visited(spec, path)).toThrow(message);
    expect(() => visited(spec, path)).toThrow(KustomizeError);
  });
});
