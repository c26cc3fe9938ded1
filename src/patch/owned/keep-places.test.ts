import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { type PlacePath, withoutPaths } from '../without-paths.ts';
import { keepPlaces } from './keep-places.ts';

function setOf(...paths: readonly string[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.split(' ')));
}

const named = (...items: readonly [string, number][]): JsonObject[] => items.map(([name, v]) => ({ name, v }));
const item = (name: string): string => `f:list k:{"name":"${name}"}`;

describe('keepPlaces', () => {
  it.each<[string, JsonObject, JsonObject, PlacePath[], FieldSet | undefined, JsonObject]>([
    ['an owned field', { a: 1, b: 1 }, { a: 2, b: 2 }, [['a']], setOf('f:a', 'f:b'), { a: 2, b: 1 }],
    ['a field of others is left out', { a: 1, b: 1 }, { a: 2, b: 2 }, [['a']], setOf('f:b'), { b: 1 }],
    ['where nothing is known of who owns', { a: 1, b: 1 }, { a: 2, b: 2 }, [['a']], undefined, { a: 2, b: 1 }],
    ['nothing where nothing is live', { a: 1, b: 1 }, { b: 2 }, [['a']], setOf('f:a', 'f:b'), { b: 1 }],
    [
      'what only the live object has, and we own',
      { b: 1 },
      { a: { x: 1 }, b: 1 },
      [['a', 'x']],
      setOf('f:a f:x', 'f:b'),
      { a: { x: 1 }, b: 1 },
    ],
    ['what only the live object has, and others own', { b: 1 }, { a: 2, b: 1 }, [['a']], setOf('f:b'), { b: 1 }],
    [
      'a field below what is owned as a whole',
      { a: { x: 1, y: 1 } },
      { a: { x: 2, y: 2 } },
      [['a', 'x']],
      setOf('f:a'),
      { a: { x: 2, y: 1 } },
    ],
    [
      'a field of an item, by its key',
      { list: named(['a', 1], ['b', 1]) },
      { list: named(['x', 9], ['b', 2], ['a', 2]) },
      [['list', 1, 'v']],
      setOf(item('a'), item('b'), `${item('b')} f:v`),
      {
        list: [
          { name: 'a', v: 1 },
          { name: 'b', v: 2 },
        ],
      },
    ],
    [
      'a field of an item that others own is left out',
      { list: [{ name: 'a' }] },
      { list: named(['x', 9], ['a', 2]) },
      [['list', 1, 'v']],
      setOf(item('a'), `${item('a')} f:name`),
      { list: [{ name: 'a' }] },
    ],
    [
      'an item that others own is left out',
      { list: named(['a', 1]) },
      { list: named(['a', 1], ['x', 9]) },
      [['list', 1]],
      setOf(item('a'), `${item('a')} f:name`),
      { list: named(['a', 1]) },
    ],
    [
      'an item that we own',
      { list: named(['a', 1], ['x', 1]) },
      { list: named(['a', 2], ['x', 9]) },
      [['list', 1]],
      setOf(item('a'), item('x')),
      { list: named(['a', 1], ['x', 9]) },
    ],
    [
      'an item of a list that is owned as a whole, at its place',
      { list: [1, 2, 3] },
      { list: [1, 9, 3] },
      [['list', 1]],
      setOf('f:list'),
      { list: [1, 9, 3] },
    ],
    [
      'a field of an item that nothing tells but its index',
      { list: [{ v: 1, w: 1 }] },
      { list: [{ v: 2, w: 2 }] },
      [['list', 0, 'v']],
      setOf('f:list'),
      { list: [{ w: 1, v: 2 }] },
    ],
    [
      'no field of an item that cannot be told',
      { list: [{ w: 1 }, { w: 2 }] },
      { list: [{ v: 2, w: 2 }] },
      [['list', 0, 'v']],
      setOf('f:list'),
      { list: [{ w: 1 }, { w: 2 }] },
    ],
    ['an item from the end', { list: [1, 2] }, { list: [1, 9] }, [['list', -1]], setOf('f:list'), { list: [1, 9] }],
  ])('%s', (_what, desired, live, places, owned, expected) => {
    expect(keepPlaces(withoutPaths(desired, places), live, places, owned)).toEqual(expected);
  });
});
