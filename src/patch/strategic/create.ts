import type { JsonObject } from '../../base/index.ts';
import type { SchemaSet, StructuralSchema } from '../../schema/index.ts';
import { PatchError } from '../error.ts';
import { goValue } from '../go-text.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { copyJson, memberOf } from '../members.ts';
import type { ThreeWay } from '../merge/index.ts';
import { patchesConflict } from './diff/conflicts.ts';
import { diffMap } from './diff/diff-map.ts';
import { mergeMap } from './merge/merge-map.ts';
import { PatchSchema } from './patch-meta.ts';

/** The strategic merge patch that makes `modified` of `original` (CreateTwoWayMergePatch in apimachinery 0.36 strategicpatch). */
export function createStrategicMergePatch(
  original: Readonly<JsonObject>,
  modified: Readonly<JsonObject>,
  schema: StructuralSchema | undefined,
  set: SchemaSet | undefined,
): JsonObject {
  checkDocuments(original, modified);
  const options = { ignoreChanges: false, ignoreDeletions: false, setElementOrder: true };
  return copyJson(diffMap(original, modified, new PatchSchema(schema, set), options));
}

/** What a three-way patch must not do. */
export interface ThreeWayOptions {
  /** Whether changes that others made since the last apply may be undone; kubectl's default is true. */
  readonly overwrite?: boolean;
  /** Whether a patch that changes apiVersion, kind or name is refused, as kubectl does; default true. */
  readonly keepIdentity?: boolean;
}

/**
 * The patch with which `kubectl apply` updates built-in kinds (CreateThreeWayMergePatch in apimachinery 0.36 strategicpatch): what
 * `modified` adds or changes against `current`, and what it drops against `original`, with the order of merged lists.
 * @throws PatchError `precondition` or `conflict` as the options say.
 */
export function createThreeWayMergePatch(
  { original = {}, modified, current = {} }: ThreeWay,
  schema: StructuralSchema | undefined,
  set: SchemaSet | undefined,
  { overwrite = true, keepIdentity = true }: ThreeWayOptions = {},
): JsonObject {
  checkDocuments(original, modified, current);
  const meta = new PatchSchema(schema, set);
  const changes = diffMap(current, modified, meta, {
    ignoreChanges: false,
    ignoreDeletions: true,
    setElementOrder: true,
  });
  const deletions = diffMap(original, modified, meta, {
    ignoreChanges: true,
    ignoreDeletions: false,
    setElementOrder: true,
  });
  const patch = copyJson(mergeMap(deletions, changes, meta, { carryOut: false }));
  if (keepIdentity) checkIdentity(patch);
  if (!overwrite) {
    const made = diffMap(original, current, meta, {
      ignoreChanges: false,
      ignoreDeletions: false,
      setElementOrder: false,
    });
    if (patchesConflict(patch, made, meta)) {
      throw new PatchError(
        'conflict',
        409,
        `patch:\n${JSON.stringify(patch)}\nconflicts with changes made from original to current:\n${JSON.stringify(made)}\n`,
      );
    }
  }
  return patch;
}

function checkDocuments(...documents: readonly Readonly<JsonObject>[]): void {
  for (const document of documents) checkDepth(document, defaultPatchLimits.maxDepth, 'the document');
}

function checkIdentity(patch: JsonObject): void {
  const metadata = memberOf(patch, 'metadata');
  const name = typeof metadata === 'object' && metadata !== null && Object.hasOwn(metadata, 'name');
  if (memberOf(patch, 'apiVersion') !== undefined || memberOf(patch, 'kind') !== undefined || name) {
    throw new PatchError('precondition', 400, `precondition failed for: ${goValue(patch)}`);
  }
}
