import { type JsonObject, type KubeObject, numberAt, objectsAt } from '../../base/index.ts';

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
