import { isJsonObject, type JsonObject } from '../../base/index.ts';
import { copyJson, memberOf, sameJson, setMember } from '../members.ts';

/**
 * The JSON Merge Patch (RFC 7386) that makes `to` from `from` (getDiff in evanphx/json-patch v4.13 merge.go). Members of `to` that are
 * null cannot be told apart from members to remove: that is a limit of the format.
 */
export function createMergePatch(from: Readonly<JsonObject>, to: Readonly<JsonObject>): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(to)) {
    const after = to[key];
    const before = memberOf(from, key);
    if (after === undefined) continue;
    if (isJsonObject(before) && isJsonObject(after)) {
      const inner = createMergePatch(before, after);
      if (Object.keys(inner).length > 0) setMember(patch, key, inner);
    } else if (!sameJson(before, after)) {
      setMember(patch, key, copyJson(after));
    }
  }
  for (const key of Object.keys(from)) {
    if (from[key] !== undefined && memberOf(to, key) === undefined) setMember(patch, key, null);
  }
  return patch;
}
