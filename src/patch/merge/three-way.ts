import { isJsonObject, type JsonObject } from '../../base/index.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { setMember } from '../members.ts';
import { applyMergePatch } from './apply.ts';
import { createMergePatch } from './create.ts';

/** The three states that a client-side apply compares; an absent one counts as empty. */
export interface ThreeWay {
  /** What was applied last, from the annotation. */
  readonly original: Readonly<JsonObject> | undefined;
  /** What is to be applied now. */
  readonly modified: Readonly<JsonObject>;
  /** What is live. */
  readonly current: Readonly<JsonObject> | undefined;
}

/**
 * The JSON Merge Patch with which `kubectl apply` updates custom resources (apimachinery 0.36 jsonmergepatch): what `modified` adds or
 * changes against `current`, and what it drops against `original`. (The two never meet: a place that `modified` has is not dropped.)
 */
export function createThreeWayJsonMergePatch({ original = {}, modified, current = {} }: ThreeWay): JsonObject {
  for (const document of [original, modified, current]) {
    checkDepth(document, defaultPatchLimits.maxDepth, 'the document');
  }
  const changes = keepValues(createMergePatch(current, modified));
  const deletions = keepNulls(createMergePatch(original, modified));
  return applyMergePatch(deletions, changes) as JsonObject;
}

/** The changes of a patch, without its deletions. */
function keepValues(patch: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) continue;
    if (!isJsonObject(value) || Object.keys(value).length === 0) {
      setMember(kept, key, value);
      continue;
    }
    const inner = keepValues(value);
    if (Object.keys(inner).length > 0) setMember(kept, key, inner);
  }
  return kept;
}

/** The deletions of a patch, without its changes. */
function keepNulls(patch: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) setMember(kept, key, null);
    if (!isJsonObject(value)) continue;
    const inner = keepNulls(value);
    if (Object.keys(inner).length > 0) setMember(kept, key, inner);
  }
  return kept;
}
