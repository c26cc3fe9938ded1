import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import { goTypeName } from '../../go-text.ts';
import { memberOf, sameJson, setMember } from '../../members.ts';
import {
  deleteFromPrimitiveListPrefix,
  patchDirective,
  retainKeysDirective,
  setElementOrderPrefix,
  strategicErrors,
} from '../directives.ts';
import { diffList, sortScalars } from './diff-list.ts';
import type { DiffOptions } from './diff-options.ts';
import type { PatchSchema } from '../patch-meta.ts';

/** The strategic merge patch that makes `modified` of `original` (diffMaps in apimachinery 0.36 strategicpatch/patch.go). */
export function diffMap(
  original: Readonly<JsonObject>,
  modified: Readonly<JsonObject>,
  schema: PatchSchema,
  options: DiffOptions,
  buildRetainKeys = false,
): JsonObject {
  const patch: JsonObject = {};
  const retained: string[] = [];
  for (const key of Object.keys(modified)) {
    const after = modified[key];
    if (after === undefined) continue;
    if (buildRetainKeys && after !== null) retained.push(key);
    diffMember(patch, key, memberOf(original, key), after, schema, options);
  }
  if (!options.ignoreDeletions) {
    for (const key of missingKeys(original, modified)) setMember(patch, key, null);
  }
  const drops = missingKeys(original, modified).some((key) => original[key] !== null);
  if (retained.length > 0 && (Object.keys(patch).length > 0 || drops)) {
    patch[retainKeysDirective] = sortScalars(retained);
  }
  return patch;
}

function missingKeys(original: Readonly<JsonObject>, modified: Readonly<JsonObject>): string[] {
  return Object.keys(original).filter((key) => original[key] !== undefined && memberOf(modified, key) === undefined);
}

function diffMember(
  patch: JsonObject,
  key: string,
  before: Json | undefined,
  after: Json,
  schema: PatchSchema,
  options: DiffOptions,
): void {
  if (key === patchDirective && before !== undefined) {
    if (typeof before !== 'string' || typeof after !== 'string') {
      throw strategicErrors.other(`invalid value for special key: ${patchDirective}`);
    }
    if (before !== after) patch[key] = after;
  } else if (before === undefined || goTypeName(before) !== goTypeName(after)) {
    if (!options.ignoreChanges) setMember(patch, key, after);
  } else if (isJsonObject(before)) {
    diffMapMember(patch, key, before, after as JsonObject, schema, options);
  } else if (Array.isArray(before)) {
    diffListMember(patch, key, before, after as Json[], schema, options);
  } else if (!options.ignoreChanges && before !== after) {
    setMember(patch, key, after);
  }
}

function diffMapMember(
  patch: JsonObject,
  key: string,
  before: JsonObject,
  after: JsonObject,
  schema: PatchSchema,
  options: DiffOptions,
): void {
  // What the schema does not know does not matter as long as it is the same.
  if (schema.find(key, 'map') === undefined && sameJson(before, after)) return;
  const { below, strategy, retainKeys } = schema.field(key, 'map');
  if (strategy === 'replace') {
    if (!options.ignoreChanges) setMember(patch, key, after);
    return;
  }
  const inner = diffMap(before, after, below, options, retainKeys);
  if (Object.keys(inner).length > 0) setMember(patch, key, inner);
}

function diffListMember(
  patch: JsonObject,
  key: string,
  before: readonly Json[],
  after: readonly Json[],
  schema: PatchSchema,
  options: DiffOptions,
): void {
  if (schema.find(key, 'list') === undefined && sameJson([...before], [...after])) return;
  const { below, strategy, mergeKey, retainKeys } = schema.field(key, 'list');
  if (strategy !== 'merge') {
    if (!options.ignoreChanges && !sameJson([...before], [...after])) setMember(patch, key, [...after]);
    return;
  }
  const { changes, deletions, order } = diffList(before, after, mergeKey, options, (ours, theirs) =>
    diffMap(ours, theirs, below, options, retainKeys),
  );
  if (changes.length > 0) setMember(patch, key, [...changes]);
  if (deletions.length > 0) patch[`${deleteFromPrimitiveListPrefix}/${key}`] = [...deletions];
  if (order.length > 0) patch[`${setElementOrderPrefix}/${key}`] = [...order];
}
