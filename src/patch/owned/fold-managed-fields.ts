import type { JsonObject } from '../../base/index.ts';
import { FieldSet, parseFieldSet } from '../fieldpath/index.ts';

/**
 * `metadata.managedFields` with the entries that `isFolded` picks made part of the `Apply` entry of `manager`, so that what they own
 * disappears once the manager no longer applies it (fluxcd/pkg ssa PatchReplaceFieldsManagers, client-go csaupgrade). Undefined where
 * there is nothing to fold.
 * @throws PatchError `invalid` where a set that is to be folded cannot be read.
 */
export function foldManagedFields(
  managedFields: readonly JsonObject[],
  manager: string,
  isFolded: (entry: JsonObject) => boolean,
): JsonObject[] | undefined {
  const isOwn = (entry: JsonObject): boolean =>
    entry['manager'] === manager && entry['operation'] === 'Apply' && (entry['subresource'] ?? '') === '';
  const folded = managedFields.filter((entry) => !isOwn(entry) && isFolded(entry));
  const [first] = folded;
  if (first === undefined) return undefined;
  const own = managedFields.find(isOwn) ?? { ...first, manager, operation: 'Apply' };
  const set = folded.reduce((union, entry) => union.union(parseFieldSet(entry['fieldsV1'])), FieldSet.empty);
  const rest = managedFields.filter((entry) => !isOwn(entry) && !folded.includes(entry));
  return [...rest, { ...own, fieldsV1: set.union(parseFieldSet(own['fieldsV1'])).toJson() }];
}
