import { describe, expect, it } from 'vitest';
import type { Json } from '../base/index.ts';
import { type PlacePath, pointedPath, withoutPaths } from './without-paths.ts';

describe('withoutPaths', () => {
  it.each<[string, Json, PlacePath[], Json]>([
    ['a member', { a: 1, b: 2 }, [['a']], { b: 2 }],
    ['a member below', { a: { b: 1, c: 2 } }, [['a', 'b']], { a: { c: 2 } }],
    ['the last member', { a: { b: 1 } }, [['a', 'b']], { a: {} }],
    ['an item', { a: [1, 2, 3] }, [['a', 1]], { a: [1, 3] }],
    [
      'items, each by the place that it has',
      { a: [1, 2, 3] },
      [
        ['a', 0],
        ['a', 1],
      ],
      { a: [3] },
    ],
    ['an item from the end', { a: [1, 2, 3] }, [['a', -1]], { a: [1, 2] }],
    [
      'an item that is named twice',
      { a: [1, 2] },
      [
        ['a', 1],
        ['a', -1],
      ],
      { a: [1] },
    ],
    [
      'what is in an item that goes',
      { a: [{ b: 1 }, 2] },
      [
        ['a', 0, 'b'],
        ['a', 0],
      ],
      { a: [2] },
    ],
    [
      'what is in an item that goes by another name',
      { a: [{ b: 1 }] },
      [
        ['a', -1],
        ['a', 0, 'b'],
      ],
      { a: [] },
    ],
    [
      'parts of an item that is named in two ways',
      { a: [{ b: 1, c: 2, d: 3 }] },
      [
        ['a', 0, 'b'],
        ['a', -1, 'c'],
      ],
      { a: [{ d: 3 }] },
    ],
    [
      'nothing of another form',
      { a: [1], b: { 0: 1 }, c: 'x' },
      [
        ['a', 'b'],
        ['b', 0],
        ['c', 'd'],
        ['a', 5],
      ],
      { a: [1], b: { 0: 1 }, c: 'x' },
    ],
    ['not the root', { a: 1 }, [[]], { a: 1 }],
    [
      'own members only',
      JSON.parse('{"__proto__":{"a":1},"b":1}') as Json,
      [
        ['__proto__', 'a'],
        ['constructor', 'x'],
      ],
      JSON.parse('{"__proto__":{},"b":1}') as Json,
    ],
  ])('takes away %s', (_what, value, paths, expected) => {
    const before = JSON.stringify(value);
    expect(withoutPaths(value, paths)).toEqual(expected);
    expect(JSON.stringify(value)).toBe(before);
  });

  it('shares what does not change', () => {
    const value = { a: { b: 1 }, c: { d: 1 } };
    expect(
      withoutPaths(value, [
        ['x', 'y'],
        ['a', 'z'],
      ]),
    ).toBe(value);
    expect(withoutPaths(value, [['a', 'b']]).c).toBe(value.c);
  });
});

describe('pointedPath', () => {
  const value = { a: [{ b: 1 }], c: { 0: 'x' }, d: null };
  it.each<[string[], PlacePath | undefined]>([
    [
      ['a', '0', 'b'],
      ['a', 0, 'b'],
    ],
    [
      ['a', '-1'],
      ['a', 0],
    ],
    [['a', '1'], undefined],
    [['a', 'x'], undefined],
    [['a', '-'], undefined],
    [
      ['c', '0'],
      ['c', '0'],
    ],
    [['d'], ['d']],
    [['d', 'e'], undefined],
    [['toString'], undefined],
    [[], undefined],
  ])('of %j', (steps, path) => {
    expect(pointedPath(value, steps)).toEqual(path);
  });
});
