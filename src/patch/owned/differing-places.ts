import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldNameOf, type FieldSet } from '../fieldpath/index.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { memberOf, sameJson } from '../members.ts';
import type { PlacePath } from '../without-paths.ts';
import { locateItems } from './locate-items.ts';

/** Places in two objects; list items may stand at other indices. */
export interface PlacesInBoth {
  readonly desired: readonly PlacePath[];
  readonly live: readonly PlacePath[];
}

/**
 * Where two objects hold other values for the fields of a set, without a schema. What only one of them has is no such place
 * (argo-cd v3.6, util/argo/managedfields: what is modified and belongs to a trusted manager).
 */
export function differingPlaces(
  desired: Readonly<JsonObject>,
  live: Readonly<JsonObject>,
  set: FieldSet,
): PlacesInBoth {
  checkDepth(desired, defaultPatchLimits.maxDepth, 'the desired object');
  checkDepth(live, defaultPatchLimits.maxDepth, 'the live object');
  const found = { desired: [] as PlacePath[], live: [] as PlacePath[] };
  walk(desired, live, set, { desired: [], live: [] }, found);
  return found;
}

type Found = { desired: PlacePath[]; live: PlacePath[] };

function walk(
  desired: Json,
  live: Json,
  set: FieldSet,
  at: { readonly desired: PlacePath; readonly live: PlacePath },
  found: Found,
): void {
  if (set.isEmpty) {
    if (sameJson(desired, live)) return;
    found.desired.push(at.desired);
    found.live.push(at.live);
    return;
  }
  const lists = Array.isArray(desired) && Array.isArray(live) ? { desired, live } : undefined;
  const places =
    lists === undefined ? undefined : { desired: locateItems(lists.desired, set), live: locateItems(lists.live, set) };
  for (const element of set.elements) {
    const left = placeOf(desired, element, places?.desired);
    const right = placeOf(live, element, places?.live);
    // Sets hold their items by value: those cannot differ.
    if (left === undefined || right === undefined || element.startsWith('v:')) continue;
    const below = { desired: [...at.desired, left.step], live: [...at.live, right.step] };
    // That an item is there is no value of its own.
    if (set.below(element).isEmpty && !element.startsWith('f:')) continue;
    walk(left.value, right.value, set.below(element), below, found);
  }
}

function placeOf(
  value: Json,
  element: string,
  places: ReadonlyMap<string, number> | undefined,
): { readonly step: string | number; readonly value: Json } | undefined {
  if (Array.isArray(value)) {
    const index = places?.get(element);
    return index === undefined ? undefined : { step: index, value: value[index] ?? null };
  }
  const name = fieldNameOf(element);
  const member = name === undefined || !isJsonObject(value) ? undefined : memberOf(value, name);
  return name === undefined || member === undefined ? undefined : { step: name, value: member };
}
