import { type JsonObject, jsonAt, type KubeObject } from '../../base/index.ts';

/**
 * The object that lives on after a delete, or undefined where it is gone. The API server answers with a Status where the object is
 * gone, with the object where it waits for finalizers or its grace period, and for some kinds with the object as it was last.
 */
export function survivor(answer: JsonObject): KubeObject | undefined {
  if (answer['kind'] === 'Status') return undefined;
  const object = answer as KubeObject;
  if (object.metadata?.deletionTimestamp === undefined) return undefined;
  const held = (object.metadata.finalizers ?? []).length > 0 || jsonAt(object, 'spec', 'finalizers', 0) !== undefined;
  return held || (object.metadata.deletionGracePeriodSeconds ?? 0) > 0 ? object : undefined;
}
