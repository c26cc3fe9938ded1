import { isJsonObject, type Json, jsonAt, type JsonObject } from './json.ts';

/** Steps from a value to one below it: names of members, indexes of items. */
type JsonPath = readonly (string | number)[];

/** The text at `path` below `value`, or the empty text where there is none. */
export function textAt(value: Json | undefined, ...path: JsonPath): string {
  const found = jsonAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number at `path` below `value`, or `fallback` where there is none. */
export function numberAt(value: Json | undefined, path: JsonPath, fallback = 0): number {
  const found = jsonAt(value, ...path);
  return typeof found === 'number' ? found : fallback;
}

/** The object at `path` below `value`, or an empty one where there is none. */
export function objectAt(value: Json | undefined, ...path: JsonPath): JsonObject {
  const found = jsonAt(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The objects in the list at `path` below `value`; what else is in it is left out. */
export function objectsAt(value: Json | undefined, ...path: JsonPath): readonly JsonObject[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

/** The texts in the list at `path` below `value`; what else is in it is left out. */
export function textsAt(value: Json | undefined, ...path: JsonPath): readonly string[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

/** The texts of the object at `path` below `value`, as labels are; members of other types are left out. */
export function textMapAt(value: Json | undefined, ...path: JsonPath): Readonly<Record<string, string>> {
  const found = objectAt(value, ...path);
  if (isTextMap(found)) return found;
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(found)) if (typeof text === 'string') texts[key] = text;
  return texts;
}

function isTextMap(object: JsonObject): object is Record<string, string> {
  for (const key in object) if (typeof object[key] !== 'string') return false;
  return true;
}
