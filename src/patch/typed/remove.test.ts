import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { FieldSet } from '../fieldpath/index.ts';
import { relatedValuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { removePaths } from './remove.ts';
import { toFieldSet } from './to-field-set.ts';

/** A set from paths written with spaces: `f:spec f:replicas`. */
function setOf(...paths: readonly string[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.split(' ')));
}

const itemI = 'f:list k:{"name":"i"}';
const value: Json = {
  name: 'x',
  part: { a: 'y', b: 1, labels: { l: 'm' } },
  labels: { a: '1', b: '2' },
  set: ['p', 'q'],
  list: [
    { name: 'i', value: 'v', tags: ['t'] },
    { name: 'j', value: 'w' },
  ],
  plainList: ['z'],
};

describe('removing', () => {
  it.each<[string, FieldSet, Json]>([
    ['a leaf', setOf('f:name'), { name: undefined }],
    ['a whole struct', setOf('f:part'), { part: undefined }],
    ['a leaf of a struct', setOf('f:part f:b'), { part: { a: 'y', labels: { l: 'm' } } }],
    ['all of a struct, which leaves null', setOf('f:part f:a', 'f:part f:b', 'f:part f:labels'), { part: null }],
    ['members of a map', setOf('f:labels f:a'), { labels: { b: '2' } }],
    ['all members of a map', setOf('f:labels f:a', 'f:labels f:b'), { labels: null }],
    ['items of a set', setOf('f:set v:"p"'), { set: ['q'] }],
    ['all items of a set', setOf('f:set v:"p"', 'f:set v:"q"'), { set: null }],
    ['an item', setOf(itemI), { list: [{ name: 'j', value: 'w' }] }],
    [
      'a leaf of an item',
      setOf(`${itemI} f:value`),
      {
        list: [
          { name: 'i', tags: ['t'] },
          { name: 'j', value: 'w' },
        ],
      },
    ],
    ['what is not there', setOf('f:nothing', 'f:list k:{"name":"z"}', 'f:set v:"z"'), {}],
    ['an atomic list', setOf('f:plainList'), { plainList: undefined }],
  ] as [string, FieldSet, Json][])('%s', (_, paths, change) => {
    const expected = Object.fromEntries(
      Object.entries({ ...value, ...(change as object) }).filter(([, member]) => member !== undefined),
    );
    expect(removePaths(value, paths, gadget)).toEqual(expected);
  });

  it('nothing gives the value itself', () => {
    expect(removePaths(value, FieldSet.empty, gadget)).toBe(value);
  });

  it('everything gives null', () => {
    expect(removePaths({ name: 'x' }, setOf('f:name'), gadget)).toBeNull();
  });

  it('removes each of the items that are meant twice', () => {
    expect(removePaths({ set: ['a', 'b', 'a'] }, setOf('f:set v:"a"'), gadget)).toEqual({ set: ['b'] });
  });
});

describe('for any values', () => {
  it('removing all that is owned leaves nothing', () => {
    fc.assert(
      fc.property(relatedValuesOf(gadgetSchema, gadgetSchemas), ([whole]) => {
        const left = removePaths(whole, toFieldSet(whole, gadget), gadget);
        const set = left === null ? FieldSet.empty : toFieldSet(left, gadget);
        // Emptied structs are left behind as null: nobody owned them.
        for (const path of set.paths()) expect(path.at(-1)).toMatch(/^f:/);
        expect(set.intersection(toFieldSet(whole, gadget)).isEmpty).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
