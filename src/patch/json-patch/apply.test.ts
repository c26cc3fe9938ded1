import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { PatchError, type PatchErrorCode } from '../error.ts';
import { defaultPatchLimits } from '../limits.ts';
import { applyJsonPatch } from './apply.ts';

interface Case {
  readonly name: string;
  readonly document: Json;
  readonly patch: Json;
  readonly result: Json;
}

const list = { list: ['a', 'b', 'c'] };

const cases: readonly Case[] = [
  { name: 'adds a member', document: { a: 1 }, patch: [{ op: 'add', path: '/b', value: 2 }], result: { a: 1, b: 2 } },
  {
    name: 'replaces what is added again',
    document: { a: 1 },
    patch: [{ op: 'add', path: '/a', value: 2 }],
    result: { a: 2 },
  },
  {
    name: 'inserts an item',
    document: list,
    patch: [{ op: 'add', path: '/list/1', value: 'x' }],
    result: { list: ['a', 'x', 'b', 'c'] },
  },
  {
    name: 'appends at the length',
    document: list,
    patch: [{ op: 'add', path: '/list/3', value: 'x' }],
    result: { list: ['a', 'b', 'c', 'x'] },
  },
  {
    name: 'appends at the dash',
    document: list,
    patch: [{ op: 'add', path: '/list/-', value: 'x' }],
    result: { list: ['a', 'b', 'c', 'x'] },
  },
  {
    name: 'counts from the end with the new item',
    document: list,
    patch: [{ op: 'add', path: '/list/-1', value: 'x' }],
    result: { list: ['a', 'b', 'c', 'x'] },
  },
  {
    name: 'adds null where the value is missing',
    document: {},
    patch: [{ op: 'add', path: '/a' }],
    result: { a: null },
  },
  { name: 'removes a member', document: { a: 1, b: 2 }, patch: [{ op: 'remove', path: '/a' }], result: { b: 2 } },
  { name: 'removes an item', document: list, patch: [{ op: 'remove', path: '/list/0' }], result: { list: ['b', 'c'] } },
  {
    name: 'removes the last item',
    document: list,
    patch: [{ op: 'remove', path: '/list/-1' }],
    result: { list: ['a', 'b'] },
  },
  {
    name: 'replaces a member',
    document: { a: { b: 1 } },
    patch: [{ op: 'replace', path: '/a/b', value: [] }],
    result: { a: { b: [] } },
  },
  {
    name: 'replaces an item',
    document: list,
    patch: [{ op: 'replace', path: '/list/2', value: 'x' }],
    result: { list: ['a', 'b', 'x'] },
  },
  {
    name: 'replaces an item from the end',
    document: list,
    patch: [{ op: 'replace', path: '/list/-3', value: 'x' }],
    result: { list: ['x', 'b', 'c'] },
  },
  {
    name: 'replace adds a member that is not there',
    document: {},
    patch: [{ op: 'replace', path: '/a', value: 1 }],
    result: { a: 1 },
  },
  {
    name: 'replaces the whole document',
    document: { a: 1 },
    patch: [{ op: 'replace', path: '', value: { b: 2 } }],
    result: { b: 2 },
  },
  { name: 'moves a member', document: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/b' }], result: { b: 1 } },
  {
    name: 'moves an item',
    document: list,
    patch: [{ op: 'move', from: '/list/0', path: '/list/2' }],
    result: { list: ['b', 'c', 'a'] },
  },
  {
    name: 'copies a value of its own',
    document: { a: { x: 1 } },
    patch: [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/x', value: 2 },
    ],
    result: { a: { x: 1 }, b: { x: 2 } },
  },
  {
    name: 'copies null where nothing is',
    document: {},
    patch: [{ op: 'copy', from: '/a', path: '/b' }],
    result: { b: null },
  },
  {
    name: 'tests a value',
    document: { a: [1, { b: null }] },
    patch: [{ op: 'test', path: '/a', value: [1, { b: null }] }],
    result: { a: [1, { b: null }] },
  },
  {
    name: 'tests a missing member as null',
    document: {},
    patch: [{ op: 'test', path: '/a', value: null }],
    result: {},
  },
  {
    name: 'tests the whole document',
    document: { a: 1 },
    patch: [{ op: 'test', path: '', value: { a: 1 } }],
    result: { a: 1 },
  },
  {
    name: 'unescapes steps',
    document: { 'a/b': { '~': 1 } },
    patch: [{ op: 'replace', path: '/a~1b/~0', value: 2 }],
    result: { 'a/b': { '~': 2 } },
  },
  { name: 'reads ~01 as ~1', document: {}, patch: [{ op: 'add', path: '/~01', value: 1 }], result: { '~1': 1 } },
  {
    name: 'knows the empty name',
    document: { '': 1 },
    patch: [{ op: 'replace', path: '/', value: 2 }],
    result: { '': 2 },
  },
  { name: 'does nothing for no operations', document: { a: 1 }, patch: [], result: { a: 1 } },
  {
    name: 'adds what later operations change',
    document: {},
    patch: [
      { op: 'add', path: '/a', value: {} },
      { op: 'add', path: '/a/b', value: 1 },
    ],
    result: { a: { b: 1 } },
  },
];

describe('applyJsonPatch', () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, { document, patch, result }) => {
    const before = JSON.stringify([document, patch]);
    expect(applyJsonPatch(document, patch)).toEqual(result);
    expect(JSON.stringify([document, patch])).toBe(before);
  });
});

