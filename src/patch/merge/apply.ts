import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { checkDepth, defaultPatchLimits, type PatchLimits } from '../limits.ts';
import { copyJson, copyMembers, memberOf, setMember } from '../members.ts';

/**
 * Applies a JSON Merge Patch (RFC 7386) as the API server does (evanphx/json-patch v4.13 merge.go): null removes a member, lists are
 * replaced, nulls in what is new are left out, those in lists stay. `target` stays as it is; the result shares what did not change.
 * @throws PatchError `invalid` for a patch that is neither an object nor a list, `too-large` beyond `limits`.
 */
export function applyMergePatch(target: Json, patch: Json, limits: PatchLimits = defaultPatchLimits): Json {
  checkDepth(target, limits.maxDepth, 'the document');
  checkDepth(patch, limits.maxDepth, 'the patch');
  if (typeof patch !== 'object' || patch === null) throw new PatchError('invalid', 400, 'Invalid JSON Patch');
  return merged(target, patch);
}

function merged(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(target)) return withoutNulls(patch);
  // What takes the place of a map comes as it is; upstream cleans only what replaces other things.
  if (!isJsonObject(patch)) return copyJson(patch);
  const result = copyMembers(target);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else setMember(result, key, merged(memberOf(result, key) ?? undefined, value));
  }
  return result;
}

/** A copy without members that are null; items that are null stay. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined && member !== null) setMember(result, key, withoutNulls(member));
  }
  return result;
}
