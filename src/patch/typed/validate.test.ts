import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { anyJson, valuesOf } from '../testing/arbitrary-value.ts';
import { gadget, gadgetSchema, gadgetSchemas } from '../testing/gadget.ts';
import { deducedType } from './merge-types/deduced-type.ts';
import { checkTyped, formatProblems, validateTyped } from './validate.ts';

function problems(value: Json, allowDuplicates = false): string {
  const found = validateTyped(value, gadget, { allowDuplicates });
  return found.length === 0 ? '' : formatProblems(found);
}

describe('what does not fit its type', () => {
  it.each<[string, Json, string]>([
    ['a number for a text', { name: 1 }, '.name: expected string, got &value.valueUnstructured{Value:1}'],
    [
      'a list for a text',
      { name: ['x'] },
      '.name: expected string, got &value.valueUnstructured{Value:[]interface {}{"x"}}',
    ],
    ['a text for a number', { count: '1' }, '.count: expected numeric (int or float), got string'],
    ['a map for a number', { count: {} }, '.count: expected numeric (int or float), got map[string]interface {}'],
    ['a text for a boolean', { enabled: 'true' }, '.enabled: expected boolean, got &{true}'],
    ['a map for a quantity', { quantity: { a: 1 } }, '.quantity: expected any scalar, got &{map[a:1]}'],
    ['a text for a map', { labels: 'x' }, '.labels: expected map, got &{x}'],
    ['a list for a struct', { part: [] }, '.part: expected map, got &{[]}'],
    ['a map for a list', { set: { a: 'b' } }, '.set: expected list, got &{map[a:b]}'],
    ['a scalar for a list', { list: true }, '.list: expected list, got &{true}'],
    ['a field that is not declared', { other: 1 }, '.other: field not declared in schema'],
    ['one further down', { part: { other: 1 } }, '.part.other: field not declared in schema'],
    ['a value of a map', { labels: { a: 1 } }, '.labels.a: expected string, got &value.valueUnstructured{Value:1}'],
    [
      'a field of an item',
      { list: [{ name: 'x', value: 2 }] },
      '.list[name="x"].value: expected string, got &value.valueUnstructured{Value:2}',
    ],
    ['an item of a set', { numbers: [1, 'x'] }, '.numbers[="x"]: expected numeric (int or float), got string'],
    [
      'an item of an atomic list',
      { atomicList: [{}, { a: 1 }] },
      '.atomicList[1].a: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'an item without its key',
      { list: [{ value: 'x' }] },
      '.list: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
    [
      'an item that is no map',
      { list: [{ name: 'a' }, 'x'] },
      '.list: element 1: associative list with keys may not have non-map elements',
    ],
    [
      'an item that is null',
      { list: [null] },
      '.list: element 0: associative list with keys may not have a null element',
    ],
    [
      'a set with null',
      { set: [null] },
      ".set: element 0: associative list without keys has an element that's an explicit null",
    ],
    [
      'a set with a map',
      { set: [{}] },
      ".set: element 0: associative list without keys has an element that's a map type",
    ],
    ['a set with a list', { set: [[]] }, '.set: element 0: not supported: associative list with lists as elements'],
    ['equal keys', { list: [{ name: 'x' }, { name: 'x' }] }, '.list: duplicate entries for key [name="x"]'],
    [
      'equal keys by default',
      { ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }] },
      '.ports: duplicate entries for key [port=1,protocol="TCP"]',
    ],
    ['equal items', { set: ['x', 'y', 'x'] }, '.set: duplicate entries for key [="x"]'],
  ])('%s', (_, value, expected) => {
    expect(problems(value)).toBe(expected);
  });

  it('is told of as a list where there is more', () => {
    expect(problems({ name: 1, count: 'x' })).toBe(
      'errors:\n  .name: expected string, got &value.valueUnstructured{Value:1}\n  .count: expected numeric (int or float), got string',
    );
  });

  it('is searched no further in a map after an undeclared field', () => {
    expect(problems({ other: 1, name: 1 })).toBe('.other: field not declared in schema');
  });
});

describe('what fits', () => {
  it.each<[string, Json]>([
    ['nothing', {}],
    ['null for anything', { name: null, count: null, part: null, labels: null, set: null, list: null, quantity: null }],
    ['null within maps', { labels: { a: null }, part: { a: null } }],
    ['any scalar for what is untyped', { at: 'soon', port: 80, quantity: 1 }],
    ['anything for what no schema describes', { anything: [{ a: [1] }], free: { a: { b: 1 } }, raw: [1, 'x'] }],
    ['unknown fields that are preserved', { preserved: { other: 1, inner: { other: [] } } }],
    ['repetitions in an atomic list', { plainList: ['x', 'x'] }],
    ['null in an atomic list', { plainList: [null] }],
    ['items told apart by a default', { ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }] }],
    ['a key that is null', { list: [{ name: null }] }],
  ])('%s', (_, value) => {
    expect(problems(value)).toBe('');
  });

  it('are repetitions in what is live', () => {
    expect(problems({ list: [{ name: 'x' }, { name: 'x' }], set: ['x', 'x'] }, true)).toBe('');
  });

  it('is anything without a schema', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(validateTyped(value, deducedType, { allowDuplicates: false })).toEqual([]);
      }),
    );
  });

  it('is what a schema describes', () => {
    fc.assert(
      fc.property(valuesOf(gadgetSchema, gadgetSchemas), (value) => {
        expect(problems(value)).toBe('');
      }),
    );
  });
});

describe('checkTyped', () => {
  it('throws what the server answers', () => {
    const check = (): void =>
      checkTyped({ name: 1 }, gadget, { allowDuplicates: false }, 'failed to create typed patch object');
    expect(check).toThrow(PatchError);
    expect(check).toThrow('failed to create typed patch object: .name: expected string, got');
    expect(check).toThrow(expect.objectContaining({ code: 'mismatch', httpStatus: 500 }) as Error);
  });
});
