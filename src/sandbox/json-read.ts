import { isJsonObject, type Json, jsonAt, type JsonObject } from '../base/index.ts';

/** The number at a path; `fallback` where there is none. */
export function numberAt(value: Json | undefined, path: readonly string[], fallback = 0): number {
  const found = jsonAt(value, ...path);
  return typeof found === 'number' ? found : fallback;
}

/** The text at a path; empty where there is none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = jsonAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The object at a path; an empty one where there is none. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = jsonAt(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The objects in the list at a path. */
export function objectsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

/** The texts in the list at a path. */
export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

/** The object of texts at a path, as labels are. */
export function textMapAt(value: Json | undefined, ...path: readonly string[]): Readonly<Record<string, string>> {
  return objectAt(value, ...path) as Record<string, string>;
}