interface Refusal {
  readonly document?: Json;
  readonly patch: Json;
  readonly code: PatchErrorCode;
  readonly status?: number;
  readonly message: string;
}

const refusals: readonly Refusal[] = [
  {
    patch: { op: 'add' },
    code: 'invalid',
    status: 400,
    message: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
  },
  {
    patch: 'x',
    code: 'invalid',
    status: 400,
    message: 'json: cannot unmarshal string into Go value of type jsonpatch.Patch',
  },
  {
    patch: [true],
    code: 'invalid',
    status: 400,
    message: 'json: cannot unmarshal bool into Go value of type jsonpatch.Operation',
  },
  { patch: [{ op: 'merge', path: '/a' }], code: 'invalid', message: 'Unexpected kind: merge' },
  { patch: [{ path: '/a' }], code: 'invalid', message: 'Unexpected kind: unknown' },
  { patch: [{ op: 5, path: '/a' }], code: 'invalid', message: 'Unexpected kind: unknown' },
  {
    patch: [{ op: 'add', value: 1 }],
    code: 'missing-path',
    message: 'add operation failed to decode path: missing value',
  },
  {
    patch: [{ op: 'replace', path: 5 }],
    code: 'invalid',
    message: 'replace operation failed to decode path: json: cannot unmarshal number into Go value of type string',
  },
  {
    patch: [{ op: 'test' }],
    code: 'missing-path',
    message: 'test operation failed to decode path: operation missing path field: missing value',
  },
  {
    patch: [{ op: 'move', path: '/a' }],
    code: 'missing-path',
    message: 'move operation failed to decode from: operation, missing from field: missing value',
  },
  {
    patch: [{ op: 'copy', path: '/a' }],
    code: 'missing-path',
    message: 'copy operation failed to decode from: operation, missing from field: missing value',
  },
  {
    patch: [{ op: 'copy', from: '/a' }],
    code: 'missing-path',
    message: 'copy operation failed to decode path: missing value',
  },
  {
    patch: [{ op: 'move', from: '/a' }],
    code: 'missing-path',
    message: 'move operation failed to decode path: operation missing path field: missing value',
  },
  {
    patch: [{ op: 'add', path: '/x/y', value: 1 }],
    code: 'missing-path',
    message: 'add operation does not apply: doc is missing path: "/x/y": missing value',
  },
  {
    patch: [{ op: 'add', path: '', value: 1 }],
    code: 'missing-path',
    message: 'add operation does not apply: doc is missing path: "": missing value',
  },
  {
    patch: [{ op: 'add', path: '/a/b', value: 1 }],
    code: 'missing-path',
    message: 'add operation does not apply: doc is missing path: "/a/b": missing value',
  },
  {
    patch: [{ op: 'remove', path: '/x' }],
    code: 'missing-path',
    message: "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value",
  },
  {
    patch: [{ op: 'remove', path: '/x/y' }],
    code: 'missing-path',
    message: 'remove operation does not apply: doc is missing path: "/x/y": missing value',
  },
  {
    patch: [{ op: 'remove', path: '/list/x' }],
    code: 'inapplicable',
    message: `error in remove for path: '/list/x': strconv.Atoi: parsing "x": invalid syntax`,
  },
  {
    patch: [{ op: 'remove', path: '/list/9' }],
    code: 'inapplicable',
    message: "error in remove for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
  },
  {
    patch: [{ op: 'add', path: '/list/9', value: 1 }],
    code: 'inapplicable',
    message: "error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
  },
  {
    patch: [{ op: 'add', path: '/list/-9', value: 1 }],
    code: 'inapplicable',
    message: "error in add for path: '/list/-9': Unable to access invalid index: -9: invalid index referenced",
  },
  {
    patch: [{ op: 'add', path: '/list/x', value: 1 }],
    code: 'inapplicable',
    message: `error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`,
  },
  {
    patch: [{ op: 'add', path: '/list/99999999999999999999', value: 1 }],
    code: 'inapplicable',
    message: `error in add for path: '/list/99999999999999999999': value was not a proper array index: '99999999999999999999': strconv.Atoi: parsing "99999999999999999999": value out of range`,
  },
  {
    patch: [{ op: 'replace', path: '/x/y', value: 1 }],
    code: 'missing-path',
    message: 'replace operation does not apply: doc is missing path: /x/y: missing value',
  },
  {
    patch: [{ op: 'replace', path: '/list/9', value: 1 }],
    code: 'missing-path',
    message: 'replace operation does not apply: doc is missing key: /list/9: missing value',
  },
  {
    patch: [{ op: 'replace', path: '', value: 1 }],
    code: 'inapplicable',
    message: 'replace operation value must be object or array: %!w(<nil>)',
  },
  {
    patch: [{ op: 'move', from: '/x', path: '/y' }],
    code: 'missing-path',
    message: "error in move for path: 'x': Unable to remove nonexistent key: x: missing value",
  },
  {
    patch: [{ op: 'move', from: '/x/y', path: '/z' }],
    code: 'missing-path',
    message: 'move operation does not apply: doc is missing from path: /x/y: missing value',
  },
  {
    patch: [{ op: 'move', from: '/a', path: '/x/y' }],
    code: 'missing-path',
    message: 'move operation does not apply: doc is missing destination path: /x/y: missing value',
  },
  {
    patch: [{ op: 'copy', from: '/x/y', path: '/z' }],
    code: 'missing-path',
    message: 'copy operation does not apply: doc is missing from path: /x/y: missing value',
  },
  {
    patch: [{ op: 'copy', from: '/a', path: '/x/y' }],
    code: 'missing-path',
    message: 'copy operation does not apply: doc is missing destination path: /x/y: missing value',
  },
  {
    patch: [{ op: 'copy', from: '/list/9', path: '/z' }],
    code: 'inapplicable',
    message: "error in copy for from: '/list/9': Unable to access invalid index: 9: invalid index referenced",
  },
  {
    patch: [{ op: 'copy', from: '/a', path: '/list/9' }],
    code: 'inapplicable',
    message: 'error while adding value during copy: Unable to access invalid index: 9: invalid index referenced',
  },
  {
    patch: [{ op: 'test', path: '/a', value: 2 }],
    code: 'test-failed',
    message: 'testing value /a failed: test failed',
  },
  { patch: [{ op: 'test', path: '', value: {} }], code: 'test-failed', message: 'testing value  failed: test failed' },
  {
    patch: [{ op: 'test', path: '/x', value: 2 }],
    code: 'test-failed',
    message: 'testing value /x failed: test failed',
  },
  {
    patch: [{ op: 'test', path: '/x/y', value: 2 }],
    code: 'missing-path',
    message: 'test operation does not apply: is missing path: /x/y: missing value',
  },
  {
    patch: [{ op: 'test', path: '/list/7', value: 2 }],
    code: 'inapplicable',
    message: "error in test for path: '/list/7': Unable to access invalid index: 7: invalid index referenced",
  },
];

