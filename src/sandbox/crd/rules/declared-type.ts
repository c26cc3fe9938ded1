import { celMapOf, listOf, structType, type Type, types } from '../../../lang/index.ts';
import type { StructuralSchema } from '../../../schema/index.ts';
import { celFieldName } from './field-names.ts';

/** What a rule knows of a value from its schema: its type, and how large it can be. */
export interface DeclaredType {
  readonly type: Type;
  /** The least number of bytes that a value takes in a request. */
  readonly minSize: number;
  /** The most items, entries or characters; 0 for what has no length, as upstream. */
  readonly maxElements: number;
  /** Of the items of a list, or the values of a map. */
  readonly element?: DeclaredType;
  readonly fields?: ReadonlyMap<string, DeclaredType>;
}

/** The largest request that the API server takes. */
export const maxRequestSize = 3 * 1024 * 1024;

const known = new WeakMap<StructuralSchema, Map<boolean, DeclaredType | undefined>>();

/**
 * The type of the values of a schema; undefined where rules cannot look at them (apiserver v0.36.3, pkg/cel/common/schemas.go).
 * `root` for the root of a resource, which has a type and a name besides.
 */
export function declaredType(schema: StructuralSchema, root: boolean): DeclaredType | undefined {
  const kept = known.get(schema) ?? new Map<boolean, DeclaredType | undefined>();
  known.set(schema, kept);
  if (!kept.has(root)) kept.set(root, typeOf(schema, root));
  return kept.get(root);
}

function typeOf(schema: StructuralSchema, root: boolean): DeclaredType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return { type: types.dyn, minSize: 1, maxElements: textLimit(schema, maxRequestSize - 2) };
  }
  if (root) return objectType({ ...schema, properties: { ...schema.properties, ...resourceProperties } });
  switch (schema.type) {
    case 'array':
      return arrayType(schema);
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? mapType(schema, schema.additionalProperties)
        : objectType(schema);
    case 'string':
      return textType(schema);
    case 'boolean':
      return { type: types.bool, minSize: 4, maxElements: 0 };
    case 'number':
      return { type: types.double, minSize: 1, maxElements: 0 };
    case 'integer':
      return { type: types.int, minSize: 1, maxElements: 0 };
    case undefined:
      return undefined;
  }
}

/** What rules at the root of a resource see, whether its schema speaks of it or not. */
export const resourceProperties: Readonly<Record<string, StructuralSchema>> = {
  kind: { type: 'string' },
  apiVersion: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

function arrayType({ items, maxItems }: StructuralSchema): DeclaredType | undefined {
  const element = items === undefined ? undefined : declaredType(items, isEmbedded(items));
  if (element === undefined) return undefined;
  const maxElements = maxItems ?? Math.floor((maxRequestSize - 2) / (element.minSize + 1));
  return { type: listOf(element.type), minSize: 2, maxElements: Math.max(0, maxElements), element };
}

function mapType({ maxProperties }: StructuralSchema, values: StructuralSchema): DeclaredType | undefined {
  const element = declaredType(values, isEmbedded(values));
  if (element === undefined) return undefined;
  const maxElements = maxProperties ?? Math.floor((maxRequestSize - 2) / (element.minSize + 6));
  return { type: celMapOf(types.string, element.type), minSize: 2, maxElements: Math.max(0, maxElements), element };
}

function objectType({ properties = {}, required = [] }: StructuralSchema): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  let minSize = 2;
  for (const [name, property] of Object.entries(properties)) {
    const type = declaredType(property, isEmbedded(property));
    const escaped = celFieldName(name);
    if (type === undefined) continue;
    if (escaped !== undefined) fields.set(escaped, type);
    if (required.includes(name) && property.default === undefined) minSize += name.length + type.minSize + 4;
  }
  return { type: structType('object', (name) => fields.get(name)?.type), minSize, maxElements: 0, fields };
}

function textType(schema: StructuralSchema): DeclaredType {
  switch (schema.format) {
    case 'byte':
      return { type: types.bytes, minSize: 2, maxElements: schema.maxLength ?? maxRequestSize - 2 };
    case 'duration':
      return { type: types.duration, minSize: 2, maxElements: 32 };
    case 'date':
      return { type: types.timestamp, minSize: 12, maxElements: 12 };
    case 'date-time':
      return { type: types.timestamp, minSize: 22, maxElements: 37 };
    default:
      return { type: types.string, minSize: 2, maxElements: textLimit(schema, enumLimit(schema)) };
  }
}

/** A character takes up to four bytes, and these are what is counted. */
function textLimit({ maxLength }: StructuralSchema, otherwise: number): number {
  return maxLength === undefined ? otherwise : Math.max(0, maxLength) * 4;
}

function enumLimit(schema: StructuralSchema): number {
  if (schema.enum === undefined || schema.enum.length === 0) return maxRequestSize - 2;
  return Math.max(...schema.enum.map((value) => (typeof value === 'string' ? value.length : 0)));
}

/** Whether a schema's values are objects of their own, with type and name. */
export function isEmbedded(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true;
}
