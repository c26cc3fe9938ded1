import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import { goTypeName, goValue } from '../../go-text.ts';
import { memberOf, sameJson } from '../../members.ts';
import { patchDirective, retainKeysDirective, strategicErrors } from '../directives.ts';
import { sortScalars } from './diff-list.ts';
import { itemForm, mergeValueOf, withoutRepetitions } from '../list-items.ts';
import type { PatchSchema } from '../patch-meta.ts';

/**
 * Whether two strategic merge patches say something different about one place (MergingMapsHaveConflicts in
 * strategicpatch/patch.go).
 */
export function patchesConflict(left: Readonly<JsonObject>, right: Readonly<JsonObject>, schema: PatchSchema): boolean {
  const ours = memberOf(left, patchDirective);
  const theirs = memberOf(right, patchDirective);
  if (ours !== theirs) return true;
  return Object.keys(left).some((key) => {
    if (key === patchDirective || key === retainKeysDirective) return false;
    const value = left[key];
    const other = memberOf(right, key);
    return value !== undefined && other !== undefined && membersConflict(key, value, other, schema);
  });
}

function membersConflict(key: string, left: Json, right: Json, schema: PatchSchema): boolean {
  if (goTypeName(left) !== goTypeName(right)) return true;
  if (isJsonObject(left)) {
    const { below, strategy } = schema.field(key, 'map');
    const map = right as JsonObject;
    if (memberOf(left, patchDirective) !== memberOf(map, patchDirective)) return true;
    return strategy !== 'replace' && patchesConflict(left, map, below);
  }
  if (!Array.isArray(left)) return left !== right;
  const { below, strategy, mergeKey } = schema.field(key, 'list');
  const list = right as Json[];
  if (itemForm(left, list) === 'scalar') {
    if (strategy === 'merge') return false;
    return left.length !== list.length || !sameJson(unordered(left), unordered(list));
  }
  return strategy === 'merge' ? keyedConflict(left, list, mergeKey, below) : itemsConflict(left, list, below);
}

function unordered(list: readonly Json[]): Json[] {
  return sortScalars(withoutRepetitions(list));
}

function keyedConflict(left: readonly Json[], right: readonly Json[], mergeKey: string, schema: PatchSchema): boolean {
  const others = new Map(right.map((item) => [keyText(item, mergeKey), item]));
  return left.some((item) => {
    const other = others.get(keyText(item, mergeKey));
    return isJsonObject(item) && isJsonObject(other) && patchesConflict(item, other, schema);
  });
}

function keyText(item: Json, mergeKey: string): string {
  if (!isJsonObject(item)) throw strategicErrors.other(`invalid element type in merging list:${goValue(item)}`);
  return goValue(mergeValueOf(item, mergeKey));
}

function itemsConflict(left: readonly Json[], right: readonly Json[], schema: PatchSchema): boolean {
  if (left.length !== right.length) return true;
  return left.some((item, index) => {
    const other = right[index];
    return isJsonObject(item) && isJsonObject(other) && patchesConflict(item, other, schema);
  });
}