describe('applyJsonPatch refuses', () => {
  it.each(refusals.map((entry) => [JSON.stringify(entry.patch), entry] as const))('%s', (_, refusal) => {
    const { document = { a: 1, list: ['a'] }, patch, code, status = 422, message } = refusal;
    const error = refusalOf(() => applyJsonPatch(document, patch));
    expect(error.message).toBe(message);
    expect([error.code, error.httpStatus]).toEqual([code, status]);
  });

  it('all of a patch when one operation fails, leaving the document as it was', () => {
    const document = { a: 1 };
    expect(() =>
      applyJsonPatch(document, [
        { op: 'add', path: '/b', value: 1 },
        { op: 'remove', path: '/x' },
      ]),
    ).toThrow(PatchError);
    expect(document).toEqual({ a: 1 });
  });
});

describe('the limits of a JSON patch', () => {
  it('hold for the number of operations', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 }));
    const error = refusalOf(() => applyJsonPatch({ a: 1 }, patch));
    expect(error.message).toBe('The allowed maximum operations in a JSON patch is 10000, got 10001');
    expect(error.httpStatus).toBe(413);
    expect(applyJsonPatch({ a: 1 }, patch.slice(1))).toEqual({ a: 1 });
  });

  it('hold for what copies add, which could double at each step', () => {
    const patch = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }));
    const error = refusalOf(() => applyJsonPatch({ a: ['x'.repeat(100)] }, patch));
    expect(error.code).toBe('too-large');
    expect(error.message).toMatch(
      /^Unable to complete the copy, the accumulated size increase of copy is \d+, exceeding the limit 3145728$/,
    );
  });

  it('hold for the depth of document, patch and result', () => {
    const limits = { ...defaultPatchLimits, maxDepth: 5 };
    const deep = (levels: number): Json => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(refusalOf(() => applyJsonPatch(deep(6), [], limits)).code).toBe('too-large');
    expect(refusalOf(() => applyJsonPatch({}, [{ op: 'add', path: '/b', value: deep(6) }], limits)).code).toBe(
      'too-large',
    );
    const nesting = Array.from({ length: 6 }, (_, index) => ({ op: 'add', path: '/b'.repeat(index + 1), value: {} }));
    expect(refusalOf(() => applyJsonPatch({}, nesting, limits)).code).toBe('too-large');
  });

  it('hold for the items that are moved to make room', () => {
    const limits = { ...defaultPatchLimits, maxMoves: 1000 };
    const patch = Array.from({ length: 11 }, () => ({ op: 'add', path: '/0', value: 0 }));
    const error = refusalOf(() =>
      applyJsonPatch(
        Array.from({ length: 100 }, () => 0),
        patch,
        limits,
      ),
    );
    expect(error.code).toBe('too-large');
  });
});

describe('hostile names', () => {
  it('cannot reach the prototype', () => {
    const patch = JSON.parse('[{"op":"add","path":"/__proto__/polluted","value":1}]') as Json;
    expect(refusalOf(() => applyJsonPatch({}, patch)).code).toBe('missing-path');
    const result = applyJsonPatch({}, [
      { op: 'add', path: '/__proto__', value: {} },
      { op: 'add', path: '/__proto__/polluted', value: 1 },
      { op: 'add', path: '/constructor', value: { prototype: {} } },
    ]) as JsonObject;
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}');
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });
});

function refusalOf(run: () => unknown): PatchError {
  try {
    run();
  } catch (error) {
    if (error instanceof PatchError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
