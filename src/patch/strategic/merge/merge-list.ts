import type { Json, JsonObject } from '../../../base/index.ts';
import { memberOf } from '../../members.ts';
import { patchDirective, requireMap, strategicErrors } from '../directives.ts';
import { orderItems } from '../element-order.ts';
import { identityOf, itemForm, mergeValueOf, placesOf, withoutRepetitions } from '../list-items.ts';
import type { PatchSchema } from '../patch-meta.ts';

/** Merges two items that have the same key. */
export type ItemMerger = (original: JsonObject, patch: JsonObject) => JsonObject;

/** A merged list. */
export interface MergedList {
  readonly items: Json[];
  /**
   * The live list as upstream is left with it. It deletes and appends in place, so what is deleted makes room for what is added, and
   * where the patch gives an order, live items stand before added ones that took such a place.
   */
  readonly live: readonly Json[];
}

/** Merges two lists whose strategy is `merge` (mergeSlice in strategicpatch/patch.go). `schema` is that of the items. */
export function mergeList(
  original: readonly Json[],
  patch: readonly Json[],
  schema: PatchSchema,
  mergeKey: string,
  mergeItem: ItemMerger,
): MergedList {
  if (original.length === 0 && patch.length === 0) return { items: [], live: original };
  if (itemForm(original, patch) === 'scalar') {
    return { items: inOrder(withoutRepetitions([...original, ...patch]), patch, original, ''), live: original };
  }
  if (mergeKey === '') throw strategicErrors.other(`cannot merge lists without merge key for ${schema.name}`);
  const special = applySpecialItems(original, patch, mergeKey);
  const merged = mergeItems(special.original, special.patch, mergeKey, mergeItem);
  for (const item of merged) mergeValueOf(item, mergeKey);
  const added = special.replace ? [] : merged.slice(special.original.length);
  return {
    items: inOrder(merged, special.patch, special.original, mergeKey),
    live: reusePlaces(original, special.deleted, added),
  };
}

/** The list after items were deleted in place one by one and others appended, at its old length. */
function reusePlaces(list: readonly Json[], deleted: readonly Json[], added: readonly Json[]): readonly Json[] {
  if (deleted.length === 0) return list;
  const gone = new Set<Json>();
  const left: Json[] = [];
  let last = list.length - 1;
  for (const item of deleted) {
    // Closing the gap leaves the last item where it was.
    while (last >= 0 && gone.has(list[last] ?? null)) last -= 1;
    left.push(list[last] ?? null);
    gone.add(item);
  }
  const tail = left.reverse().map((item, index) => added[index] ?? item);
  return [...list.filter((item) => !gone.has(item)), ...tail];
}

function inOrder(merged: readonly Json[], patch: readonly Json[], original: readonly Json[], mergeKey: string): Json[] {
  const placeInPatch = placesOf(patch, mergeKey);
  return orderItems(
    merged.filter((item) => placeInPatch(item) >= 0),
    merged.filter((item) => placeInPatch(item) < 0),
    patch,
    original,
    mergeKey,
  );
}

/** The list without the scalars that a `$deleteFromPrimitiveList` names. */
export function deleteScalars(list: readonly Json[], toDelete: readonly Json[]): Json[] {
  const placeOf = placesOf(toDelete, '');
  return list.filter((item) => placeOf(item) < 0);
}

/** Carries out items that are directives: deletions, and `replace`, which makes the other items of the patch the list. */
function applySpecialItems(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
): { original: readonly Json[]; patch: readonly Json[]; deleted: readonly Json[]; replace: boolean } {
  let replace = false;
  const byIdentity = groupByIdentity(original, mergeKey);
  const deleted: Json[] = [];
  const ordinary: Json[] = [];
  for (const item of patch) {
    const map = requireMap(item);
    const directive = memberOf(map, patchDirective);
    switch (directive) {
      case undefined:
        ordinary.push(item);
        break;
      case 'delete':
        mergeValueOf(map, mergeKey);
        deleted.push(...(byIdentity.get(identityOf(map, mergeKey)) ?? []));
        byIdentity.delete(identityOf(map, mergeKey));
        break;
      case 'replace':
        replace = true;
        break;
      case 'merge':
        throw strategicErrors.other('merging lists cannot yet be specified in the patch');
      default:
        throw strategicErrors.patchType(directive, map);
    }
  }
  if (replace) return { original: ordinary, patch: [], deleted, replace };
  const kept = original.filter((item) => byIdentity.has(identityOf(item, mergeKey)));
  return { original: kept, patch: ordinary, deleted, replace };
}

function groupByIdentity(list: readonly Json[], mergeKey: string): Map<string, Json[]> {
  const groups = new Map<string, Json[]>();
  for (const item of list) {
    const identity = identityOf(item, mergeKey);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [item]);
    else group.push(item);
  }
  return groups;
}

function mergeItems(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
  mergeItem: ItemMerger,
): Json[] {
  const merged = [...original];
  const places = new Map<string, number>();
  for (const [index, item] of merged.entries()) {
    const identity = identityOf(item, mergeKey);
    if (!places.has(identity)) places.set(identity, index);
  }
  for (const item of patch) {
    mergeValueOf(item, mergeKey);
    const identity = identityOf(item, mergeKey);
    const place = places.get(identity);
    if (place === undefined) places.set(identity, merged.push(item) - 1);
    else merged[place] = mergeItem(requireMap(merged[place]), requireMap(item));
  }
  return merged;
}
