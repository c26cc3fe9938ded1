import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import { goTypeName } from '../../go-text.ts';
import { copyMembers, memberOf, setMember } from '../../members.ts';
import {
  deleteFromPrimitiveListPrefix,
  directiveTarget,
  patchDirective,
  strategicErrors,
  withoutDirectives,
  withoutNullMembers,
} from '../directives.ts';
import { itemForm } from '../list-items.ts';
import { deleteScalars, mergeList } from './merge-list.ts';
import { applyElementOrders } from './merge-order.ts';
import type { MergeOptions } from './merge-options.ts';
import type { PatchSchema } from '../patch-meta.ts';
import { applyRetainKeys } from './retain-keys.ts';

/** Merges a patch into a map (mergeMap in apimachinery 0.36 strategicpatch/patch.go). Neither is changed. */
export function mergeMap(
  original: Readonly<JsonObject>,
  patch: Readonly<JsonObject>,
  schema: PatchSchema,
  options: MergeOptions,
): JsonObject {
  const directive = memberOf(patch, patchDirective);
  if (directive !== undefined) return replaced(directive, patch);
  const result = copyMembers(original);
  const rest = copyMembers(patch);
  applyRetainKeys(result, rest, options);
  applyElementOrders(result, rest, schema, options, mergeMap);
  const keys = Object.keys(rest);
  for (const key of keys) {
    if (!key.startsWith(deleteFromPrimitiveListPrefix)) mergeMember(result, key, rest[key] ?? null, schema, options);
  }
  for (const key of keys) {
    if (!key.startsWith(deleteFromPrimitiveListPrefix)) continue;
    if (!options.carryOut) setMember(result, key, rest[key] ?? null);
    else
      deleteFromList(result, directiveTarget(key, deleteFromPrimitiveListPrefix), rest[key] ?? null, schema, options);
  }
  return result;
}

function replaced(directive: Json, patch: Readonly<JsonObject>): JsonObject {
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw strategicErrors.patchType(directive, patch);
  const { [patchDirective]: _, ...rest } = patch;
  return rest;
}

function mergeMember(result: JsonObject, key: string, value: Json, schema: PatchSchema, options: MergeOptions): void {
  if (value === null) {
    delete result[key];
    if (!options.carryOut) setMember(result, key, null);
    return;
  }
  const before = memberOf(result, key);
  if (before === undefined || goTypeName(before) !== goTypeName(value)) {
    // New, or of another type: taken as it is, without what is only meant for merging.
    const kept = withoutDirectives(options.carryOut ? withoutNullMembers(value) : value);
    if (kept === undefined) delete result[key];
    else setMember(result, key, kept);
  } else if (isJsonObject(before)) {
    const { below, strategy } = schema.field(key, 'map');
    const map = value as JsonObject;
    setMember(result, key, strategy === 'replace' ? map : mergeMap(before, map, below, options));
  } else if (Array.isArray(before)) {
    const { below, strategy, mergeKey } = schema.field(key, 'list');
    const list = value as Json[];
    setMember(result, key, strategy === 'merge' ? mergeListBelow(before, list, below, mergeKey, options) : list);
  } else {
    setMember(result, key, value);
  }
}

function mergeListBelow(
  original: readonly Json[],
  patch: readonly Json[],
  below: PatchSchema,
  mergeKey: string,
  options: MergeOptions,
): Json[] {
  const mergeItem = (ours: JsonObject, theirs: JsonObject): JsonObject => mergeMap(ours, theirs, below, options);
  return mergeList(original, patch, below, mergeKey, mergeItem).items;
}

function deleteFromList(
  result: JsonObject,
  key: string,
  toDelete: Json,
  schema: PatchSchema,
  options: MergeOptions,
): void {
  if (toDelete === null) {
    delete result[key];
    return;
  }
  const list = memberOf(result, key);
  if (!Array.isArray(list) || !Array.isArray(toDelete) || list.length + toDelete.length === 0) return;
  if (itemForm(list, toDelete) === 'scalar') {
    setMember(result, key, deleteScalars(list, toDelete));
    return;
  }
  // Upstream merges lists of maps here as any other; only lists of scalars are deleted from.
  const { below, mergeKey } = schema.field(key, 'list');
  setMember(result, key, mergeListBelow(list, toDelete, below, mergeKey, options));
}
