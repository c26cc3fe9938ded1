import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldSet } from '../fieldpath/index.ts';
import { valuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { deducedType } from './merge-types/deduced-type.ts';
import { reconcileFieldSet } from './reconcile.ts';
import { toFieldSet } from './to-field-set.ts';

function reconciled(...paths: readonly string[]): string[] {
  const set = FieldSet.of(...paths.map((path) => path.split(' ')));
  return [...reconcileFieldSet(set, gadget).paths()].map((path) => path.join(' '));
}

const item = 'f:list k:{"name":"i"}';

describe('who owned parts of what is atomic now', () => {
  it.each<[string, string[], string[]]>([
    ['of a map', ['f:atomicLabels f:a', 'f:atomicLabels f:b'], ['f:atomicLabels']],
    ['of a struct', ['f:whole f:a'], ['f:whole']],
    ['of a struct by reference', ['f:atomicPart f:labels f:l'], ['f:atomicPart']],
    ['of a list', ['f:atomicList i:0 f:a'], ['f:atomicList']],
    ['of a set', ['f:plainList v:"x"', 'f:plainList v:"y"'], ['f:plainList']],
    ['beside others', ['f:name', 'f:plainList v:"x"'], ['f:name', 'f:plainList']],
    ['further down', ['f:gadget f:gadget f:whole f:a'], ['f:gadget f:gadget f:whole']],
    ['in an item', [item, `${item} f:items k:{"name":"j"} f:value`], [item, `${item} f:items k:{"name":"j"} f:value`]],
  ])('%s', (_, before, after) => {
    expect(reconciled(...before)).toEqual(after);
  });
});

describe('who owned the whole', () => {
  it.each<[string, string[]]>([
    ['of what is granular now keeps that', ['f:labels', 'f:list', 'f:part']],
    ['of what is atomic keeps that', ['f:atomicLabels', 'f:plainList', 'f:whole']],
    ['of what the schema does not know keeps that', ['f:unknown f:a']],
    ['of members without a schema keeps them', ['f:free f:a f:b', 'f:anything f:a']],
  ])('%s', (_, paths) => {
    expect(reconciled(...paths)).toEqual([...paths].sort());
  });
});

describe('for any values', () => {
  it('what a schema gave it does not change', () => {
    fc.assert(
      fc.property(valuesOf(gadgetSchema, gadgetSchemas), (value) => {
        const set = toFieldSet(value, gadget);
        expect(reconcileFieldSet(set, gadget)).toBe(set);
      }),
      { numRuns: 300 },
    );
  });

  it('what was owned without a schema fits it afterwards', () => {
    fc.assert(
      fc.property(valuesOf(gadgetSchema, gadgetSchemas), (value) => {
        const set = reconcileFieldSet(toFieldSet(value, deducedType), gadget);
        expect(reconcileFieldSet(set, gadget)).toBe(set);
      }),
      { numRuns: 300 },
    );
  });
});
