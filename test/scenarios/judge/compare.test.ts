import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/base/index.ts';
import { compareRecordings, compareValues, formatDifference } from './compare.ts';

describe('compareValues', () => {
  const condition = (type: string, message: string) => ({ type, status: 'True', message, lastTransitionTime: 'T' });

  it.each<[string, Json | undefined, Json | undefined, string[]]>([
    ['equal maps', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
    ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['x/a/b']],
    ['a missing member', { a: 1 }, {}, ['x/a']],
    ['a member too many', {}, { a: null }, ['x/a']],
    ['null and absent', { a: null }, {}, ['x/a']],
    ['a map for a list', { a: {} }, { a: [] }, ['x/a']],
    [
      'conditions by type',
      [condition('Ready', 'a'), condition('Healthy', 'b')],
      [condition('Healthy', 'c'), condition('Ready', 'a')],
      ['x/Healthy/message'],
    ],
    ['a missing condition', [condition('Ready', 'a')], [], ['x/Ready']],
    [
      'resources by kind and name',
      [{ kind: 'ConfigMap', namespace: 'n', name: 'a', status: 'Synced' }],
      [{ kind: 'ConfigMap', namespace: 'n', name: 'a', status: 'OutOfSync' }],
      ['x/ConfigMap n a/status'],
    ],
    ['texts as sets', ['a', 'b'], ['b', 'c'], ['x/a', 'x/c']],
    [
      'claims by manager',
      [{ manager: 'a', operation: 'Apply', fields: ['.x'] }],
      [{ manager: 'a', operation: 'Update', fields: ['.x'] }],
      ['x/a Apply', 'x/a Update'],
    ],
    [
      'Events by reason and message',
      [{ reason: 'A', message: 'm', type: 'Normal' }],
      [{ reason: 'A', message: 'm', type: 'Warning' }],
      ['x/A m/type'],
    ],
    ['inventory entries by id', [{ id: 'a', v: 'v1' }], [{ id: 'a', v: 'v2' }], ['x/a/v']],
    ['history by id', [{ id: 0, revision: 'C1' }], [{ id: 0, revision: 'C2' }], ['x/0/revision']],
    ['unnamed items by place', [{ digest: 'a' }, { digest: 'b' }], [{ digest: 'a' }, { digest: 'c' }], ['x/1/digest']],
    [
      'two items of one name by place',
      [
        { name: 'a', v: 1 },
        { name: 'a', v: 2 },
      ],
      [
        { name: 'a', v: 1 },
        { name: 'a', v: 3 },
      ],
      ['x/1/v'],
    ],
    ['lists of different length', [1, 2], [1], ['x/1']],
  ])('%s', (_, expected, actual, paths) => {
    expect(compareValues(expected, actual, ['x']).map(({ path }) => path)).toEqual(paths);
  });

  it('writes a slash within a step as a tilde', () => {
    expect(compareValues({ 'Kustomization/app': 1 }, {}, ['a'])[0]!.path).toBe('a/Kustomization~app');
  });
});

describe('compareRecordings', () => {
  const point = (message: string) => ({ owners: { 'Kustomization/app': { message } }, events: {}, objects: {} });

  it('names scenario, point and path, and shows both sides', () => {
    const differences = compareRecordings('flux-x', new Map([['a', point('one')]]), new Map([['a', point('two')]]));
    expect(differences.map(formatDifference)).toEqual([
      'flux-x/a/owners/Kustomization~app/message\n  upstream: "one"\n  found:    "two"',
    ]);
  });

  it('misses a point that was not reached', () => {
    const differences = compareRecordings('flux-x', new Map([['a', point('one')]]), new Map());
    expect(differences).toHaveLength(1);
    expect(formatDifference(differences[0]!)).toContain('found:    (nothing)');
  });

  it('finds nothing between equal runs', () => {
    expect(compareRecordings('flux-x', new Map([['a', point('one')]]), new Map([['a', point('one')]]))).toEqual([]);
  });
});
