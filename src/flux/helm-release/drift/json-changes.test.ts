import { expect, it } from 'vitest';
import { jsonChanges } from './json-changes.ts';

const many = { a: 1, b: 2, c: 3, d: 4 };
const other = { a: 5, b: 6, c: 7, d: 8 };

it.each([
  ['nothing', { a: [1] }, { a: [1] }, []],
  ['a member added, changed and removed', { a: 1, c: 1 }, { a: 2, b: 1 }, ['replace /a', 'add /b', 'remove /c']],
  ['items appended', { l: ['x'.repeat(99)] }, { l: ['x'.repeat(99), 1, 2] }, ['add /l/-', 'add /l/-']],
  [
    'items removed from the end',
    { l: ['x'.repeat(99), 1, 2] },
    { l: ['x'.repeat(99)] },
    ['remove /l/1', 'remove /l/1'],
  ],
  ['another kind of value', { a: {} }, { a: [] }, ['replace /a']],
  ['many small changes at one place', { m: many }, { m: other }, ['replace /m']],
  ['many at the root, which is never replaced', many, other, ['replace /a', 'replace /b', 'replace /c', 'replace /d']],
  ['names with slashes', { 'a/b~': 1 }, { 'a/b~': 2 }, ['replace /a~1b~0']],
])('tells %s', (_name, from, to, changes) => {
  expect(jsonChanges(from, to).map(({ op, path }) => `${op} ${path}`)).toEqual(changes);
});

it('replaces nothing above the given depth', () => {
  const paths = jsonChanges({ metadata: many }, { metadata: other }, 2).map(({ path }) => path);
  expect(paths).toEqual(['/metadata/a', '/metadata/b', '/metadata/c', '/metadata/d']);
});
