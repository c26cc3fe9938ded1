import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/index.ts';
import {
  applyDefaults,
  builtinSchemas,
  emptySchemaSet,
  prune,
  SchemaError,
  type SchemaSet,
  type StructuralSchema,
} from './index.ts';

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
        map: { type: 'object', additionalProperties: { type: 'object', properties: { a: { type: 'string' } } } },
        anything: { type: 'object', additionalProperties: true },
        open: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { closed: { type: 'object', properties: { a: { type: 'string' } } } },
        },
        openList: {
          type: 'array',
          'x-kubernetes-preserve-unknown-fields': true,
          items: { type: 'object', properties: { a: { type: 'string' } } },
        },
        template: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
        },
        port: { 'x-kubernetes-int-or-string': true },
      },
    },
  },
};

describe('prune', () => {
  it.each([
    ['what the schema names', { spec: { name: 'x', list: [{ a: '1' }] } }, []],
    [
      'unknown members',
      { spec: { name: 'x', foo: 1, list: [{ b: 1 }, { a: '1', c: { d: 1 } }] }, bar: 1 },
      ['bar', 'spec.foo', 'spec.list[0].b', 'spec.list[1].c'],
    ],
    ['members of a map', { spec: { map: { x: { a: '1', b: 1 } } } }, ['spec.map.x.b']],
    ['what an open map without a schema holds', { spec: { anything: { x: { y: 1 }, z: 1 } } }, ['spec.anything.x.y']],
    [
      'members that are closed in an open object',
      { spec: { open: { any: { x: 1 }, closed: { a: '1', b: 1 } } } },
      ['spec.open.closed.b'],
    ],
    ['items of an open list', { spec: { openList: [{ any: 1 }] } }, []],
    [
      'embedded objects',
      {
        spec: {
          template: {
            apiVersion: 'v1',
            kind: 'K',
            metadata: { name: 'x', foo: 1 },
            spec: { a: '1', b: 1 },
            status: {},
          },
        },
      },
      ['spec.template.metadata.foo', 'spec.template.spec.b', 'spec.template.status'],
    ],
    [
      'the metadata of the root',
      {
        metadata: {
          name: 'x',
          labels: { any: 'y' },
          foo: 1,
          ownerReferences: [{ name: 'a', bar: 1 }],
          managedFields: [{ fieldsV1: { 'f:x': {} } }],
        },
      },
      ['metadata.foo', 'metadata.ownerReferences[0].bar'],
    ],
    [
      'an object where a scalar should be',
      { spec: { name: { a: 1 }, port: { b: 1 } } },
      ['spec.name.a', 'spec.port.b'],
    ],
    [
      'names that objects inherit',
      JSON.parse('{"spec": {"constructor": 1, "__proto__": {"a": 1}}}') as JsonObject,
      ['spec.__proto__', 'spec.constructor'],
    ],
  ] satisfies [string, JsonObject, string[]][])('judges %s', (_, object, unknown) => {
    const before = JSON.stringify(object);
    expect(prune(object, schema, emptySchemaSet)).toEqual(unknown);
    if (unknown.length === 0) expect(JSON.stringify(object)).toBe(before);
    expect(prune(object, schema, emptySchemaSet)).toEqual([]);
  });

  it('prunes built-in kinds', () => {
    const set = builtinSchemas();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', nope: 1 },
      spec: { containers: [{ name: 'c', image: 'i', immage: 'j', resources: { limits: { cpu: 1 } } }] },
    };
    const ofKind = set.ofKind({ group: '', version: 'v1', kind: 'Pod' })!;
    expect(prune(pod, ofKind, set)).toEqual(['metadata.nope', 'spec.containers[0].immage']);
  });

  it('keeps what the built-in kinds leave open', () => {
    const set = builtinSchemas();
    const revision: JsonObject = { metadata: {}, revision: 1, data: { any: { thing: [1] } } };
    expect(prune(revision, set.ofKind({ group: 'apps', version: 'v1', kind: 'ControllerRevision' })!, set)).toEqual([]);
    const properties = { a: { type: 'string', default: { x: 1 }, additionalProperties: { type: 'object', foo: 1 } } };
    const crd: JsonObject = { spec: { versions: [{ schema: { openAPIV3Schema: { properties } } }] } };
    const ofCrd = set.ofKind({ group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' })!;
    expect(prune(crd, ofCrd, set)).toEqual([]);
  });

  it('gives up on what nests too deep', () => {
    const endless: SchemaSet = {
      ofKind: () => undefined,
      resolve: () => ({ type: 'object', properties: { next: { $ref: 'Node' } } }),
    };
    let value: JsonObject = {};
    for (let depth = 0; depth < 1000; depth += 1) value = { next: value };
    expect(() => prune(value, { $ref: 'Node' }, endless)).toThrow(SchemaError);
    expect(() => applyDefaults(value, { $ref: 'Node' }, endless)).toThrow(/nests deeper than 256 levels/);
  });
});

describe('applyDefaults', () => {
  const withDefaults: StructuralSchema = {
    type: 'object',
    properties: {
      a: { type: 'integer', default: 1 },
      b: {
        type: 'object',
        default: { c: 'x' },
        properties: { c: { type: 'string' }, d: { type: 'boolean', default: true } },
      },
      e: { type: 'object', properties: { f: { type: 'integer', default: 5 } } },
      list: { type: 'array', items: { type: 'object', properties: { g: { type: 'string', default: 'h' } } } },
      map: { type: 'object', additionalProperties: { type: 'integer', default: 7 } },
      nullable: { type: 'string', nullable: true, default: 'x' },
      strict: { type: 'string' },
    },
  };
  const defaults = { a: 1, b: { c: 'x', d: true }, nullable: 'x' };

  it.each([
    ['an empty object', {}, defaults],
    ['an object that says all', { a: 0, b: {}, nullable: 'y' }, { a: 0, b: { d: true }, nullable: 'y' }],
    ['no default in an absent object', { e: {} }, { ...defaults, e: { f: 5 } }],
    ['items', { list: [{}, { g: 'i' }] }, { ...defaults, list: [{ g: 'h' }, { g: 'i' }] }],
    ['null where it is allowed', { nullable: null }, { ...defaults, nullable: null }],
    ['null where it is not', { a: null, strict: null }, defaults],
    ['null in a map with a default', { map: { x: null, y: 1 } }, { ...defaults, map: { x: 7, y: 1 } }],
  ] satisfies [string, JsonObject, JsonObject][])('fills in %s', (_, value, expected) => {
    applyDefaults(value, withDefaults, emptySchemaSet);
    expect(value).toEqual(expected);
  });

  it('gives every object a default of its own', () => {
    const one: JsonObject = {};
    const two: JsonObject = {};
    applyDefaults(one, withDefaults, emptySchemaSet);
    applyDefaults(two, withDefaults, emptySchemaSet);
    (one['b'] as JsonObject)['c'] = 'changed';
    expect(two['b']).toEqual({ c: 'x', d: true });
    expect(withDefaults.properties?.['b']?.default).toEqual({ c: 'x' });
  });

  it('cannot be made to touch what objects inherit', () => {
    const hostile = JSON.parse(
      '{"type": "object", "properties": {"__proto__": {"default": {"polluted": 1}}}}',
    ) as StructuralSchema;
    const value: JsonObject = {};
    applyDefaults(value, hostile, emptySchemaSet);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { polluted?: Json }).polluted).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__']);
  });
});
