import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { memberOf, sameJson, setMember } from '../members.ts';
import { mergeLists } from './merge-list.ts';
import { type Form, formOf, type MapType, memberType, type MergeType } from './merge-types/merge-type.ts';

/**
 * `live` with `applied` merged into it (typed/merge.go): nothing is removed, of two leaves the applied one holds, items of lists
 * keep their order where `applied` says nothing about it. Both must fit `type`. What does not change is the same value as in `live`.
 */
export function mergeTyped(live: Json, applied: Json, type: MergeType): Json {
  return mergeValue(live, applied, type) ?? null;
}

/** As `mergeTyped` where either may be absent; undefined where nothing is left, as for a map of no members. */
export function mergeValue(live: Json | undefined, applied: Json | undefined, type: MergeType): Json | undefined {
  // Merging nothing into a value, or a value into nothing, gives the value.
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  return mergeForm(formOf(type, applied), live, applied, type);
}

function mergeForm(form: Form, live: Json, applied: Json, type: MergeType): Json | undefined {
  switch (form) {
    case 'scalar':
      return unlessSame(live, applied);
    case 'list': {
      const left = Array.isArray(live) ? live : [];
      const right = Array.isArray(applied) ? applied : [];
      if (type.list === undefined || type.list.atomic || (left.length === 0 && right.length === 0)) {
        return unlessSame(live, applied);
      }
      return mergeLists(left, right, type.list, mergeValue);
    }
    default: {
      const left = isJsonObject(live) ? live : {};
      const right = isJsonObject(applied) ? applied : {};
      if (type.map === undefined || type.map.atomic || (isEmpty(left) && isEmpty(right))) {
        return unlessSame(live, applied);
      }
      return mergeMaps(left, right, type.map);
    }
  }
}

/** A leaf as applied; where that changes nothing the very value that is live, so that identity tells what changed. */
function unlessSame(live: Json, applied: Json): Json {
  return sameJson(live, applied) ? live : applied;
}

function isEmpty(map: Readonly<JsonObject>): boolean {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
}

function mergeMaps(live: JsonObject, applied: Readonly<JsonObject>, type: MapType): JsonObject | undefined {
  let changed: JsonObject | undefined;
  const current = (): JsonObject => changed ?? live;
  for (const name of Object.keys(applied)) {
    const value = applied[name];
    if (value === undefined) continue;
    const inner = memberType(type, name);
    if (inner === undefined) continue;
    const before = memberOf(live, name);
    const after = mergeValue(before, value, inner);
    if (after === before) continue;
    if (after === undefined) {
      changed ??= { ...current() };
      delete changed[name];
    } else {
      changed ??= { ...current() };
      setMember(changed, name, after);
    }
  }
  const merged = current();
  return isEmpty(merged) ? undefined : merged;
}
