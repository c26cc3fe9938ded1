import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { defaultPatchLimits } from '../limits.ts';
import { sameJson } from '../members.ts';
import { applyMergePatch } from './apply.ts';
import { createMergePatch } from './create.ts';

const cases: readonly (readonly [name: string, target: Json, patch: Json, result: Json])[] = [
  ['sets a member', { a: 'x' }, { a: 'y' }, { a: 'y' }],
  ['adds a member', { a: 'x' }, { b: 'y' }, { a: 'x', b: 'y' }],
  ['removes a member', { a: 'x', b: 'y' }, { a: null }, { b: 'y' }],
  ['removes what is not there', { a: 'x' }, { b: null }, { a: 'x' }],
  ['replaces a list', { a: ['x'] }, { a: ['y', 'z'] }, { a: ['y', 'z'] }],
  ['replaces a list by a scalar', { a: ['x'] }, { a: 'y' }, { a: 'y' }],
  ['merges maps', { a: { b: 'x', c: 'y' } }, { a: { b: 'z', c: null } }, { a: { b: 'z' } }],
  ['replaces a scalar by a map', { a: 'x' }, { a: { b: 'y' } }, { a: { b: 'y' } }],
  ['leaves out nulls of new maps', {}, { a: { b: { c: null, d: 1 } } }, { a: { b: { d: 1 } } }],
  ['leaves out nulls where a scalar was', { a: 'x' }, { a: { b: null } }, { a: {} }],
  ['leaves out nulls where null was', { a: null }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ['keeps nulls of lists', {}, { a: [null, 1] }, { a: [null, 1] }],
  ['cleans maps within new lists', {}, { a: [{ b: null, c: 1 }] }, { a: [{ c: 1 }] }],
  ['takes a list that replaces a map as it is', { a: {} }, { a: [{ b: null }] }, { a: [{ b: null }] }],
  ['keeps nulls that the patch does not name', { a: null, b: 1 }, { b: 2 }, { a: null, b: 2 }],
  ['does nothing for an empty patch', { a: { b: 1 } }, {}, { a: { b: 1 } }],
  ['replaces a list document by a map', ['x'], { a: 1 }, { a: 1 }],
  ['replaces a document by a list', { a: 1 }, ['x', null], ['x', null]],
];

describe('applyMergePatch', () => {
  it.each(cases)('%s', (_, target, patch, result) => {
    const before = JSON.stringify([target, patch]);
    expect(applyMergePatch(target, patch)).toEqual(result);
    expect(JSON.stringify([target, patch])).toBe(before);
  });

  it.each([null, 'x', 5, true] as const)('refuses %j as a patch', (patch) => {
    expect(() => applyMergePatch({}, patch)).toThrow('Invalid JSON Patch');
  });

  it('refuses what is nested too deep', () => {
    const deep = (levels: number): Json => (levels === 0 ? 1 : { a: deep(levels - 1) });
    const limits = { ...defaultPatchLimits, maxDepth: 10 };
    expect(() => applyMergePatch({}, deep(11), limits)).toThrow(PatchError);
    expect(() => applyMergePatch(deep(11), {}, limits)).toThrow(PatchError);
    expect(applyMergePatch({}, deep(10), limits)).toEqual(deep(10));
  });

  it('keeps hostile names from the prototype', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as Json;
    const result = applyMergePatch({}, patch);
    expect(JSON.stringify(result)).toBe(JSON.stringify(patch));
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('shares with the target what does not change', () => {
    const target = { kept: { a: [1] }, changed: { b: 1 } };
    const result = applyMergePatch(target, { changed: { b: 2 } }) as JsonObject;
    expect(result['kept']).toBe(target.kept);
  });
});

describe('createMergePatch', () => {
  const table: readonly (readonly [name: string, from: JsonObject, to: JsonObject, patch: JsonObject])[] = [
    ['nothing', { a: 1, b: [1] }, { a: 1, b: [1] }, {}],
    ['a change', { a: 1 }, { a: 2 }, { a: 2 }],
    ['an addition', {}, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a deletion', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2 } }, { a: null, b: { c: null } }],
    ['a type changed', { a: {} }, { a: [] }, { a: [] }],
    ['a list changed', { a: [1, 2] }, { a: [1] }, { a: [1] }],
    ['an emptied map', { a: { b: 1 } }, { a: {} }, { a: { b: null } }],
    ['a map made of null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
  ];
  it.each(table)('%s', (_, from, to, patch) => {
    expect(createMergePatch(from, to)).toEqual(patch);
  });

  /** Documents without nulls: those a merge patch cannot say. */
  const value = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('x', 'y', 1, 2, true),
      fc.array(fc.constantFrom('x', 1), { maxLength: 2 }) as fc.Arbitrary<Json>,
      fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
    ),
  })).value;
  const document = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), value, { maxKeys: 4 });

  it('makes the target of any document without nulls', () => {
    fc.assert(
      fc.property(document, document, (from, to) => {
        expect(sameJson(applyMergePatch(from, createMergePatch(from, to)), to)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is empty for equal documents, and applying one twice is as applying it once', () => {
    fc.assert(
      fc.property(document, document, (from, patch) => {
        expect(createMergePatch(from, from)).toEqual({});
        const once = applyMergePatch(from, patch);
        expect(sameJson(applyMergePatch(once, patch), once)).toBe(true);
      }),
    );
  });
});
