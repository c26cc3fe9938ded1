import type { Json, JsonObject } from '../base/index.ts';
import type { StructuralSchema } from './structural.ts';

/** What an object itself holds under `name`; a name such as `constructor` finds nothing inherited. */
export function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a member of any name, `__proto__` too. */
export function setMember(object: JsonObject, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The names of an object's members that have a value. */
export function memberNames(object: JsonObject): string[] {
  return Object.keys(object).filter((name) => object[name] !== undefined);
}

/** The schema that a schema has for the property `name`. */
export function propertySchema(schema: StructuralSchema, name: string): StructuralSchema | undefined {
  const { properties } = schema;
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
