import type { Json, JsonObject, KubeObject } from '../../../base/index.ts';
import { decodeManagedFields, type ManagedFields } from './managed-entry.ts';

const none: ManagedFields = new Map();

/** The object without `metadata.managedFields`; the object itself where it has none. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The object with these `metadata.managedFields`. */
export function withManagedFields(object: KubeObject, managedFields: JsonObject[] | undefined): KubeObject {
  if (managedFields === undefined) return withoutManagedFields(object);
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** What the object holds under `metadata.managedFields`, whatever that is. */
export function rawManagedFields(object: KubeObject): Json | undefined {
  return object.metadata?.managedFields;
}

/**
 * The owners that hold before an update (decodeLiveOrNew in managedfields/internal/fieldmanager.go): those that the request sends,
 * where it sends any that can be read, else those of the live object; none where it sends `[]` or `[{}]`, which resets them. On a
 * subresource always those of the live object. Owners that cannot be read are forgotten.
 */
export function ownersBefore(before: KubeObject, after: KubeObject, subresource: string): ManagedFields {
  if (subresource !== '') return readable(before) ?? none;
  const sent = rawManagedFields(after);
  if (isReset(sent)) return none;
  const owners = readable(after);
  return owners === undefined || owners.size === 0 ? (readable(before) ?? none) : owners;
}

function readable(object: KubeObject): ManagedFields | undefined {
  try {
    return decodeManagedFields(rawManagedFields(object));
  } catch {
    return undefined;
  }
}

function isReset(entries: Json | undefined): boolean {
  if (!Array.isArray(entries)) return false;
  if (entries.length !== 1) return entries.length === 0;
  const [entry] = entries;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  return Object.values(entry).every((value) => value === undefined || value === null || value === '');
}
