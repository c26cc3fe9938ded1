import { isJsonObject, type Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { type FieldSet, parseFieldSet } from '../fieldpath/index.ts';

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

function readable(fields: Json): FieldSet | undefined {
  try {
    return parseFieldSet(fields);
  } catch (error) {
    if (error instanceof PatchError) return undefined;
    throw error;
  }
}
