import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import type { FieldPath, FieldSet } from '../fieldpath/index.ts';
import { PatchError } from '../error.ts';
import { sameJson } from '../members.ts';
import { relatedValuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { compareTyped } from './compare.ts';
import { deducedType } from './merge-types/deduced-type.ts';
import { mergeTyped } from './merge.ts';
import { toFieldSet } from './to-field-set.ts';

describe('merging', () => {
  it.each<[string, Json, Json, Json]>([
    ['keeps what is not applied', { name: 'x', count: 1 }, { count: 2 }, { name: 'x', count: 2 }],
    ['adds what is new', { name: 'x' }, { part: { a: 'y' } }, { name: 'x', part: { a: 'y' } }],
    ['goes down into structs', { part: { a: 'x', b: 1 } }, { part: { b: 2 } }, { part: { a: 'x', b: 2 } }],
    [
      'goes down into maps',
      { labels: { a: '1', b: '2' } },
      { labels: { b: '3', c: '4' } },
      { labels: { a: '1', b: '3', c: '4' } },
    ],
    [
      'takes atomic maps as a whole',
      { atomicLabels: { a: '1' } },
      { atomicLabels: { b: '2' } },
      { atomicLabels: { b: '2' } },
    ],
    ['takes atomic structs as a whole', { whole: { a: '1', b: 1 } }, { whole: { a: '2' } }, { whole: { a: '2' } }],
    ['takes atomic lists as a whole', { plainList: ['a', 'b'] }, { plainList: ['c'] }, { plainList: ['c'] }],
    ['keeps items of sets', { set: ['a', 'b'] }, { set: ['c'] }, { set: ['a', 'b', 'c'] }],
    [
      'merges items by key',
      { list: [{ name: 'i', value: 'v', tags: ['t'] }] },
      { list: [{ name: 'i', value: 'w' }] },
      { list: [{ name: 'i', value: 'w', tags: ['t'] }] },
    ],
    [
      'tells items apart by all keys',
      { ports: [{ port: 1, name: 'a' }] },
      { ports: [{ port: 1, protocol: 'UDP', name: 'b' }] },
      {
        ports: [
          { port: 1, name: 'a' },
          { port: 1, protocol: 'UDP', name: 'b' },
        ],
      },
    ],
    [
      'finds items by the default of a key',
      { ports: [{ port: 1, name: 'a' }] },
      { ports: [{ port: 1, protocol: 'TCP', name: 'b' }] },
      { ports: [{ port: 1, protocol: 'TCP', name: 'b' }] },
    ],
    ['sets null', { name: 'x', part: { a: 'y' } }, { name: null }, { name: null, part: { a: 'y' } }],
    ['empties nothing by an empty list', { set: ['a'] }, { set: [] }, { set: ['a'] }],
    ['empties nothing by an empty map', { labels: { a: '1' } }, { labels: {} }, { labels: { a: '1' } }],
    ['sets an empty list where there was none', {}, { set: [], list: [] }, { set: [], list: [] }],
    ['changes the form of what has no type', { anything: { a: 1 } }, { anything: 'x' }, { anything: 'x' }],
    [
      'goes down into what has no type',
      { free: { a: { b: 1 } } },
      { free: { a: { c: 2 } } },
      { free: { a: { b: 1, c: 2 } } },
    ],
    ['takes lists of no type as a whole', { free: { a: [1, 2] } }, { free: { a: [3] } }, { free: { a: [3] } }],
  ])('%s', (_, live, applied, expected) => {
    expect(mergeTyped(live, applied, gadget)).toEqual(expected);
  });

  it('keeps hostile names', () => {
    const applied = JSON.parse('{"labels":{"__proto__":"x","constructor":"y"}}') as Json;
    const merged = mergeTyped({ labels: { a: 'z' } }, applied, gadget);
    expect(JSON.stringify(merged)).toBe('{"labels":{"a":"z","__proto__":"x","constructor":"y"}}');
    expect({} as Record<string, unknown>).not.toHaveProperty('x');
  });

  it('gives the live value itself where nothing changes', () => {
    const live = { part: { a: 'x' }, list: [{ name: 'i', tags: ['t'] }], set: ['a', 'b'], plainList: ['c'] };
    const applied = { part: { a: 'x' }, list: [{ name: 'i' }], set: ['b'], plainList: ['c'] };
    expect(mergeTyped(live, applied, gadget)).toBe(live);
  });

  it('shares what does not change', () => {
    const live = { part: { a: 'x' }, list: [{ name: 'i' }, { name: 'j' }] };
    const merged = mergeTyped(live, { list: [{ name: 'j', value: 'v' }] }, gadget) as typeof live;
    expect(merged.part).toBe(live.part);
    expect(merged.list[0]).toBe(live.list[0]);
    expect(live.list[1]).toEqual({ name: 'j' });
  });
});

describe('the order of items', () => {
  const items = (names: string): Json => (names === '' ? [] : names.split(' ').map((name) => ({ name })));
  it.each<[string, string, string, string]>([
    ['appends', 'a b', 'c', 'a b c'],
    ['keeps the live order', 'a b c', 'b', 'a b c'],
    ['follows the applied order', 'a b', 'b a', 'b a'],
    ['puts what is new before the item that it is applied before', 'a b', 'x b', 'a x b'],
    ['puts what is new first where all else follows', 'a b', 'x a b', 'x a b'],
    ['keeps live items with those before them', 'a l b', 'b a', 'l b a'],
    ['keeps live items at the end', 'a b l', 'b', 'a b l'],
    ['keeps live items at the start', 'l a b', 'b a', 'l b a'],
    ['orders many', 'a b c d e', 'e c a', 'b d e c a'],
    ['weaves in', 'a b c', 'a x b y c z', 'a x b y c z'],
    ['starts from nothing', '', 'b a', 'b a'],
  ])('%s', (_, live, applied, expected) => {
    expect(mergeTyped({ list: items(live) }, { list: items(applied) }, gadget)).toEqual({ list: items(expected) });
    const texts = (names: string): string[] => (names === '' ? [] : names.split(' '));
    expect(mergeTyped({ set: texts(live) }, { set: texts(applied) }, gadget)).toEqual({ set: texts(expected) });
  });
});

describe('items that occur twice', () => {
  it('each stay where they are not applied', () => {
    const live = { list: [{ name: 'a', value: '1' }, { name: 'b' }, { name: 'a', value: '2' }] };
    expect(mergeTyped(live, { list: [{ name: 'b', value: 'x' }] }, gadget)).toEqual({
      list: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x' },
        { name: 'a', value: '2' },
      ],
    });
  });

  it('become the one that is applied', () => {
    const live = {
      list: [
        { name: 'a', value: '1' },
        { name: 'a', value: '2', tags: ['t'] },
      ],
    };
    expect(mergeTyped(live, { list: [{ name: 'a', value: 'x' }] }, gadget)).toEqual({
      list: [{ name: 'a', value: 'x' }],
    });
    expect(mergeTyped({ set: ['a', 'b', 'a'] }, { set: ['a'] }, gadget)).toEqual({ set: ['a', 'b'] });
  });

  it('are refused where they are applied', () => {
    const merge = (): Json => mergeTyped({ set: ['b'] }, { set: ['a', 'a'] }, gadget);
    expect(merge).toThrow(PatchError);
    expect(merge).toThrow('duplicate entries for key [="a"]');
    expect(() => mergeTyped({ list: [{ name: 'a' }] }, { list: [{}] }, gadget)).toThrow('element 0: associative list');
  });
});

