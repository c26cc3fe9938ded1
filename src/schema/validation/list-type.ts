import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { checkDepth } from '../error.ts';
import { memberNames, ownMember, propertySchema } from '../member.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../structural.ts';
import { childPath, duplicate, entryPath, type FieldError, invalid } from './field-error.ts';

/**
 * Checks that lists of type set hold every value once and lists of type map every key once. Each one that comes again is reported
 * where it comes the second time only (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/listtype).
 */
export function checkListTypes(value: Json, schema: StructuralSchema, set: SchemaSet, path: string): FieldError[] {
  const errors: FieldError[] = [];
  visit(value, schema, path, 0);
  return errors;

  function visit(value: Json, given: StructuralSchema, path: string, depth: number): void {
    checkDepth(depth, path);
    const schema = resolveSchema(given, set);
    if (schema === undefined) return;
    if (Array.isArray(value)) {
      errors.push(...checkList(value, schema, path));
      if (schema.items === undefined) return;
      for (const [index, item] of value.entries()) visit(item, schema.items, entryPath(path, index), depth + 1);
    } else if (isJsonObject(value)) {
      const others = schema.additionalProperties;
      for (const name of memberNames(value)) {
        const property = propertySchema(schema, name);
        const member = value[name] ?? null;
        if (property !== undefined) visit(member, property, childPath(path, name), depth + 1);
        else if (typeof others === 'object') visit(member, others, entryPath(path, name), depth + 1);
      }
    }
  }
}

function checkList(list: readonly Json[], schema: StructuralSchema, path: string): FieldError[] {
  if (schema['x-kubernetes-list-type'] === 'set') {
    return repeated(list.map(canonicalJson)).map((index) => duplicate(entryPath(path, index), list[index] ?? null));
  }
  if (schema['x-kubernetes-list-type'] !== 'map') return [];
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (odd >= 0) {
    const detail = 'must be an object for an array of list-type map';
    return [invalid(entryPath(path, odd), list[odd] ?? null, detail)];
  }
  const keys = list.map((item) => keyOf(item, schema['x-kubernetes-list-map-keys'] ?? []));
  return repeated(keys.map(canonicalJson)).map((index) => duplicate(entryPath(path, index), keys[index] ?? {}));
}

function keyOf(item: Json, names: readonly string[]): JsonObject {
  const key: JsonObject = {};
  if (!isJsonObject(item)) return key;
  for (const name of names) {
    const value = ownMember(item, name);
    if (value !== undefined) key[name] = value;
  }
  return key;
}

/** Where a text comes for the second time. */
function repeated(texts: readonly string[]): number[] {
  const counts = new Map<string, number>();
  const found: number[] = [];
  for (const [index, text] of texts.entries()) {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    if (count === 2) found.push(index);
  }
  return found;
}
