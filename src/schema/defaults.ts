import { cloneJson, isJsonObject, type Json, type JsonObject } from '../base/index.ts';
import { checkDepth } from './error.ts';
import { memberNames, ownMember, propertySchema, setMember } from './member.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from './structural.ts';

/**
 * Fills in, in `value`, which it changes, the defaults that the schema has for missing properties; a default's own content is
 * filled in too. A null that the schema does not allow is replaced by the default, or dropped where there is none
 * (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/defaulting). Raises SchemaError `too-deep`.
 */
export function applyDefaults(value: Json, schema: StructuralSchema, set: SchemaSet): void {
  visit(value, schema, 0);

  function visit(value: Json, given: StructuralSchema | undefined, depth: number): void {
    checkDepth(depth, 'the object');
    const schema = given && resolveSchema(given, set);
    if (schema === undefined) return;
    if (Array.isArray(value)) {
      const items = schema.items && resolveSchema(schema.items, set);
      for (const [index, item] of value.entries()) {
        if (item === null && items !== undefined && !isNullable(items)) value[index] = cloneJson(items.default ?? null);
        visit(value[index] ?? null, items, depth + 1);
      }
    } else if (isJsonObject(value)) fillObject(value, schema, depth);
  }

  function fillObject(object: JsonObject, schema: StructuralSchema, depth: number): void {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const fallback = resolveSchema(property, set)?.default;
      if (fallback === undefined || fallback === null) continue;
      const current = ownMember(object, name);
      if (current === undefined || (current === null && !isNullable(property))) {
        setMember(object, name, cloneJson(fallback));
      }
    }
    const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    for (const name of memberNames(object)) {
      const property = propertySchema(schema, name) ?? others;
      const member = property && resolveSchema(property, set);
      if (member === undefined) continue;
      if (object[name] !== null || isNullable(member)) visit(object[name] ?? null, member, depth + 1);
      else if (member.default === undefined || member.default === null) delete object[name];
      else setMember(object, name, cloneJson(member.default));
    }
  }
}

function isNullable(schema: StructuralSchema): boolean {
  return schema.nullable === true;
}
