import { describe, expect, it } from 'vitest';
import type { Json } from '../base/index.ts';
import {
  emptySchemaSet,
  type FieldError,
  formatFieldError,
  type RuleEvaluator,
  type SchemaSet,
  type StructuralSchema,
  validate,
  type ValidateOptions,
} from './index.ts';

const errorsOf = (
  value: Json,
  schema: StructuralSchema,
  options: ValidateOptions = {},
  set = emptySchemaSet,
): string[] => validate(value, schema, set, options).map(formatFieldError);

const object = (properties: Record<string, StructuralSchema>, rest: StructuralSchema = {}): StructuralSchema => ({
  type: 'object',
  properties,
  ...rest,
});

describe('validate', () => {
  it('names the field from the root', () => {
    const schema = object({ spec: object({ list: { type: 'array', items: object({ n: { type: 'integer' } }) } }) });
    expect(errorsOf({ spec: { list: [{ n: 1 }, { n: 'x' }] } }, schema)).toEqual([
      'spec.list[1].n: Invalid value: "string": spec.list[1].n in body must be of type integer: "string"',
    ]);
  });

  it('puts the path of a part before the field only, as the server does for status', () => {
    const schema = object({ phase: { type: 'string', enum: ['a', 'b'] }, n: { type: 'integer' } }, { required: ['z'] });
    expect(errorsOf({ phase: 'c', n: 'x' }, schema, { path: 'status' })).toEqual([
      'status.phase: Unsupported value: "c": supported values: "a", "b"',
      'status.n: Invalid value: "string": n in body must be of type integer: "string"',
      'status.z: Required value',
    ]);
    expect(errorsOf(5, schema, { path: 'status' })).toEqual([
      'status: Invalid value: "integer":  in body must be of type object: "integer"',
    ]);
  });

  it('follows references, and takes one that leads nowhere or in a circle for anything', () => {
    const known: Readonly<Record<string, StructuralSchema>> = {
      Node: object({ next: { $ref: 'Node' }, n: { $ref: 'Number' } }),
      Number: { $ref: 'Integer' },
      Integer: { type: 'integer' },
      Circle: { $ref: 'Circle' },
    };
    const set: SchemaSet = { ofKind: () => undefined, resolve: (ref) => known[ref] };
    expect(errorsOf({ next: { next: { n: 'x' } } }, { $ref: 'Node' }, {}, set)).toEqual([
      'next.next.n: Invalid value: "string": next.next.n in body must be of type integer: "string"',
    ]);
    expect(errorsOf({ any: 1 }, { $ref: 'Missing' }, {}, set)).toEqual([]);
    expect(errorsOf({ any: 1 }, { $ref: 'Circle' }, {}, set)).toEqual([]);
  });

  it('is not fooled by the names of what objects inherit', () => {
    const text: StructuralSchema = { type: 'string' };
    const schema = object({ constructor: text }, { required: ['constructor', 'toString'] });
    expect(errorsOf({}, schema)).toEqual(['constructor: Required value', 'toString: Required value']);
    expect(errorsOf(JSON.parse('{"__proto__": 5, "constructor": "x", "toString": 1}') as Json, schema)).toEqual([]);
    expect(
      errorsOf(JSON.parse('{"__proto__": 5}') as Json, { type: 'object', additionalProperties: { type: 'string' } }),
    ).toEqual(['__proto__: Invalid value: "integer": .__proto__ in body must be of type string: "integer"']);
  });

  it('takes a value that nests too deep for one error', () => {
    const set: SchemaSet = { ofKind: () => undefined, resolve: () => object({ next: { $ref: 'Node' } }) };
    let value: Json = {};
    for (let depth = 0; depth < 1000; depth += 1) value = { next: value };
    const [error, ...others] = validate(value, { $ref: 'Node' }, set);
    expect(others).toEqual([]);
    expect(formatFieldError(error!)).toContain('nests deeper than 256 levels');
    let list: Json = [];
    for (let depth = 0; depth < 1000; depth += 1) list = [list];
    const ofList: StructuralSchema = { type: 'array', items: { $ref: 'List' } };
    const lists: SchemaSet = { ofKind: () => undefined, resolve: () => ofList };
    expect(formatFieldError(validate(list, { $ref: 'List' }, lists, { path: 'spec' })[0]!)).toContain(
      'spec: Invalid value',
    );
  });

  it('looks no deeper than the schema does', () => {
    let value: Json = {};
    for (let depth = 0; depth < 1000; depth += 1) value = { next: value };
    expect(errorsOf({ values: value }, object({ values: { 'x-kubernetes-preserve-unknown-fields': true } }))).toEqual(
      [],
    );
  });

  it.each([
    ['a nested quantifier', '^(a+)+$', `${'a'.repeat(20_000)}!`],
    ['an alternation', '^(a|a)*$', `${'a'.repeat(20_000)}!`],
    ['many wildcards', '^.*a.*a.*a.*a.*b$', 'a'.repeat(5000)],
  ])('matches %s in linear time', (_, pattern, text) => {
    const start = performance.now();
    expect(errorsOf({ x: text }, object({ x: { type: 'string', pattern } }))).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('says of a pattern that is none that it is invalid', () => {
    expect(errorsOf({ x: 'a' }, object({ x: { type: 'string', pattern: '(' } }))[0]).toMatch(
      /^x: Invalid value: "a": x in body should match '\(, but pattern is invalid: .*missing closing/,
    );
  });

  it('finds a repeated value in a long list at once', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index);
    const start = performance.now();
    const schema = object({ x: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' } });
    expect(errorsOf({ x: [...list, 5] }, schema)).toEqual(['x[20000]: Duplicate value: 5']);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('counts characters, not code units', () => {
    expect(errorsOf({ x: '🚀🚀' }, object({ x: { type: 'string', maxLength: 2, minLength: 2 } }))).toEqual([]);
    expect(errorsOf({ x: '🚀' }, object({ x: { type: 'string', minLength: 2 } }))).toHaveLength(1);
  });

  it('quotes values as Go does', () => {
    const schema = object({ x: { type: 'string', enum: ['a'] }, y: { type: 'object', enum: ['a'] } });
    expect(errorsOf({ x: 'é"\\\n\u0007\u200b\u{1f680}\u{e0001}' }, schema)).toEqual([
      'x: Unsupported value: "é\\"\\\\\\n\\a\\u200b\u{1f680}\\U000e0001": supported values: "a"',
    ]);
    expect(errorsOf({ y: { b: '<&>', a: [1.5, null, 1e21] } }, schema)).toEqual([
      'y: Unsupported value: {"a":[1.5,null,1e+21],"b":"\\u003c\\u0026\\u003e"}: supported values: "a"',
    ]);
  });
});

describe('validate with rules', () => {
  const schema = object({ n: { type: 'integer', maximum: 5 }, mode: { type: 'string', enum: ['a'] } });
  const failure: FieldError = { type: 'Invalid', field: 'n', badValue: 1, detail: 'the rule says no' };

  it('evaluates them on the object and the one before', () => {
    const asked: unknown[] = [];
    const rules: RuleEvaluator = ({ value, old, path }) => {
      asked.push([value, old, path]);
      return [failure];
    };
    expect(errorsOf({ n: 1 }, schema, { rules, old: { n: 0 } })).toEqual(['n: Invalid value: 1: the rule says no']);
    expect(asked).toEqual([[{ n: 1 }, { n: 0 }, '']]);
  });

  it('evaluates them beside errors that do not keep them from it', () => {
    expect(errorsOf({ n: 6 }, schema, { rules: () => [failure] })).toHaveLength(2);
  });

  it.each([
    ['a wrong type', { n: 'x' }],
    ['an unsupported value', { mode: 'b' }],
  ])('does not evaluate them over %s', (_, value) => {
    const rules: RuleEvaluator = () => expect.unreachable();
    expect(errorsOf(value, schema, { rules })[1]).toMatch(
      /^<nil>: Invalid value: null: some validation rules were not/,
    );
  });
});

describe('validate with the old value', () => {
  const schema = object({
    name: { type: 'string', maxLength: 2 },
    list: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['key'],
      items: object({ key: { type: 'string' }, n: { type: 'integer', maximum: 5 } }),
    },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string', maxLength: 1 } },
    map: { type: 'object', additionalProperties: { type: 'integer', maximum: 5 } },
  });

  it.each([
    ['an unchanged value', { name: 'long' }, { name: 'long' }, 0],
    ['a changed value', { name: 'longer' }, { name: 'long' }, 1],
    ['a new value', { name: 'long' }, {}, 1],
    [
      'an item found by its key',
      {
        list: [
          { key: 'b', n: 9 },
          { key: 'a', n: 1 },
        ],
      },
      { list: [{ key: 'a' }, { key: 'b', n: 9 }] },
      0,
    ],
    ['an item that changed', { list: [{ key: 'b', n: 8 }] }, { list: [{ key: 'b', n: 9 }] }, 1],
    ['an item without a key', { list: [{ n: 8 }], name: 'x' }, { list: [{ n: 8 }], name: 'y' }, 1],
    ['an unchanged set', { set: ['ab'], name: 'x' }, { set: ['ab'], name: 'y' }, 0],
    ['a set that changed', { set: ['ab', 'c'] }, { set: ['ab'] }, 1],
    ['an unchanged entry of a map', { map: { a: 9, b: 1 } }, { map: { a: 9 } }, 0],
    ['another type before', { map: { a: 9 } }, { map: [9] }, 1],
  ] satisfies [string, Json, Json, number][])('judges %s', (_, value, old, count) => {
    expect(errorsOf(value, schema, { old })).toHaveLength(count);
  });

  it('tolerates repeated values where values were repeated', () => {
    expect(errorsOf({ set: ['a', 'a'] }, schema, { old: { set: ['b', 'b'] } })).toEqual([]);
    expect(errorsOf({ set: ['a', 'a'] }, schema, { old: { set: ['b'] } })).toEqual(['set[1]: Duplicate value: "a"']);
  });
});
