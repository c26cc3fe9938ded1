import type { GroupVersionKind, Json } from '../../../base/index.ts';
import type { SchemaSet, StructuralSchema } from '../../../schema/index.ts';
import { fieldElement } from '../../fieldpath/index.ts';
import { PatchError } from '../../error.ts';
import { atomicAnything, deducedType } from './deduced-type.ts';
import { builtinKeyDefault } from './key-defaults.ts';
import { objectMetaName, objectMetaSchema } from './object-meta.ts';
import { listRelationship, mapRelationship, type Relationship, scalarOf } from './relationship.ts';
import type { ListType, MapField, MapType, MergeType } from './merge-type.ts';

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const rawExtension = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const quantityType: MergeType = { scalar: 'untyped', list: undefined, map: undefined };

/**
 * The merge types of a set of schemas, made from them as kube-openapi's schemaconv (openapi.go, smd.go) does, lazily and once each.
 * Keep one for as long as the set.
 */
export class MergeTypes {
  readonly #set: SchemaSet;
  readonly #preserveUnknownFields: boolean;
  readonly #named = new Map<string, MergeType>();
  readonly #inline = new WeakMap<StructuralSchema, MergeType>();
  readonly #preserving = new WeakMap<StructuralSchema, MergeType>();
  readonly #custom = new WeakMap<StructuralSchema, MergeType>();

  /** `preserveUnknownFields`: that of the CRD, for kinds whose schemas allow what they do not declare everywhere. */
  constructor(set: SchemaSet, options: { preserveUnknownFields?: boolean } = {}) {
    this.#set = set;
    this.#preserveUnknownFields = options.preserveUnknownFields ?? false;
  }

  /**
   * The merge type of a kind, or undefined where the set does not know it. A custom resource has the metadata of every object,
   * whatever its schema says about it.
   */
  ofKind(gvk: GroupVersionKind): MergeType | undefined {
    const schema = this.#set.ofKind(gvk);
    if (schema === undefined) return undefined;
    const isCustom = schema.properties !== undefined && schema.properties['metadata']?.$ref === undefined;
    if (!isCustom) return this.ofSchema(schema);
    let type = this.#custom.get(schema);
    if (type === undefined) {
      const object = { ...schema, 'x-kubernetes-embedded-resource': true };
      this.#custom.set(schema, (type = this.#build(object, this.#preserveUnknownFields)));
    }
    return type;
  }

  /** The merge type of a schema of the set. */
  ofSchema(schema: StructuralSchema): MergeType {
    return this.#ofSchema(schema, this.#preserveUnknownFields);
  }

