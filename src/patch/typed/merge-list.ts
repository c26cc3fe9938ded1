import type { Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { formatPathElement, type PathElement } from '../fieldpath/index.ts';
import { itemElement } from './item-key.ts';
import type { ListType, MergeType } from './merge-types/merge-type.ts';

interface IndexedList {
  readonly elements: readonly PathElement[];
  /** Null for items that occur twice: they are not merged with. */
  readonly byElement: ReadonlyMap<PathElement, Json>;
}

/** Merges two items, either of which may be absent. */
type ItemMerger = (live: Json | undefined, applied: Json | undefined, type: MergeType) => Json | undefined;

/**
 * Merges two associative lists (visitListItems in structured-merge-diff v6 typed/merge.go). Items that both have appear in the order
 * of `applied`; between them live items stay near the items they stood next to. Gives `live` itself where nothing changes.
 */
export function mergeLists(
  live: readonly Json[],
  applied: readonly Json[],
  type: ListType,
  mergeItem: ItemMerger,
): Json[] | undefined {
  const left = indexLive(live, type);
  const right = indexApplied(applied, type);
  const merged: Json[] = [];
  const taken = new Set<PathElement>();
  const shared = right.elements.filter((element) => left.byElement.has(element));
  let nextShared = 0;
  const take = (element: PathElement): void => {
    taken.add(element);
    const item = mergeItem(left.byElement.get(element), right.byElement.get(element), type.items);
    if (item !== undefined) merged.push(item);
  };

  for (let l = 0, r = 0; l < left.elements.length || r < right.elements.length;) {
    const ours = left.elements[l];
    const theirs = right.elements[r];
    if (ours !== undefined && theirs !== undefined) {
      if (ours === theirs) {
        take(ours);
        l += 1;
        r += 1;
        nextShared += 1;
        continue;
      }
      const due = shared[nextShared];
      if (right.byElement.has(ours) && due !== undefined && due !== ours) {
        // Both lists have it, and its turn comes later or has been.
        l += 1;
        continue;
      }
    }
    if (ours !== undefined) {
      if (!right.byElement.has(ours)) {
        // By its place, since of items that occur twice each is kept.
        merged.push(live[l] ?? null);
        l += 1;
        continue;
      }
      if (taken.has(ours)) l += 1;
    }
    if (theirs !== undefined) {
      take(theirs);
      r += 1;
      if (shared[nextShared] === theirs) nextShared += 1;
    }
  }
  if (merged.length === 0) return undefined;
  const unchanged = merged.length === live.length && merged.every((item, index) => item === live[index]);
  return unchanged ? (live as Json[]) : merged;
}

function indexLive(list: readonly Json[], type: ListType): IndexedList {
  const byElement = new Map<PathElement, Json>();
  const elements = list.map((item, index) => elementOf(type, item, index));
  for (const [index, element] of elements.entries()) {
    byElement.set(element, byElement.has(element) ? null : (list[index] ?? null));
  }
  return { elements, byElement };
}

function indexApplied(list: readonly Json[], type: ListType): IndexedList {
  const byElement = new Map<PathElement, Json>();
  const elements = list.map((item, index) => elementOf(type, item, index));
  for (const [index, element] of elements.entries()) {
    if (byElement.has(element)) {
      throw new PatchError('mismatch', 500, `duplicate entries for key ${formatPathElement(element)}`);
    }
    byElement.set(element, list[index] ?? null);
  }
  return { elements, byElement };
}

function elementOf(type: ListType, item: Json, index: number): PathElement {
  const element = itemElement(type, item);
  if (typeof element !== 'string') throw new PatchError('mismatch', 500, `element ${index}: ${element.problem}`);
  return element;
}
