import { isJsonObject, type Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { FieldSet, parseFieldSet } from '../fieldpath/index.ts';

/**
 * The fields that `manager` owns by `operation`, from `metadata.managedFields`; undefined where it has no entry, or one that cannot be
 * read. Entries in several versions of the kind count together.
 */
export function ownedFields(
  managedFields: readonly Json[] | undefined,
  manager: string,
  operation: 'Apply' | 'Update' = 'Apply',
  subresource = '',
): FieldSet | undefined {
  let owned: FieldSet | undefined;
  for (const entry of managedFields ?? []) {
    if (!isJsonObject(entry) || entry['manager'] !== manager || entry['operation'] !== operation) continue;
    if ((entry['subresource'] ?? '') !== subresource || entry['fieldsV1'] === undefined) continue;
    const set = readable(entry['fieldsV1']);
    if (set !== undefined) owned = owned === undefined ? set : owned.union(set);
  }
  return owned;
}

/** The fields that some managers own, by whatever operation and on whatever subresource; empty where they own none. */
export function fieldsOfManagers(managedFields: readonly Json[] | undefined, managers: readonly string[]): FieldSet {
  let fields = FieldSet.empty;
  for (const entry of managedFields ?? []) {
    if (!isJsonObject(entry) || typeof entry['manager'] !== 'string' || !managers.includes(entry['manager'])) continue;
    const set = entry['fieldsV1'] === undefined ? undefined : readable(entry['fieldsV1']);
    if (set !== undefined) fields = fields.union(set);
  }
  return fields;
}

function readable(fields: Json): FieldSet | undefined {
  try {
    return parseFieldSet(fields);
  } catch (error) {
    if (error instanceof PatchError) return undefined;
    throw error;
  }
}
