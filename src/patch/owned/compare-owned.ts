import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import {
  differenceAt,
  type FieldDifference,
  isNothing,
  itemPlace,
  memberPlace,
  type Place,
  rootPlace,
  sameMeaning,
} from '../diff/index.ts';
import { fieldElement, fieldNameOf, type FieldSet } from '../fieldpath/index.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { unownableFields } from '../managed/index.ts';
import { memberOf } from '../members.ts';
import { locateItems } from './locate-items.ts';
import { isSecret, withStoredData, withStringData } from './secret-data.ts';

/**
 * Why a field is not as an apply would leave it. `not-owned`: the manager does not own it yet. `differs`: its live value is another.
 * `not-desired`: the manager owns it, and would drop it. `order`: the items of a list stand in another order.
 */
export type OwnedReason = 'not-owned' | 'differs' | 'not-desired' | 'order';

/** A field that an apply would change, or come to own, or drop. */
export interface OwnedDifference extends FieldDifference {
  readonly reason: OwnedReason;
}

/** What cannot be told from the objects. */
export interface OwnedOptions {
  /**
   * Whether the kind has the status subresource, so that applying `status` has no effect. Undefined where that is not known: then
   * `status` counts only once it is owned.
   */
  readonly statusSubresource?: boolean;
}

/**
 * What a server-side apply of `desired` would change, given the live object and the fields that the applying manager owns, without a
 * request and without a schema. Nothing is found where applying is a no-op, as far as that can be told: what the server spells in
 * another way than by quantity, base64 or leaving out what is empty, and what it defaults inside of values that are owned as a whole,
 * is told of as a difference, and only a dry run can say more.
 */
export function compareOwned(
  desired: KubeObject,
  live: KubeObject,
  owned: FieldSet,
  options: OwnedOptions = {},
): OwnedDifference[] {
  checkDepth(desired, defaultPatchLimits.maxDepth, 'the desired object');
  checkDepth(live, defaultPatchLimits.maxDepth, 'the live object');
  const walk = new OwnedWalk();
  const secret = isSecret(desired);
  const wanted = statusCounts(owned, options) ? desired : withoutStatus(desired);
  walk.maps(
    secret ? withStoredData(wanted) : wanted,
    secret ? withStringData(live) : live,
    owned,
    rootPlace,
    unownableFields,
  );
  return walk.found;
}

function statusCounts(owned: FieldSet, { statusSubresource }: OwnedOptions): boolean {
  if (statusSubresource !== undefined) return !statusSubresource;
  return owned.hasMember('f:status') || !owned.below('f:status').isEmpty;
}

function withoutStatus(object: KubeObject): KubeObject {
  const { status: _, ...rest } = object;
  return rest;
}

class OwnedWalk {
  readonly found: OwnedDifference[] = [];

  /** `ignored`: places that nobody can own. */
  maps(
    desired: Readonly<JsonObject>,
    live: Readonly<JsonObject>,
    owned: FieldSet,
    place: Place,
    ignored: FieldSet | undefined,
  ): void {
    for (const name of Object.keys(desired)) {
      const value = desired[name];
      const element = fieldElement(name);
      const below = ignored?.below(element);
      if (value === undefined || (ignored?.hasMember(element) === true && below?.isEmpty === true)) continue;
      const inner = below?.isEmpty === false ? below : undefined;
      this.#value(value, memberOf(live, name), owned, element, memberPlace(place, name), inner);
    }
    for (const element of owned.elements) {
      const name = fieldNameOf(element);
      if (name === undefined || memberOf(desired, name) !== undefined) continue;
      this.#dropped(memberOf(live, name), memberPlace(place, name));
    }
  }

  #value(
    desired: Json,
    live: Json | undefined,
    owned: FieldSet,
    element: string,
    place: Place,
    ignored: FieldSet | undefined,
  ): void {
    const below = owned.below(element);
    if (below.isEmpty && owned.hasMember(element)) {
      if (!sameMeaning(desired, live, place) && !addsNothing(desired, live, place)) {
        this.#report('differs', place, desired, live);
      }
    } else if (isJsonObject(desired) && (!below.isEmpty || Object.keys(desired).length > 0)) {
      this.maps(desired, isJsonObject(live) ? live : {}, below, place, ignored);
    } else if (below.isEmpty) {
      // To set nothing where there is nothing changes nothing, but for who owns it.
      const isVoid = desired === null || (Array.isArray(desired) && desired.length === 0);
      if (!(isVoid && (isNothing(live) || sameMeaning(desired, live, place)))) {
        this.#report('not-owned', place, desired, live);
      }
    } else if (Array.isArray(desired)) {
      this.#lists(desired, Array.isArray(live) ? live : [], below, place);
    } else {
      this.#report('not-desired', place, desired, live);
    }
  }

  #lists(desired: readonly Json[], live: readonly Json[], owned: FieldSet, place: Place): void {
    const wanted = locateItems(desired, owned);
    const present = locateItems(live, owned);
    let last = -1;
    let ordered = true;
    for (const [element, index] of [...wanted].sort(([, a], [, b]) => a - b)) {
      const liveIndex = present.get(element);
      const item = itemPlace(place, index, element);
      if (liveIndex === undefined) {
        this.#report('differs', item, desired[index], undefined);
        continue;
      }
      ordered &&= liveIndex > last;
      last = liveIndex;
      // The item is found by its value already.
      if (!element.startsWith('v:'))
        this.#value(desired[index] ?? null, live[liveIndex], owned, element, item, undefined);
    }
    for (const element of owned.elements) {
      const liveIndex = present.get(element);
      if (wanted.has(element) || liveIndex === undefined) continue;
      this.#dropped(live[liveIndex], itemPlace(place, liveIndex, element));
    }
    const known = new Set(wanted.values());
    for (const [index, item] of desired.entries()) {
      if (!known.has(index)) this.#report('not-owned', itemPlace(place, index), item, undefined);
    }
    if (!ordered) this.#report('order', place, [...desired], [...live]);
  }

  /** What is owned and not desired any more matters where it is there. */
  #dropped(live: Json | undefined, place: Place): void {
    if (!isNothing(live)) this.#report('not-desired', place, undefined, live);
  }

  #report(reason: OwnedReason, place: Place, desired: Json | undefined, live: Json | undefined): void {
    this.found.push({ ...differenceAt(place, desired, live), reason });
  }
}

/** Labels and annotations are owned one by one: to apply none of them leaves those of others. */
function addsNothing(desired: Json, live: Json | undefined, { step, parent }: Place): boolean {
  const isMetadata = parent?.step === 'metadata' && (step === 'labels' || step === 'annotations');
  return isMetadata && isJsonObject(desired) && Object.keys(desired).length === 0 && isJsonObject(live);
}
