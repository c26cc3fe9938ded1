import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import { goValue } from '../../go-text.ts';
import { memberOf, sameJson, setMember } from '../../members.ts';
import {
  directiveTarget,
  patchDirective,
  requireList,
  setElementOrderPrefix,
  strategicErrors,
  withoutDirectives,
} from '../directives.ts';
import { orderItems } from '../element-order.ts';
import { isDeletion, itemForm, mergeValueOf, placesOf } from '../list-items.ts';
import { mergeList } from './merge-list.ts';
import type { MapMerger, MergeOptions } from './merge-options.ts';
import type { PatchSchema } from '../patch-meta.ts';

/**
 * Merges the lists for which a patch gives an order, and puts them into it (mergePatchIntoOriginal in strategicpatch/patch.go). Where
 * two patches are merged the order moves to the first. Changes both maps: what is merged is taken out of the patch.
 */
export function applyElementOrders(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema,
  options: MergeOptions,
  mergeMap: MapMerger,
): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(setElementOrderPrefix)) continue;
    const directive = patch[key] ?? null;
    if (!options.carryOut) {
      const other = memberOf(original, key);
      if (other !== undefined && !sameJson(other, directive)) throw strategicErrors.elementOrder();
      setMember(original, key, directive);
    }
    delete patch[key];
    const order = requireList(directive);
    applyOrder(original, patch, directiveTarget(key, setElementOrderPrefix), order, schema, options, mergeMap);
  }
}

function applyOrder(
  original: JsonObject,
  patch: JsonObject,
  key: string,
  order: readonly Json[],
  schema: PatchSchema,
  options: MergeOptions,
  mergeMap: MapMerger,
): void {
  const live = memberOf(original, key);
  const change = memberOf(patch, key);
  const liveList = live === undefined ? [] : requireList(live);
  const changeList = change === undefined ? [] : requireList(change);
  const { below, strategy, mergeKey } = schema.field(key, 'list');
  checkOrder(changeList, order, mergeKey);
  let merged: readonly Json[];
  let liveOrder: readonly Json[] = liveList;
  if (change === undefined) {
    if (live === undefined) return;
    merged = liveList;
  } else if (live === undefined) {
    merged = withoutDirectives(changeList) as Json[];
  } else {
    const mergeItem = (ours: JsonObject, theirs: JsonObject): JsonObject => mergeMap(ours, theirs, below, options);
    if (strategy === 'merge') {
      ({ items: merged, live: liveOrder } = mergeList(liveList, changeList, below, mergeKey, mergeItem));
    } else {
      merged = changeList;
    }
  }
  const inOrder = inList(order, mergeKey);
  const isMap = itemForm(liveList, changeList) === 'map';
  setMember(
    original,
    key,
    orderItems(
      merged.filter(inOrder),
      merged.filter((item) => !inOrder(item)),
      order,
      liveOrder,
      isMap ? mergeKey : '',
    ),
  );
  delete patch[key];
}

function inList(order: readonly Json[], mergeKey: string): (item: Json) => boolean {
  const placeOf = placesOf(order, mergeKey);
  return (item) => {
    if (mergeKey !== '') mergeValueOf(item, mergeKey);
    return placeOf(item) >= 0;
  };
}

/** The items of the patch must stand in the order list, in the same order; deletions need not. */
function checkOrder(change: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (change.length === 0 || order.length === 0) return;
  const items = mergeKey === '' ? change : change.filter((item) => !isDeletion(item));
  let next = 0;
  let place = 0;
  while (next < items.length && place < order.length) {
    const item = items[next] ?? null;
    if (isJsonObject(item) && memberOf(item, patchDirective) !== undefined) {
      next += 1;
      continue;
    }
    const same =
      mergeKey === ''
        ? sameJson(item, order[place])
        : sameJson(mergeValueOf(item, mergeKey), mergeValueOf(order[place], mergeKey));
    if (same) next += 1;
    place += 1;
  }
  if (next < items.length && place >= order.length) {
    throw strategicErrors.other(
      `The order in patch list:\n${goValue([...change])}\n doesn't match ${setElementOrderPrefix} list:\n${goValue([...order])}\n`,
    );
  }
}