  #ofSchema(schema: StructuralSchema, preserve: boolean): MergeType {
    const cache = preserve ? this.#preserving : this.#inline;
    let type = cache.get(schema);
    if (type === undefined) cache.set(schema, (type = this.#build(schema, preserve)));
    return type;
  }

  #build(schema: StructuralSchema, inherited: boolean): MergeType {
    const reference = referenceOf(schema);
    if (reference !== undefined) {
      const named = this.#ofName(reference);
      const relationship = mapRelationship(schema);
      return relationship === undefined ? named : withRelationship(named, relationship);
    }
    const preserve = inherited || schema['x-kubernetes-preserve-unknown-fields'] === true;
    const child = (inner: StructuralSchema): MergeType => this.#ofSchema(inner, preserve);
    switch (schema.type) {
      case 'object':
        return {
          scalar: undefined,
          list: undefined,
          map: new SchemaMap(schema, preserve, child, this.#embedded(schema)),
        };
      case 'array':
        return { scalar: undefined, list: new SchemaList(schema, child, this.#resolve), map: undefined };
      case undefined:
        return {
          scalar: 'untyped',
          list: new SchemaList(schema, child, this.#resolve),
          map: new SchemaMap(schema, preserve, child, this.#embedded(schema)),
        };
      default:
        return { scalar: scalarOf(schema), list: undefined, map: undefined };
    }
  }

  #ofName(name: string): MergeType {
    if (name === quantity) return quantityType;
    if (name === rawExtension) return atomicAnything;
    let type = this.#named.get(name);
    if (type === undefined) {
      const schema = this.#set.resolve(name);
      if (schema === undefined) throw new PatchError('mismatch', 500, `schema error: no type found matching: ${name}`);
      // What a named schema allows does not depend on who refers to it.
      this.#named.set(name, (type = this.#ofSchema(schema, this.#preserveUnknownFields)));
    }
    return type;
  }

  /** The schema behind a reference, or the schema itself. */
  readonly #resolve = (schema: StructuralSchema): StructuralSchema | undefined => {
    const reference = referenceOf(schema);
    return reference === undefined ? schema : this.#set.resolve(reference);
  };

  /** The declared fields that an embedded object has without its schema saying so (apiextensions builder.go). */
  #embedded(schema: StructuralSchema): Readonly<Record<string, MergeType>> | undefined {
    if (schema['x-kubernetes-embedded-resource'] !== true) return undefined;
    const text: MergeType = { scalar: 'string', list: undefined, map: undefined };
    const metadata =
      this.#set.resolve(objectMetaName) === undefined ? this.ofSchema(objectMetaSchema) : this.#ofName(objectMetaName);
    return { apiVersion: text, kind: text, metadata };
  }
}

function referenceOf(schema: StructuralSchema): string | undefined {
  const only = schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined;
  const reference = schema.$ref ?? only;
  return reference?.slice(reference.lastIndexOf('/') + 1);
}

/** Where a reference says whether its map is atomic, that overrides what the named type says. */
function withRelationship(type: MergeType, relationship: Relationship): MergeType {
  const { map } = type;
  if (map === undefined) return type;
  const atomic = relationship === 'atomic';
  if (map.atomic === atomic) return type;
  const overridden: MapType = {
    atomic,
    field: (name) => map.field(name),
    get values() {
      return map.values;
    },
    get deduced() {
      return map.deduced;
    },
  };
  return { scalar: type.scalar, list: type.list, map: overridden };
}

class SchemaMap implements MapType {
  readonly atomic: boolean;
  readonly #schema: StructuralSchema;
  readonly #preserve: boolean;
  readonly #child: (schema: StructuralSchema) => MergeType;
  readonly #fields = new Map<string, MapField | undefined>();

  constructor(
    schema: StructuralSchema,
    preserve: boolean,
    child: (schema: StructuralSchema) => MergeType,
    embedded: Readonly<Record<string, MergeType>> | undefined,
  ) {
    this.#schema = schema;
    this.#preserve = preserve;
    this.#child = child;
    this.atomic = mapRelationship(schema) === 'atomic';
    for (const [name, type] of Object.entries(embedded ?? {})) {
      this.#fields.set(name, { element: fieldElement(name), type });
    }
  }

  get deduced(): boolean {
    if (!isBare(this.#schema.properties) || this.#fields.has('apiVersion')) return false;
    const { additionalProperties } = this.#schema;
    if (typeof additionalProperties !== 'object') return this.values === deducedType;
    return referenceOf(additionalProperties) === undefined && this.#child(additionalProperties).scalar === 'untyped';
  }

  field(name: string): MapField | undefined {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const { properties } = this.#schema;
    const schema = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) return undefined;
    const field = { element: fieldElement(name), type: this.#child(schema) };
    this.#fields.set(name, field);
    return field;
  }

  get values(): MergeType | undefined {
    const { additionalProperties, properties } = this.#schema;
    if (additionalProperties === undefined) return this.#preserve || isBare(properties) ? deducedType : undefined;
    if (additionalProperties === false) return undefined;
    return additionalProperties === true ? deducedType : this.#child(additionalProperties);
  }
}

function isBare(properties: StructuralSchema['properties']): boolean {
  return properties === undefined || Object.keys(properties).length === 0;
}

class SchemaList implements ListType {
  readonly atomic: boolean;
  readonly keys: readonly string[];
  readonly declaredKeys: readonly string[];
  readonly #schema: StructuralSchema;
  readonly #child: (schema: StructuralSchema) => MergeType;
  readonly #resolve: (schema: StructuralSchema) => StructuralSchema | undefined;
  readonly #defaults = new Map<string, Json | undefined>();

  constructor(
    schema: StructuralSchema,
    child: (schema: StructuralSchema) => MergeType,
    resolve: (schema: StructuralSchema) => StructuralSchema | undefined,
  ) {
    this.#schema = schema;
    this.#child = child;
    this.#resolve = resolve;
    const { atomic, keys } = listRelationship(schema);
    this.atomic = atomic;
    this.declaredKeys = keys;
    this.keys = [...keys].sort();
  }

  get items(): MergeType {
    return this.#schema.items === undefined ? atomicAnything : this.#child(this.#schema.items);
  }

  keyDefault(key: string): Json | undefined {
    if (!this.#defaults.has(key)) this.#defaults.set(key, this.#findDefault(key));
    return this.#defaults.get(key);
  }

  #findDefault(key: string): Json | undefined {
    const reference = this.#schema.items;
    const items = reference === undefined ? undefined : this.#resolve(reference);
    if (reference === undefined || items === undefined) return undefined;
    const field =
      items.properties !== undefined && Object.hasOwn(items.properties, key) ? items.properties[key] : undefined;
    return field?.default ?? builtinKeyDefault(referenceOf(reference), items, key);
  }
}
