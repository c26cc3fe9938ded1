import { describe, expect, it } from 'vitest';
import { builtinSchemas, emptySchemaSet, type SchemaSet, type StructuralSchema } from '../../../schema/index.ts';
import { gadget, gadgetSchemas } from '../../testing/gadget.ts';
import { deducedType } from './deduced-type.ts';
import type { ListType, MapType, MergeType } from './merge-type.ts';
import { MergeTypes } from './merge-types.ts';

function ofSchema(schema: StructuralSchema, set: SchemaSet = emptySchemaSet): MergeType {
  return new MergeTypes(set).ofSchema(schema);
}

/** A type as a short text: `scalar string`, `list atomic`, `list by name`, `set`, `map`, `map atomic`. */
function describeType(type: MergeType | undefined): string {
  if (type === undefined) return 'nothing';
  const forms: string[] = [];
  if (type.scalar !== undefined) forms.push(`scalar ${type.scalar}`);
  if (type.list !== undefined) forms.push(describeList(type.list));
  if (type.map !== undefined) forms.push(type.map.atomic ? 'map atomic' : 'map');
  return forms.join(' or ');
}

function describeList(list: ListType): string {
  if (list.atomic) return 'list atomic';
  return list.keys.length === 0 ? 'set' : `list by ${list.keys.join(' and ')}`;
}

function fieldOf(type: MergeType | undefined, ...names: readonly string[]): MergeType | undefined {
  return names.reduce((current, name) => {
    if (name === '[]') return current?.list?.items;
    return current?.map?.field(name)?.type ?? current?.map?.values;
  }, type);
}

function mapOf(type: MergeType | undefined): MapType {
  if (type?.map === undefined) throw new Error('no map');
  return type.map;
}

describe('scalars', () => {
  it.each<[string, StructuralSchema, string]>([
    ['a text', { type: 'string' }, 'scalar string'],
    ['bytes', { type: 'string', format: 'byte' }, 'scalar string'],
    ['a time', { type: 'string', format: 'date-time' }, 'scalar untyped'],
    ['an int-or-string', { type: 'string', format: 'int-or-string' }, 'scalar untyped'],
    ['an integer', { type: 'integer', format: 'int64' }, 'scalar numeric'],
    ['a number', { type: 'number' }, 'scalar numeric'],
    ['a boolean', { type: 'boolean' }, 'scalar boolean'],
  ])('%s', (_, schema, expected) => {
    expect(describeType(ofSchema(schema))).toBe(expected);
  });

  it('take any value as quantities, since the server writes numbers as texts', () => {
    expect(describeType(fieldOf(gadget, 'quantity'))).toBe('scalar untyped');
  });
});

describe('lists', () => {
  const items: StructuralSchema = { type: 'object', properties: { name: { type: 'string' } } };
  it.each<[string, Partial<StructuralSchema>, string]>([
    ['without a word', {}, 'list atomic'],
    ['atomic', { 'x-kubernetes-list-type': 'atomic' }, 'list atomic'],
    ['set', { 'x-kubernetes-list-type': 'set' }, 'set'],
    ['map', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }, 'list by name'],
    [
      'map of several keys, sorted',
      { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'address', 'protocol'] },
      'list by address and port and protocol',
    ],
    ['patch strategy and key', strategy('merge', 'name'), 'list by name'],
    ['patch strategy among others', strategy('retainKeys,merge', 'name'), 'list by name'],
    ['patch strategy of scalars', strategy('merge'), 'set'],
    ['another patch strategy', strategy('replace', 'name'), 'list atomic'],
    ['only retainKeys', strategy('retainKeys'), 'list atomic'],
    [
      'the list type rather than the patch strategy',
      { ...strategy('merge', 'name'), 'x-kubernetes-list-type': 'atomic' },
      'list atomic',
    ],
  ])('%s', (_, words, expected) => {
    expect(describeType(ofSchema({ type: 'array', items, ...words }))).toBe(expected);
  });

  it('refuse a map type without keys', () => {
    expect(() => ofSchema({ type: 'array', items, 'x-kubernetes-list-type': 'map' })).toThrow('missing map keys');
  });

  it('keep the order of the schema for error texts', () => {
    const type = ofSchema({ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['z', 'a'] });
    expect(type.list).toMatchObject({ keys: ['a', 'z'], declaredKeys: ['z', 'a'] });
  });

  it('own items of no schema as a whole', () => {
    expect(describeType(ofSchema({ type: 'array' }).list?.items)).toBe('scalar untyped or list atomic or map atomic');
  });

  function strategy(strategies: string, key?: string): Partial<StructuralSchema> {
    return {
      'x-kubernetes-patch-strategy': strategies,
      ...(key === undefined ? {} : { 'x-kubernetes-patch-merge-key': key }),
    };
  }
});

