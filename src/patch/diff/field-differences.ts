import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { memberOf } from '../members.ts';
import {
  differenceAt,
  type FieldDifference,
  itemPlace,
  memberPlace,
  type Place,
  rootPlace,
} from './field-difference.ts';
import { matchItems } from './match-items.ts';
import { isNothing, sameMeaning } from './same-meaning.ts';

/** What counts as a difference. */
export interface DifferenceOptions {
  /** Whether also fields that only the live object has; default false, as the server and others add what they like. */
  readonly liveOnly?: boolean;
}

/**
 * Where the live object is not as desired, for people: field by field, list items matched by what tells them apart (`name`,
 * `containerPort` …) where that is unique, by their place otherwise. Spelling is no difference: see `sameMeaning`.
 */
export function fieldDifferences(
  desired: Readonly<JsonObject>,
  live: Readonly<JsonObject>,
  { liveOnly = false }: DifferenceOptions = {},
): FieldDifference[] {
  checkDepth(desired, defaultPatchLimits.maxDepth, 'the desired object');
  checkDepth(live, defaultPatchLimits.maxDepth, 'the live object');
  const walk = new DifferenceWalk(liveOnly);
  walk.maps(desired, live, rootPlace);
  return walk.found;
}

class DifferenceWalk {
  readonly found: FieldDifference[] = [];
  readonly #liveOnly: boolean;

  constructor(liveOnly: boolean) {
    this.#liveOnly = liveOnly;
  }

  maps(desired: Readonly<JsonObject>, live: Readonly<JsonObject>, place: Place): void {
    for (const key of Object.keys(desired)) this.#values(desired[key], memberOf(live, key), memberPlace(place, key));
    if (!this.#liveOnly) return;
    for (const key of Object.keys(live)) {
      if (memberOf(desired, key) === undefined && !isNothing(live[key])) {
        this.found.push(differenceAt(memberPlace(place, key), undefined, live[key]));
      }
    }
  }

  #values(desired: Json | undefined, live: Json | undefined, place: Place): void {
    if (desired === undefined || sameMeaning(desired, live, place)) return;
    if (isJsonObject(desired) && isJsonObject(live)) this.maps(desired, live, place);
    else if (Array.isArray(desired) && Array.isArray(live)) this.#lists(desired, live, place);
    else this.found.push(differenceAt(place, desired, live));
  }

  #lists(desired: readonly Json[], live: readonly Json[], place: Place): void {
    const pairs = matchItems(desired, live);
    if (pairs === undefined) {
      this.#byPlace(desired, live, place);
      return;
    }
    const before = this.found.length;
    let last = -1;
    let ordered = true;
    for (const pair of pairs) {
      const item = itemPlace(place, pair.desired ?? pair.live ?? 0, pair.element);
      if (pair.desired === undefined || pair.live === undefined) {
        const value = pair.desired === undefined ? undefined : desired[pair.desired];
        this.found.push(differenceAt(item, value, pair.live === undefined ? undefined : live[pair.live]));
        continue;
      }
      ordered &&= pair.live > last;
      last = pair.live;
      this.#values(desired[pair.desired], live[pair.live], item);
    }
    // Items that only stand in another order are told of where nothing else is.
    if (!ordered && this.found.length === before) this.found.push(differenceAt(place, [...desired], [...live]));
  }

  #byPlace(desired: readonly Json[], live: readonly Json[], place: Place): void {
    if (![...desired, ...live].every(isJsonObject)) {
      this.found.push(differenceAt(place, [...desired], [...live]));
      return;
    }
    for (let index = 0; index < Math.max(desired.length, live.length); index += 1) {
      const item = itemPlace(place, index);
      if (index < desired.length) this.#values(desired[index], live[index], item);
      else this.found.push(differenceAt(item, undefined, live[index]));
    }
  }
}