/** Whether a set has a place or something below it, as where a map takes the place of a scalar. */
function touches(set: FieldSet, path: FieldPath): boolean {
  return set.has(path) || !path.reduce((current, element) => current.below(element), set).isEmpty;
}

describe('for any values', () => {
  const pair = relatedValuesOf(gadgetSchema, gadgetSchemas);
  it('merging again changes nothing', () => {
    fc.assert(
      fc.property(pair, ([live, applied]) => {
        const merged = mergeTyped(live, applied, gadget);
        expect(sameJson(mergeTyped(merged, applied, gadget), merged)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it('a value merged with itself is itself', () => {
    fc.assert(
      fc.property(pair, ([value]) => {
        expect(mergeTyped(value, structuredClone(value), gadget)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it('changes only what is applied, and removes only what lay below values of another form', () => {
    fc.assert(
      fc.property(pair, ([live, applied]) => {
        const { modified, removed } = compareTyped(live, mergeTyped(live, applied, gadget), gadget);
        const set = toFieldSet(applied, gadget);
        for (const path of modified.paths()) expect(touches(set, path), path.join(' ')).toBe(true);
        expect(removed.recursiveDifference(modified).toJson()).toEqual({});
      }),
      { numRuns: 250 },
    );
  });

  it('leaves both as they are', () => {
    fc.assert(
      fc.property(pair, ([live, applied]) => {
        const before = JSON.stringify([live, applied]);
        mergeTyped(live, applied, gadget);
        expect(JSON.stringify([live, applied])).toBe(before);
      }),
    );
  });

  it('without a schema it is a JSON merge patch that keeps nulls', () => {
    expect(mergeTyped({ a: { b: 1, c: [1] } }, { a: { b: null, c: [2] } }, deducedType)).toEqual({
      a: { b: null, c: [2] },
    });
  });
});
