import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../base/index.ts';
import { crdSchemas, formatFieldError, type StructuralSchema } from '../index.ts';
import { structuralProblems } from './structurality.ts';

const testdata = join(import.meta.dirname, '../testdata');
const read = (name: string): unknown => JSON.parse(readFileSync(join(testdata, name), 'utf8'));

const withSchema = (...schemas: Json[]): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    names: { plural: 'widgets', kind: 'Widget' },
    scope: 'Namespaced',
    versions: schemas.map((schema, index) => ({
      name: `v${index + 1}`,
      served: true,
      storage: index === 0,
      schema: { openAPIV3Schema: schema },
    })),
  },
});

const problemsOf = (...schemas: Json[]): string[] => crdSchemas(withSchema(...schemas)).problems.map(formatFieldError);

describe('crdSchemas', () => {
  it('reads what a CRD says', () => {
    const crd = crdSchemas(read('server/crd.json') as KubeObject);
    expect(crd).toMatchObject({
      name: 'widgets.test.slipway.dev',
      group: 'test.slipway.dev',
      scope: 'Namespaced',
      names: {
        plural: 'widgets',
        singular: 'widget',
        kind: 'Widget',
        listKind: 'WidgetList',
        shortNames: ['wd'],
        categories: ['all'],
      },
      problems: [],
    });
    expect(crd.versions).toHaveLength(1);
    expect(crd.versions[0]).toMatchObject({
      name: 'v1',
      served: true,
      storage: true,
      deprecated: false,
      hasStatus: true,
    });
    expect(crd.versions[0]?.printerColumns).toEqual([
      { name: 'Mode', type: 'string', jsonPath: '.spec.mode', priority: 0 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 1 },
    ]);
    expect(crd.versions[0]?.selectableFields).toEqual(['.spec.mode']);
    const gvk = { group: 'test.slipway.dev', version: 'v1', kind: 'Widget' };
    expect(crd.set.ofKind(gvk)).toBe(crd.versions[0]?.schema);
    expect(crd.set.ofKind({ ...gvk, version: 'v2' })).toBeUndefined();
    expect(crd.set.ofKind({ ...gvk, group: '' })).toBeUndefined();
    expect(crd.set.resolve('anything')).toBeUndefined();
  });

  it('fills in names, and reads scale and deprecation', () => {
    const crd = withSchema({ type: 'object' });
    Object.assign(((crd['spec'] as JsonObject)['versions'] as JsonObject[])[0]!, {
      deprecated: true,
      deprecationWarning: 'use v2',
      subresources: {
        scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n', labelSelectorPath: '.status.s' },
      },
    });
    const { names, versions } = crdSchemas(crd);
    expect(names).toMatchObject({ singular: 'widget', listKind: 'WidgetList', shortNames: [], categories: [] });
    expect(versions[0]).toMatchObject({
      deprecated: true,
      deprecationWarning: 'use v2',
      hasStatus: false,
      scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n', labelSelectorPath: '.status.s' },
    });
  });

  it('keeps the schema of every version apart, and names the place of a problem as the server does', () => {
    const fine = { type: 'object', properties: { a: { type: 'string' } } };
    const lacking = { type: 'object', properties: { a: {} } };
    expect(problemsOf(lacking)).toEqual([
      'spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
    ]);
    expect(problemsOf(lacking, lacking)).toHaveLength(1);
    expect(problemsOf(fine, lacking)).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
    ]);
  });

  it.each([
    [
      'nothing',
      {},
      [
        'spec.group: Required value',
        'spec.names.plural: Required value',
        'spec.names.kind: Required value',
        'spec.versions: Required value',
      ],
    ],
    [
      'no spec',
      undefined,
      [
        'spec.group: Required value',
        'spec.names.plural: Required value',
        'spec.names.kind: Required value',
        'spec.versions: Required value',
      ],
    ],
    [
      'texts for everything',
      { group: 1, names: 'x', versions: 'y', scope: {} },
      [
        'spec.group: Required value',
        'spec.names.plural: Required value',
        'spec.names.kind: Required value',
        'spec.versions: Required value',
      ],
    ],
  ])('reads a CRD with %s', (_, spec, problems) => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {},
      spec,
    } as KubeObject;
    expect(crdSchemas(crd).problems.map(formatFieldError)).toEqual(problems);
  });

  it('asks for a schema', () => {
    const crd = withSchema({ type: 'object' });
    ((crd['spec'] as JsonObject)['versions'] as JsonObject[])[0]!['schema'] = {};
    expect(crdSchemas(crd).problems.map(formatFieldError)).toEqual([
      'spec.validation: Required value: schemas are required',
    ]);
  });

  it.each([
    [{ type: 'object', properties: { a: { type: 5 } } }, 'properties[a].type: Invalid value: 5: must be a string'],
    [
      { type: 'object', properties: { a: { type: 'text' } } },
      'properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ],
    [
      { type: 'object', properties: { a: { type: 'null' } } },
      'properties[a].type: Forbidden: type cannot be set to null, use nullable as an alternative',
    ],
    [{ type: 'object', properties: [] }, 'properties: Invalid value: []: must be an object'],
    [{ type: 'object', properties: { a: 'x' } }, 'properties[a]: Invalid value: "x": must be a schema object'],
    [{ type: 'object', required: ['a', 1] }, 'required: Invalid value: ["a",1]: must be a list of strings'],
    [
      { type: 'object', properties: { a: { type: 'array', items: [{ type: 'string' }] } } },
      'properties[a].items: Forbidden: items must be a schema object and not an array',
    ],
    [{ type: 'object', properties: { a: { $ref: '#/x' } } }, 'properties[a].$ref: Forbidden: $ref is not supported'],
    [{ type: 'object', definitions: {} }, 'definitions: Forbidden: definitions is not supported'],
    [{ type: 'object', minProperties: '1' }, 'minProperties: Invalid value: "1": must be a number'],
    [{ type: 'object', nullable: 'yes' }, 'nullable: Invalid value: "yes": must be true or false'],
    [
      { type: 'object', 'x-kubernetes-validations': ['x'] },
      'x-kubernetes-validations: Invalid value: ["x"]: must be a list of objects',
    ],
    [{ type: 'object', allOf: {} }, 'allOf: Invalid value: {}: must be a list'],
    [[], ': Invalid value: []: must be a schema object'],
    [
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string' }, uniqueItems: true } } },
      'properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: false } },
      },
      'properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive',
    ],
    [
      { type: 'object', properties: { a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': false } } },
      'properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined',
    ],
    [
      { type: 'object', properties: { a: { type: 'string', 'x-kubernetes-list-type': 'set' } } },
      'properties[a].type: Invalid value: "string": must be array if x-kubernetes-list-type is specified',
    ],
    [
      { type: 'object', properties: { a: { type: 'string', 'x-kubernetes-map-type': 'heap' } } },
      'properties[a].x-kubernetes-map-type: Unsupported value: "heap": supported values: "atomic", "granular"',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'bag' } },
      },
      'properties[a].x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' } },
      },
      'properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'map' } },
      },
      'properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map',
    ],
    [
      {
        type: 'object',
        properties: {
          a: {
            type: 'array',
            items: { type: 'object', properties: {} },
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
          },
        },
      },
      'properties[a].x-kubernetes-list-map-keys: Invalid value: ["k"]: entries must all be names of item properties',
    ],
    [
      {
        type: 'object',
        properties: {
          a: {
            type: 'array',
            items: { type: 'object', properties: { k: { type: 'string' } } },
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
          },
        },
      },
      'properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    ],
    [
      {
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-map-keys': ['k'] } },
      },
      'properties[a].x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty',
    ],
  ] satisfies [Json, string][])('finds fault with %j', (schema, problem) => {
    const place = 'spec.validation.openAPIV3Schema';
    expect(problemsOf(schema)).toContain(problem.startsWith(':') ? place + problem : `${place}.${problem}`);
  });

  it('gives up on a schema that nests too deep', () => {
    let schema: Json = { type: 'string' };
    for (let depth = 0; depth < 1000; depth += 1) schema = { type: 'object', properties: { a: schema } };
    expect(problemsOf(schema)).toEqual([expect.stringContaining('nests deeper than 256 levels')]);
  });

  it('keeps properties of any name', () => {
    const schema = JSON.parse('{"type": "object", "properties": {"__proto__": {"type": "string"}}}') as Json;
    expect(Object.keys(crdSchemas(withSchema(schema)).versions[0]!.schema.properties!)).toEqual(['__proto__']);
  });

  it('drops keywords that the server does not know', () => {
    const { versions } = crdSchemas(withSchema({ type: 'object', $id: 'x', readOnly: true, description: 'd' }));
    expect(versions[0]?.schema).toEqual({ type: 'object', description: 'd' });
  });
});

describe('structuralProblems', () => {
  const { about, cases } = read('structural.json') as {
    about: string;
    cases: { schema: StructuralSchema; problems: string[] }[];
  };

  it.each(cases.map(({ schema, problems }, index) => [index, schema, problems] as const))(
    `${about} %i`,
    (_, schema, problems) => {
      expect(structuralProblems(schema, 'spec').map(formatFieldError).sort()).toEqual([...problems].sort());
    },
  );
});
