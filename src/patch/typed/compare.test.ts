import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { type FieldSet, formatPath } from '../fieldpath/index.ts';
import { relatedValuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { compareTyped } from './compare.ts';

function texts(set: FieldSet): string[] {
  return [...set.paths()].map(formatPath);
}

interface Expected {
  readonly added?: string[];
  readonly modified?: string[];
  readonly removed?: string[];
}

describe('comparing', () => {
  it.each<[string, Json, Json, Expected]>([
    ['equal values', { name: 'x', set: ['a'] }, { name: 'x', set: ['a'] }, {}],
    ['a leaf', { name: 'x' }, { name: 'y' }, { modified: ['.name'] }],
    ['a leaf more or less', { name: 'x' }, { count: 1 }, { added: ['.count'], removed: ['.name'] }],
    ['null', { name: 'x' }, { name: null }, { modified: ['.name'] }],
    ['a struct that begins', {}, { part: { a: 'x' } }, { added: ['.part', '.part.a'] }],
    ['a struct that ceases', { part: { a: 'x', b: 1 } }, {}, { removed: ['.part', '.part.a', '.part.b'] }],
    ['a struct that is emptied', { part: { a: 'x' } }, { part: {} }, { removed: ['.part.a'] }],
    ['an empty struct', {}, { part: {} }, { added: ['.part'] }],
    [
      'members of a map',
      { labels: { a: '1', b: '2' } },
      { labels: { b: '3', c: '4' } },
      { added: ['.labels.c'], modified: ['.labels.b'], removed: ['.labels.a'] },
    ],
    ['an atomic map', { atomicLabels: { a: '1' } }, { atomicLabels: { b: '2' } }, { modified: ['.atomicLabels'] }],
    ['an atomic list', { plainList: ['a', 'b'] }, { plainList: ['b', 'a'] }, { modified: ['.plainList'] }],
    ['a set', { set: ['a', 'b'] }, { set: ['b', 'c'] }, { added: ['.set[="c"]'], removed: ['.set[="a"]'] }],
    ['the order of a set', { set: ['a', 'b'] }, { set: ['b', 'a'] }, {}],
    [
      'items of a list',
      { list: [{ name: 'i', value: 'v' }] },
      { list: [{ name: 'i', value: 'w' }, { name: 'j' }] },
      { added: ['.list[name="j"]', '.list[name="j"].name'], modified: ['.list[name="i"].value'] },
    ],
    [
      'a default of a key that is spelled out',
      { ports: [{ port: 1 }] },
      { ports: [{ port: 1, protocol: 'TCP' }] },
      { added: ['.ports[port=1,protocol="TCP"].protocol'] },
    ],
    [
      'the form of what has no type',
      { anything: { a: 1 } },
      { anything: 'x' },
      { modified: ['.anything'], removed: ['.anything.a'] },
    ],
    ['an item that occurs twice, unchanged', { set: ['a', 'a'] }, { set: ['a', 'a'] }, {}],
    [
      'an item that comes to occur twice',
      { set: ['a'] },
      { set: ['a', 'a'] },
      { added: ['.set[="a"]'], removed: ['.set[="a"]'] },
    ],
    [
      'an item that ceases to occur twice',
      { list: [{ name: 'i' }, { name: 'i', value: 'v' }] },
      { list: [{ name: 'i' }] },
      { added: ['.list[name="i"]', '.list[name="i"].name'], removed: ['.list[name="i"]'] },
    ],
    [
      'one of two items that is changed',
      { list: [{ name: 'i' }, { name: 'i' }] },
      { list: [{ name: 'i' }, { name: 'i', value: 'v' }] },
      { modified: ['.list[name="i"]'] },
    ],
    ['two items that go', { list: [{ name: 'i' }, { name: 'i' }] }, { list: [] }, { removed: ['.list[name="i"]'] }],
    [
      'two items that come',
      { list: [{ name: 'j' }] },
      { list: [{ name: 'j' }, { name: 'i' }, { name: 'i' }] },
      { added: ['.list[name="i"]'] },
    ],
  ])('%s', (_, before, after, { added = [], modified = [], removed = [] }) => {
    const comparison = compareTyped(before, after, gadget);
    expect({
      added: texts(comparison.added),
      modified: texts(comparison.modified),
      removed: texts(comparison.removed),
    }).toEqual({ added, modified, removed });
  });
});

describe('for any values', () => {
  const pair = relatedValuesOf(gadgetSchema, gadgetSchemas);

  it('what is equal does not differ', () => {
    fc.assert(
      fc.property(pair, ([value]) => {
        const { added, modified, removed } = compareTyped(value, structuredClone(value), gadget);
        expect([added.isEmpty, modified.isEmpty, removed.isEmpty]).toEqual([true, true, true]);
      }),
      { numRuns: 300 },
    );
  });

  it('what one side adds the other removes', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const there = compareTyped(before, after, gadget);
        const back = compareTyped(after, before, gadget);
        expect(back.removed.equals(there.added)).toBe(true);
        expect(back.added.equals(there.removed)).toBe(true);
        expect(back.modified.equals(there.modified)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it('no place is both changed and new', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const { added, modified, removed } = compareTyped(before, after, gadget);
        expect(added.intersection(modified).isEmpty).toBe(true);
        expect(removed.intersection(modified).isEmpty).toBe(true);
        expect(added.intersection(removed).isEmpty).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
