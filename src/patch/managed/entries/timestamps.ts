import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { sameJson } from '../../members.ts';
import { rawManagedFields, withManagedFields, withoutManagedFields } from './managed-fields-of.ts';

/**
 * `after` with the times of `before`'s managed fields where a write changed nothing but those times, so that it is no write at all
 * (IgnoreManagedFieldsTimestampsTransformer in apiserver 0.36 fieldmanager/equality.go). To be called with the object that would be
 * stored, after defaults, admission and the strategy of its kind.
 */
export function revertTimestamps(before: KubeObject, after: KubeObject): KubeObject {
  const ours = rawManagedFields(before);
  const theirs = rawManagedFields(after);
  if (!Array.isArray(ours) || !Array.isArray(theirs) || ours.length !== theirs.length || ours.length === 0)
    return after;
  if (!ours.every((entry, index) => sameJson(timeless(entry), timeless(theirs[index])))) return after;
  if (!sameJson(withoutManagedFields(before), withoutManagedFields(after))) return after;
  return withManagedFields(after, ours as JsonObject[]);
}

function timeless(entry: Json | undefined): Json | undefined {
  if (!isJsonObject(entry)) return entry;
  const { time: _, ...rest } = entry;
  return rest;
}
