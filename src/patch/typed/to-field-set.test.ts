import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { formatPath } from '../fieldpath/index.ts';
import { valuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { deducedType } from './merge-types/deduced-type.ts';
import type { MergeType } from './merge-types/merge-type.ts';
import { withNamedFields } from './named-fields.ts';
import { toFieldSet, toNamedFieldSet } from './to-field-set.ts';

function owned(value: Json, type: MergeType = gadget): string[] {
  return [...toFieldSet(value, type).paths()].map(formatPath);
}

describe('what a configuration owns', () => {
  it.each<[string, Json, string[]]>([
    ['scalars', { name: 'x', count: 1, enabled: false }, ['.count', '.enabled', '.name']],
    ['null', { name: null, part: null, set: null, labels: null }, ['.labels', '.name', '.part', '.set']],
    ['leaves of structs, not the structs', { part: { a: 'x', labels: { l: 'v' } } }, ['.part.a', '.part.labels.l']],
    ['an empty struct, as there is nothing below', { part: {} }, ['.part']],
    ['an empty map', { labels: {} }, ['.labels']],
    ['nothing of an empty list', { set: [], list: [] }, []],
    ['an atomic list, also empty', { plainList: [], atomicList: [{ a: 'x' }] }, ['.atomicList', '.plainList']],
    [
      'atomic maps as a whole',
      { atomicLabels: { a: 'b' }, atomicPart: { a: 'x' }, whole: {} },
      ['.atomicLabels', '.atomicPart', '.whole'],
    ],
    ['the members of what is not atomic here', { granularWhole: { a: 'x' } }, ['.granularWhole.a']],
    [
      'names that the schema does not declare, with what lies below',
      { parts: { p: { a: 'x' } } },
      ['.parts.p', '.parts.p.a'],
    ],
    ['sets by name', { setsByName: { s: ['x'] } }, ['.setsByName.s', '.setsByName.s[="x"]']],
    ['items of a set', { set: ['b', 'a'], numbers: [2] }, ['.numbers[=2]', '.set[="a"]', '.set[="b"]']],
    [
      'items and their fields',
      { list: [{ name: 'i', value: 'v' }] },
      ['.list[name="i"]', '.list[name="i"].name', '.list[name="i"].value'],
    ],
    [
      'items in items',
      { list: [{ name: 'i', items: [{ name: 'j', tags: ['t'] }] }] },
      [
        '.list[name="i"]',
        '.list[name="i"].name',
        '.list[name="i"].items[name="j"]',
        '.list[name="i"].items[name="j"].name',
        '.list[name="i"].items[name="j"].tags[="t"]',
      ],
    ],
    [
      'items by the default of a key',
      { ports: [{ port: 80 }] },
      ['.ports[port=80,protocol="TCP"]', '.ports[port=80,protocol="TCP"].port'],
    ],
    [
      'only the item where it occurs twice',
      {
        list: [
          { name: 'i', value: 'a' },
          { name: 'i', value: 'b' },
        ],
      },
      ['.list[name="i"]'],
    ],
    [
      'values without a schema, lists as a whole',
      { free: { a: { b: 1 }, c: [1] } },
      ['.free.a', '.free.c', '.free.a.b'],
    ],
    ['raw values as a whole', { raw: { a: 1 } }, ['.raw']],
  ])('%s', (_, value, expected) => {
    expect(owned(value)).toEqual(expected);
  });

  it('without a schema is every leaf, and every name above it', () => {
    expect(owned({ spec: { list: [{ name: 'a' }], n: 1 }, empty: {} }, deducedType)).toEqual([
      '.empty',
      '.spec',
      '.spec.list',
      '.spec.n',
    ]);
  });

  it('may have hostile names', () => {
    const value = JSON.parse('{"labels":{"__proto__":"x","constructor":"y"}}') as Json;
    expect(owned(value)).toEqual(['.labels.__proto__', '.labels.constructor']);
  });
});

describe('with named fields', () => {
  it('also declared fields that hold others are members', () => {
    const value: Json = { part: { a: 'x' }, list: [{ name: 'i', part: { b: 1 } }], labels: { l: 'v' } };
    expect([...toNamedFieldSet(value, gadget).paths()].map(formatPath)).toEqual([
      '.labels',
      '.list',
      '.part',
      '.labels.l',
      '.list[name="i"]',
      '.list[name="i"].name',
      '.list[name="i"].part',
      '.list[name="i"].part.b',
      '.part.a',
    ]);
  });

  it('is the same as adding them afterwards', () => {
    fc.assert(
      fc.property(valuesOf(gadgetSchema, gadgetSchemas), (value) => {
        const inOneGo = toNamedFieldSet(value, gadget);
        const afterwards = withNamedFields(toFieldSet(value, gadget), gadget);
        expect(inOneGo.toJson()).toEqual(afterwards.toJson());
      }),
      { numRuns: 500 },
    );
  });

  it('gives the set itself where nothing is to be added', () => {
    const set = toFieldSet({ name: 'x' }, gadget);
    expect(withNamedFields(set, gadget)).toBe(set);
    const named = toNamedFieldSet({ part: { a: 'x' } }, gadget);
    expect(withNamedFields(named, gadget)).toBe(named);
  });

  it('leaves what the schema does not know as it is', () => {
    const set = toFieldSet({ a: { b: 1 } }, deducedType);
    expect(withNamedFields(set, undefined)).toBe(set);
  });
});
