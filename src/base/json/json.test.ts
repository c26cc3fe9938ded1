import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, cloneJson, type Json, jsonAt, jsonEqual } from './json.ts';

describe('jsonEqual', () => {
  it.each<[Json | undefined, Json | undefined, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, undefined, false],
    [[], {}, false],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: undefined }, {}, true],
    [{ a: undefined, b: 1 }, { b: 1, c: undefined }, true],
    [{ a: 1 }, { a: 1, b: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: { b: [1, { c: null }] } }, { a: { b: [1, { c: null }] } }, true],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(jsonEqual(a, b)).toBe(expected);
    expect(jsonEqual(b, a)).toBe(expected);
  });

  it('holds between a value and its copy, and as often as their canonical texts are equal', () => {
    const json = fc.jsonValue() as fc.Arbitrary<Json>;
    fc.assert(fc.property(json, (value) => jsonEqual(value, cloneJson(value))));
    fc.assert(fc.property(json, json, (a, b) => jsonEqual(a, b) === (canonicalJson(a) === canonicalJson(b))));
  });
});

describe('cloneJson', () => {
  it('shares nothing with what it copies', () => {
    const value = { a: [{ b: 1 }] };
    const copy = cloneJson(value);
    copy.a[0]!.b = 2;
    expect(value.a[0]?.b).toBe(1);
  });
});

describe('jsonAt', () => {
  it.each<[Json | undefined, (string | number)[], Json | undefined]>([
    [{ a: [{ b: 1 }] }, ['a', 0, 'b'], 1],
    [{ a: 1 }, ['a', 'b'], undefined],
    [null, ['a'], undefined],
    [undefined, [], undefined],
    [[1], [4], undefined],
  ])('%j at %j is %j', (value, path, expected) => {
    expect(jsonAt(value, ...path)).toEqual(expected);
  });
});
