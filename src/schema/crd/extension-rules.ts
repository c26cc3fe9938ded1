import type { Json } from '../../base/index.ts';
import type { StructuralSchema } from '../structural.ts';
import {
  childPath,
  entryPath,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../validation/index.ts';

/**
 * What the `x-kubernetes-*` keywords, `uniqueItems` and `additionalProperties` of a CRD's schema must not be, everywhere in it
 * (apiextensions-apiserver v0.36.3, pkg/apis/apiextensions/validation, ValidateCustomResourceDefinitionOpenAPISchema).
 */
export function extensionProblems(schema: StructuralSchema, path: string): FieldError[] {
  const errors = [...checkKeywords(schema, path), ...checkList(schema, path), ...checkMapKeys(schema, path)];
  for (const [part, place] of partsOf(schema, path)) errors.push(...extensionProblems(part, place));
  return errors;
}

function checkKeywords(schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = (name: string): string => childPath(path, name);
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbidden(at('uniqueItems'), detail));
  }
  const hasProperties = Object.keys(schema.properties ?? {}).length > 0;
  if (hasProperties && schema.additionalProperties !== undefined && schema.additionalProperties !== true) {
    errors.push(forbidden(at('additionalProperties'), 'additionalProperties and properties are mutual exclusive'));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(invalid(at('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  }
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType !== undefined) {
    errors.push(...checkTypeIs(schema, 'object', 'x-kubernetes-map-type', path));
    if (!['atomic', 'granular'].includes(mapType)) {
      errors.push(notSupported(at('x-kubernetes-map-type'), mapType, ['atomic', 'granular']));
    }
  }
  return errors;
}

function checkTypeIs(
  { type }: StructuralSchema,
  wanted: 'object' | 'array',
  keyword: string,
  path: string,
): FieldError[] {
  if (type === wanted) return [];
  const detail = `must be ${wanted} if ${keyword} is specified`;
  const place = childPath(path, 'type');
  return [type === undefined ? required(place, detail) : invalid(place, type, detail)];
}

function checkList(schema: StructuralSchema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) return [];
  const errors = checkTypeIs(schema, 'array', 'x-kubernetes-list-type', path);
  const items = schema.items ?? {};
  const atItems = (name: string): string => childPath(childPath(path, 'items'), name);
  if (!['atomic', 'set', 'map'].includes(listType)) {
    errors.push(notSupported(childPath(path, 'x-kubernetes-list-type'), listType, ['atomic', 'set', 'map']));
  }
  if (errors.length === 0 && listType === 'set') {
    const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    const inner = items['x-kubernetes-list-type'];
    if (items.type === 'array' && inner !== undefined && inner !== 'atomic') {
      errors.push(invalid(atItems('x-kubernetes-list-type'), inner, detail));
    }
    if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
      errors.push(invalid(atItems('x-kubernetes-map-type'), inner ?? null, detail));
    }
  }
  if (listType !== 'atomic' && items.nullable === true) {
    errors.push(forbidden(atItems('nullable'), `cannot be nullable when x-kubernetes-list-type is ${listType}`));
  }
  return errors;
}

function checkMapKeys(schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const at = (name: string): string => childPath(path, name);
  if (listType !== 'map') {
    if (keys.length === 0) return errors;
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const place = at('x-kubernetes-list-type');
    return [listType === undefined ? required(place, detail) : invalid(place, listType, detail)];
  }
  if (keys.length === 0) {
    errors.push(required(at('x-kubernetes-list-map-keys'), 'must not be empty if x-kubernetes-list-type is map'));
  }
  const { items } = schema;
  if (items === undefined) {
    errors.push(required(at('items'), 'must have a schema if x-kubernetes-list-type is map'));
    return errors;
  }
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(childPath(at('items'), 'type'), items.type ?? '', detail));
    return errors;
  }
  if (new Set(keys).size < keys.length) {
    errors.push(invalid(at('x-kubernetes-list-map-keys'), [...keys], 'must not contain duplicate entries'));
  }
  for (const key of keys) errors.push(...checkMapKey(schema, items, key, path));
  return errors;
}

function checkMapKey(schema: StructuralSchema, items: StructuralSchema, key: string, path: string): FieldError[] {
  const property = items.properties?.[key];
  const place = entryPath(childPath(childPath(path, 'items'), 'properties'), key);
  if (property === undefined) {
    const keys: Json = [...(schema['x-kubernetes-list-map-keys'] ?? [])];
    const detail = 'entries must all be names of item properties';
    return [invalid(childPath(path, 'x-kubernetes-list-map-keys'), keys, detail)];
  }
  const errors: FieldError[] = [];
  if (property.type === 'array' || property.type === 'object') {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(childPath(place, 'type'), items.type ?? '', detail));
  }
  if (items.required?.includes(key) !== true && property.default === undefined) {
    const detail =
      'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
    errors.push(required(childPath(place, 'default'), detail));
  }
  if (property.nullable === true) {
    const detail = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';
    errors.push(forbidden(childPath(place, 'nullable'), detail));
  }
  return errors;
}

/** Every schema that stands directly in a schema, with its path. */
function partsOf(schema: StructuralSchema, path: string): [StructuralSchema, string][] {
  const parts: [StructuralSchema, string][] = [];
  const at = (name: string): string => childPath(path, name);
  if (typeof schema.additionalProperties === 'object') {
    parts.push([schema.additionalProperties, at('additionalProperties')]);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    parts.push([property, entryPath(at('properties'), name)]);
  }
  if (schema.not !== undefined) parts.push([schema.not, at('not')]);
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [index, part] of (schema[junctor] ?? []).entries()) parts.push([part, entryPath(at(junctor), index)]);
  }
  if (schema.items !== undefined) parts.push([schema.items, at('items')]);
  return parts;
}
