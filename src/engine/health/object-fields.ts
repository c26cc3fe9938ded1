import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';

/** A number in an object, or `fallback` where there is none. */
export function numberAt(object: KubeObject, path: readonly string[], fallback = 0): number {
  const value = jsonAt(object, ...path);
  return typeof value === 'number' ? value : fallback;
}

/** A text in an object, or the empty one. */
export function textAt(object: Json | undefined, ...path: readonly string[]): string {
  const value = jsonAt(object, ...path);
  return typeof value === 'string' ? value : '';
}

/** The objects of a list in an object. */
export function objectsAt(object: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const value = jsonAt(object, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The condition of a type in `status.conditions`. */
export function conditionOf(object: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** Whether the object's controller has not looked at its newest generation. */
export function isUnobserved(object: KubeObject): boolean {
  return numberAt(object, ['status', 'observedGeneration']) < (object.metadata.generation ?? 0);
}

/** Whether a workload's controller, which answers every change within milliseconds, has not yet taken notice of its newest generation. */
export function isUnnoticed(object: KubeObject): boolean {
  return object.apiVersion.startsWith('apps/') && isUnobserved(object);
}
