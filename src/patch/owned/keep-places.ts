import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { matchItems } from '../diff/index.ts';
import { fieldElement, type FieldSet } from '../fieldpath/index.ts';
import { copyMembers, memberOf, setMember } from '../members.ts';
import type { PlacePath } from '../without-paths.ts';
import { locateItems } from './locate-items.ts';

/**
 * The desired object with the live values at some places of the live one, so that applying it leaves those as they are. What others own
 * is left out of it instead, as far as that can be told: an apply leaves that alone too, and takes back nothing that they write
 * meanwhile. `desired` is without the places itself; `owned` are the fields of the manager that applies, if it has any.
 *
 * List items are those that `name` and the like tell (see `fieldDifferences`), or else the ones at the same index of a list of the same
 * length; where neither tells them, their places are not kept.
 */
export function keepPlaces<T extends JsonObject>(
  desired: T,
  live: Readonly<JsonObject>,
  places: readonly PlacePath[],
  owned: FieldSet | undefined,
): T {
  return places.reduce<Json>(
    (kept, place) => (isLeftOut(live, place, owned) ? kept : placed(kept, live, place, 0)),
    desired,
  ) as T;
}

/** Whether an apply without the place leaves it: its neighbours are owned one by one, and it is not. */
function isLeftOut(live: Json, place: PlacePath, owned: FieldSet | undefined): boolean {
  let set = owned;
  let current: Json | undefined = live;
  for (const step of place) {
    if (set === undefined || set.isEmpty || current === undefined) return false;
    const element = elementAt(current, step, set);
    if (element === undefined || (!set.hasMember(element) && set.below(element).isEmpty)) return true;
    current = at(current, step);
    set = set.below(element);
  }
  return false;
}

function elementAt(value: Json, step: string | number, set: FieldSet): string | undefined {
  if (typeof step === 'string') return fieldElement(step);
  if (!Array.isArray(value)) return undefined;
  const index = step < 0 ? step + value.length : step;
  return [...locateItems(value, set)].find(([, place]) => place === index)?.[0];
}

function at(value: Json, step: string | number): Json | undefined {
  if (typeof step === 'string') return isJsonObject(value) ? memberOf(value, step) : undefined;
  return Array.isArray(value) ? value.at(step) : undefined;
}

/** `target` with what stands in `live` at the rest of a place. */
function placed(target: Json, live: Json, place: PlacePath, depth: number): Json {
  const step = place[depth];
  const value = step === undefined ? undefined : at(live, step);
  if (step === undefined || value === undefined) return target;
  const last = depth === place.length - 1;
  if (typeof step === 'string') {
    if (!isJsonObject(target)) return target;
    const before = memberOf(target, step);
    const inner = last ? value : placed(before ?? (Array.isArray(value) ? [] : {}), value, place, depth + 1);
    // Nothing was to be kept below what the target has not.
    if (!last && before === undefined && isEmpty(inner)) return target;
    const copy = copyMembers(target);
    setMember(copy, step, inner);
    return copy;
  }
  if (!Array.isArray(target) || !Array.isArray(live)) return target;
  const wanted = step < 0 ? step + live.length : step;
  // The target is without the item.
  if (last) return target.toSpliced(wanted, 0, value);
  const index = counterpart(target, live, wanted);
  if (index === undefined) return target;
  return target.with(index, placed(target[index] ?? null, value, place, depth + 1));
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

/** Where the item of a live list stands in the target; undefined where it is not there. */
function counterpart(target: readonly Json[], live: readonly Json[], index: number): number | undefined {
  const pairs = matchItems(target, live);
  if (pairs !== undefined) return pairs.find((pair) => pair.live === index)?.desired;
  return target.length === live.length ? index : undefined;
}
