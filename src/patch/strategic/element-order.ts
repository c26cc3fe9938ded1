import type { Json } from '../../base/index.ts';
import { isDeletion, mergeValueOf, placesOf } from './list-items.ts';

/**
 * Orders what a patch and the live list contribute (normalizeElementOrder in strategicpatch/patch.go): items of the patch as `order`
 * says, live ones as they were, each live one before the first item of the patch that it stood before.
 */
export function orderItems(
  patchItems: readonly Json[],
  liveItems: readonly Json[],
  order: readonly Json[],
  liveOrder: readonly Json[],
  mergeKey: string,
): Json[] {
  const left = sortByPlace(liveItems, liveOrder, mergeKey);
  const right = sortByPlace(patchItems, order, mergeKey);
  const placeOf = placesOf(liveOrder, mergeKey);
  const merged: Json[] = [];
  let next = 0;
  for (const item of right) {
    const place = placeOf(item);
    for (; next < left.length; next += 1) {
      const live = placeOf(left[next]);
      if (live < 0 || live >= place) break;
      merged.push(left[next] ?? null);
    }
    merged.push(item);
  }
  return [...merged, ...left.slice(next)];
}

/** Items in the order of `order`, deletions at the end (normalizeSliceOrder). */
export function sortByPlace(items: readonly Json[], order: readonly Json[], mergeKey: string): Json[] {
  if (mergeKey !== '') for (const item of [...items, ...order]) mergeValueOf(item, mergeKey);
  const placeOf = placesOf(order, mergeKey);
  const kept = items.filter((item) => !isDeletion(item));
  const placed = kept.map((item) => ({ item, place: placeOf(item) }));
  placed.sort((a, b) => (a.place < 0 || b.place < 0 ? 0 : a.place - b.place));
  return [...placed.map(({ item }) => item), ...items.filter(isDeletion)];
}
