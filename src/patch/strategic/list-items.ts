import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { goTypeName, goValue } from '../go-text.ts';
import { memberOf } from '../members.ts';
import { patchDirective, requireMap, strategicErrors } from './directives.ts';

/** Whether the items of all lists are maps or scalars. @throws PatchError where they differ, are lists, or there is none */
export function itemForm(...lists: readonly (readonly Json[])[]): 'map' | 'scalar' {
  const types = new Set<string>();
  for (const list of lists) for (const item of list) types.add(goTypeName(item));
  const [first] = types;
  if (first === undefined) throw strategicErrors.other('no elements in any of the given slices');
  if (first === '[]interface {}') throw strategicErrors.listOfLists();
  if (types.size > 1) {
    const texts = lists.map((list) => goValue([...list])).join(' ');
    throw strategicErrors.other(`list element types are not identical: [${texts}]`);
  }
  return first === 'map[string]interface {}' ? 'map' : 'scalar';
}

/** The value of an item's merge key. @throws PatchError where the item is no map or has none */
export function mergeValueOf(item: Json | undefined, mergeKey: string): Json {
  const map = requireMap(item);
  const value = memberOf(map, mergeKey);
  if (value === undefined) throw strategicErrors.noMergeKey(map, mergeKey);
  return value;
}

/** A text that is equal for items that are the same: of maps by the value of their merge key, of scalars by their own. */
export function identityOf(item: Json | undefined, mergeKey: string): string {
  const identity = mergeKey === '' || !isJsonObject(item) ? item : memberOf(item, mergeKey);
  return identity === undefined ? '' : JSON.stringify(identity);
}

/** Whether an item only says that the item with its key is to go. */
export function isDeletion(item: Json): boolean {
  return isJsonObject(item) && memberOf(item, patchDirective) === 'delete';
}

/** Where items stand in `list`; -1 for nowhere. */
export function placesOf(list: readonly Json[], mergeKey: string): (item: Json | undefined) => number {
  const places = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const identity = identityOf(item, mergeKey);
    if (!places.has(identity)) places.set(identity, index);
  }
  return (item) => places.get(identityOf(item, mergeKey)) ?? -1;
}

/** The scalars without repetitions. */
export function withoutRepetitions(list: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const identity = identityOf(item, '');
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

/** An item that deletes the one with this key. */
export function deletionOf(mergeKey: string, value: Json): JsonObject {
  return { [mergeKey]: value, [patchDirective]: 'delete' };
}
