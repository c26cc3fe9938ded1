import { type Json, type JsonObject } from '../../../base/index.ts';
import { compareText } from '../../fieldpath/index.ts';
import { goValue } from '../../go-text.ts';
import { sameJson, setMember } from '../../members.ts';
import { requireMap } from '../directives.ts';
import type { DiffOptions } from './diff-options.ts';
import { sortByPlace } from '../element-order.ts';
import { deletionOf, itemForm, mergeValueOf, withoutRepetitions } from '../list-items.ts';

/** What a patch says about one list; each part may be empty. */
export interface ListDiff {
  readonly changes: readonly Json[];
  readonly deletions: readonly Json[];
  readonly order: readonly Json[];
}

/** The patch between two items that have the same key; empty where they are equal. */
export type ItemDiffer = (original: JsonObject, modified: JsonObject) => JsonObject;

/** How `modified` differs from `original`, for lists whose strategy is `merge` (diffLists in strategicpatch/patch.go). */
export function diffList(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  options: DiffOptions,
  diffItem: ItemDiffer,
): ListDiff {
  if (original.length === 0) {
    return { changes: options.ignoreChanges ? [] : modified, deletions: [], order: [] };
  }
  return itemForm(original, modified) === 'map'
    ? diffMaps(original, modified, mergeKey, options, diffItem)
    : diffScalars(original, modified, options);
}

function diffMaps(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  options: DiffOptions,
  diffItem: ItemDiffer,
): ListDiff {
  const { changes, deletions } = joinItems(original, modified, mergeKey, options, diffItem);
  const all = [...sortByPlace(changes, modified, mergeKey), ...deletions];
  const wanted = options.ignoreChanges
    ? all.length > 0 && !options.ignoreDeletions
    : all.length > 0 || !sameOrder(original, modified, mergeKey);
  const order = wanted && options.setElementOrder ? modified.map((item) => keyOnly(item, mergeKey)) : [];
  return { changes: all, deletions: [], order };
}

function keyOnly(item: Json, mergeKey: string): JsonObject {
  const only: JsonObject = {};
  setMember(only, mergeKey, mergeValueOf(item, mergeKey));
  return only;
}

function sameOrder(original: readonly Json[], modified: readonly Json[], mergeKey: string): boolean {
  if (original.length !== modified.length) return false;
  return modified.every((item, index) =>
    sameJson(mergeValueOf(original[index], mergeKey), mergeValueOf(item, mergeKey)),
  );
}

/** Walks both lists in the order of their keys' texts. */
function joinItems(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  options: DiffOptions,
  diffItem: ItemDiffer,
): { changes: Json[]; deletions: Json[] } {
  const left = sortedByKey(original, mergeKey);
  const right = sortedByKey(modified, mergeKey);
  const changes: Json[] = [];
  const deletions: Json[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const ours = left[l];
    const theirs = right[r];
    const order = ours === undefined ? 1 : theirs === undefined ? -1 : compareText(ours.text, theirs.text);
    if (order === 0 && ours !== undefined && theirs !== undefined) {
      const change = diffItem(ours.item, theirs.item);
      if (Object.keys(change).length > 0) {
        setMember(change, mergeKey, theirs.value);
        changes.push(change);
      }
      l += 1;
      r += 1;
    } else if (order > 0) {
      if (!options.ignoreChanges && theirs !== undefined) changes.push(theirs.item);
      r += 1;
    } else {
      if (!options.ignoreDeletions && ours !== undefined) deletions.push(deletionOf(mergeKey, ours.value));
      l += 1;
    }
  }
  return { changes, deletions };
}

interface KeyedItem {
  readonly item: JsonObject;
  readonly value: Json;
  readonly text: string;
}

function sortedByKey(list: readonly Json[], mergeKey: string): KeyedItem[] {
  return list
    .map((item) => {
      const value = mergeValueOf(item, mergeKey);
      return { item: requireMap(item), value, text: goValue(value) };
    })
    .sort((a, b) => compareText(a.text, b.text));
}

function diffScalars(original: readonly Json[], modified: readonly Json[], options: DiffOptions): ListDiff {
  const left = sortScalars(original);
  const right = sortScalars(modified);
  const added: Json[] = [];
  const removed: Json[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const order = compareEnds(left[l], right[r]);
    if (order > 0 && !options.ignoreChanges) added.push(right[r] ?? null);
    if (order < 0 && !options.ignoreDeletions) removed.push(left[l] ?? null);
    if (order >= 0) r += 1;
    if (order <= 0) l += 1;
  }
  // Upstream compares with the original after it has sorted it in place.
  const changed = !options.ignoreChanges && !sameJson(left, [...modified]);
  const wanted = changed || (!options.ignoreDeletions && removed.length > 0);
  return {
    changes: sortByPlace(added, modified, ''),
    deletions: withoutRepetitions(removed),
    order: wanted && options.setElementOrder ? modified : [],
  };
}

function compareEnds(ours: Json | undefined, theirs: Json | undefined): number {
  if (ours === undefined) return 1;
  return theirs === undefined ? -1 : compareText(goValue(ours), goValue(theirs));
}

/** Scalars in the order of their texts. */
export function sortScalars(list: readonly Json[]): Json[] {
  return [...list].sort((a, b) => compareText(goValue(a), goValue(b)));
}