describe('maps', () => {
  const text: StructuralSchema = { type: 'string' };

  it('know their fields, and nothing else', () => {
    const map = mapOf(ofSchema({ type: 'object', properties: { a: text } }));
    expect(map.field('a')?.element).toBe('f:a');
    expect(map.field('b')).toBeUndefined();
    expect(map.values).toBeUndefined();
    expect(map.deduced).toBe(false);
    expect(map.field('a')).toBe(map.field('a'));
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('do not find a field %s', (name) => {
    expect(mapOf(ofSchema({ type: 'object', properties: { a: text } })).field(name)).toBeUndefined();
  });

  it.each<[string, StructuralSchema, string]>([
    ['additional properties of a type', { type: 'object', additionalProperties: text }, 'scalar string'],
    ['additional properties of any', { type: 'object', additionalProperties: true }, 'any'],
    ['none at all', { type: 'object', additionalProperties: false }, 'nothing'],
    ['no word', { type: 'object' }, 'any'],
    ['fields', { type: 'object', properties: { a: text } }, 'nothing'],
    ['no fields', { type: 'object', properties: {} }, 'any'],
    [
      'fields and the rest preserved',
      { type: 'object', properties: { a: text }, 'x-kubernetes-preserve-unknown-fields': true },
      'any',
    ],
    [
      'fields and typed values',
      { type: 'object', properties: { a: text }, additionalProperties: { type: 'integer' } },
      'scalar numeric',
    ],
  ])('%s', (_, schema, expected) => {
    const { values } = mapOf(ofSchema(schema));
    expect(values === deducedType ? 'any' : describeType(values)).toBe(expected);
  });

  it('preserve what is unknown also further down', () => {
    const inner = fieldOf(gadget, 'preserved', 'inner');
    expect(mapOf(inner).values).toBe(deducedType);
    expect(describeType(fieldOf(inner, 'x'))).toBe('scalar string');
    expect(mapOf(fieldOf(gadget, 'part')).values).toBeUndefined();
  });

  it('preserve everything where the whole kind does', () => {
    const types = new MergeTypes(gadgetSchemas, { preserveUnknownFields: true });
    const type = types.ofKind({ group: 'example.io', version: 'v1', kind: 'Gadget' });
    expect(mapOf(fieldOf(type, 'part')).values).toBe(deducedType);
  });

  it('are deduced where a schema says nothing about them', () => {
    const isDeduced = (schema: StructuralSchema): boolean => mapOf(ofSchema(schema)).deduced;
    expect(isDeduced({ type: 'object' })).toBe(true);
    expect(isDeduced({ type: 'object', additionalProperties: true })).toBe(true);
    expect(isDeduced({ type: 'object', additionalProperties: {} })).toBe(true);
    expect(isDeduced({ type: 'object', additionalProperties: text })).toBe(false);
    expect(isDeduced({ type: 'object', additionalProperties: false })).toBe(false);
    expect(isDeduced({ type: 'object', properties: { a: text } })).toBe(false);
    expect(isDeduced({ type: 'object', 'x-kubernetes-embedded-resource': true })).toBe(false);
  });

  it('have every form where there is no type', () => {
    expect(describeType(ofSchema({}))).toBe('scalar untyped or list atomic or map');
  });
});

describe('references', () => {
  it('lead to the named schema, also through allOf', () => {
    expect(describeType(fieldOf(gadget, 'part', 'set'))).toBe('set');
    expect(describeType(fieldOf(gadget, 'wrapped', 'set'))).toBe('set');
  });

  it.each([
    ['part', 'map'],
    ['atomicPart', 'map atomic'],
    ['whole', 'map atomic'],
    ['granularWhole', 'map'],
  ])('may say of %s whether it is atomic', (name, expected) => {
    expect(describeType(fieldOf(gadget, name))).toBe(expected);
  });

  it('keep the fields of what they make atomic', () => {
    const map = mapOf(fieldOf(gadget, 'atomicPart'));
    expect(map.field('a')?.element).toBe('f:a');
    expect(map.values).toBeUndefined();
    expect(map.deduced).toBe(false);
  });

  it('may come back to themselves', () => {
    const inner = fieldOf(gadget, 'gadget', 'gadget', 'gadget');
    expect(describeType(fieldOf(inner, 'list'))).toBe('list by name');
    expect(describeType(fieldOf(gadget, 'list', '[]', 'items', '[]', 'items'))).toBe('list by name');
  });

  it('may be spelled as in OpenAPI documents', () => {
    const type = ofSchema({ $ref: '#/components/schemas/example.Part' }, gadgetSchemas);
    expect(describeType(fieldOf(type, 'set'))).toBe('set');
  });

  it('fail where they lead nowhere', () => {
    expect(() => ofSchema({ $ref: '#/components/schemas/example.Gone' })).toThrow(
      'schema error: no type found matching: example.Gone',
    );
  });

  it('take a raw extension for any value, owned as a whole', () => {
    expect(describeType(fieldOf(gadget, 'raw'))).toBe('scalar untyped or list atomic or map atomic');
  });
});

describe('defaults of keys', () => {
  const builtin = new MergeTypes(builtinSchemas());
  const listOf = (apiVersion: [string, string], kind: string, ...path: readonly string[]): ListType => {
    const list = fieldOf(builtin.ofKind({ group: apiVersion[0], version: apiVersion[1], kind }), ...path)?.list;
    if (list === undefined) throw new Error(`no list ${path.join('.')}`);
    return list;
  };
  const containers = ['spec', 'template', 'spec', 'containers'];

  it('are those of the schema', () => {
    const ports = fieldOf(gadget, 'ports')?.list;
    expect(ports?.keyDefault('protocol')).toBe('TCP');
    expect(ports?.keyDefault('port')).toBeUndefined();
    expect(ports?.keyDefault('__proto__')).toBeUndefined();
  });

  it.each<[string, ListType, string, unknown]>([
    ['container ports', listOf(['apps', 'v1'], 'Deployment', ...containers, '[]', 'ports'), 'protocol', 'TCP'],
    ['required numbers', listOf(['apps', 'v1'], 'Deployment', ...containers, '[]', 'ports'), 'containerPort', 0],
    ['service ports', listOf(['', 'v1'], 'Service', 'spec', 'ports'), 'protocol', 'TCP'],
    ['required texts', listOf(['apps', 'v1'], 'Deployment', ...containers), 'name', ''],
    ['pull secrets', listOf(['', 'v1'], 'Pod', 'spec', 'imagePullSecrets'), 'name', ''],
  ])('of built-in kinds: %s', (_, list, key, expected) => {
    expect(list.keyDefault(key)).toBe(expected);
  });

  it('are none for what a built-in type does not require', () => {
    const types = new MergeTypes(builtinSchemas());
    expect(
      fieldOf(types.ofKind({ group: '', version: 'v1', kind: 'Pod' }), 'spec', 'hostAliases')?.list?.keyDefault(
        'hostnames',
      ),
    ).toBeUndefined();
  });
});

describe('kinds', () => {
  const custom: StructuralSchema = {
    type: 'object',
    properties: {
      metadata: { type: 'object' },
      spec: {
        type: 'object',
        properties: {
          template: {
            type: 'object',
            'x-kubernetes-embedded-resource': true,
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    },
  };
  const set: SchemaSet = { ofKind: ({ kind }) => (kind === 'Widget' ? custom : undefined), resolve: () => undefined };
  const widget = { group: 'example.io', version: 'v1', kind: 'Widget' };

  it('that are unknown have no type', () => {
    expect(new MergeTypes(set).ofKind({ ...widget, kind: 'Other' })).toBeUndefined();
  });

  it('of custom resources have the metadata of every object', () => {
    const type = new MergeTypes(set).ofKind(widget);
    expect(describeType(fieldOf(type, 'metadata', 'finalizers'))).toBe('set');
    expect(describeType(fieldOf(type, 'metadata', 'ownerReferences'))).toBe('list by uid');
    expect(describeType(fieldOf(type, 'metadata', 'ownerReferences', '[]'))).toBe('map atomic');
    expect(describeType(fieldOf(type, 'metadata', 'unknown'))).toBe('nothing');
    expect(describeType(fieldOf(type, 'apiVersion'))).toBe('scalar string');
  });

  it('take that metadata from the set where it holds it', () => {
    const type = new MergeTypes({ ...set, resolve: builtinSchemas().resolve.bind(builtinSchemas()) }).ofKind(widget);
    expect(describeType(fieldOf(type, 'metadata', 'ownerReferences'))).toBe('list by uid');
  });

  it('embedded in others have it too', () => {
    const template = fieldOf(new MergeTypes(set).ofKind(widget), 'spec', 'template');
    expect(describeType(fieldOf(template, 'metadata', 'finalizers'))).toBe('set');
    expect(mapOf(template).values).toBe(deducedType);
  });

  it('are made once', () => {
    const types = new MergeTypes(set);
    expect(types.ofKind(widget)).toBe(types.ofKind(widget));
    expect(types.ofSchema(custom)).toBe(types.ofSchema(custom));
  });

  it('that are built in merge as their API says', () => {
    const types = new MergeTypes(builtinSchemas());
    const deployment = types.ofKind({ group: 'apps', version: 'v1', kind: 'Deployment' });
    const table: readonly (readonly [string, string])[] = [
      ['spec.selector', 'map atomic'],
      ['spec.template.spec.containers', 'list by name'],
      ['spec.template.spec.containers.[].ports', 'list by containerPort and protocol'],
      ['spec.template.spec.containers.[].args', 'list atomic'],
      ['spec.template.spec.containers.[].resources.limits', 'map'],
      ['spec.template.spec.volumes', 'list by name'],
      ['spec.template.spec.nodeSelector', 'map atomic'],
      ['spec.template.spec.topologySpreadConstraints', 'list by topologyKey and whenUnsatisfiable'],
      ['status.conditions', 'list by type'],
      ['metadata.finalizers', 'set'],
      ['metadata.creationTimestamp', 'scalar untyped'],
    ];
    for (const [path, expected] of table) {
      expect(describeType(fieldOf(deployment, ...path.split('.'))), path).toBe(expected);
    }
  });
});
