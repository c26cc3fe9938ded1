import type { Json, JsonObject } from '../../base/index.ts';
import type { SchemaSet, StructuralSchema } from '../../schema/index.ts';
import { checkDepth, defaultPatchLimits, type PatchLimits } from '../limits.ts';
import { copyJson } from '../members.ts';
import { requireMap } from './directives.ts';
import { mergeMap } from './merge/merge-map.ts';
import { PatchSchema } from './patch-meta.ts';

/**
 * Applies a strategic merge patch as the API server does (StrategicMergeMapPatch in apimachinery 0.36 strategicpatch): lists whose
 * schema says so are merged by their key, `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are carried out,
 * null removes a member. `live` stays as it is. Without a schema maps merge and lists are replaced; for custom resources the API
 * server refuses the format (415), which is the caller's business.
 * @throws PatchError `invalid`, `unsupported` or `inapplicable` for patches that upstream refuses, `too-large` beyond `limits`.
 */
export function applyStrategicMergePatch(
  live: Readonly<JsonObject>,
  patch: Json,
  schema: StructuralSchema | undefined,
  set: SchemaSet | undefined,
  limits: PatchLimits = defaultPatchLimits,
): JsonObject {
  checkDepth(live, limits.maxDepth, 'the document');
  checkDepth(patch, limits.maxDepth, 'the patch');
  const merged = mergeMap(live, requireMap(patch), new PatchSchema(schema, set), { carryOut: true });
  return copyJson(merged);
}
