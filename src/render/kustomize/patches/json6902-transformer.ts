import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { SelectorEntry } from '../kustomization/index.ts';
import type { Place } from '../node/index.ts';
import { currentId, idText } from '../resource/index.ts';
import type { Transformer } from '../transformer.ts';
import { patchResourceByJson } from './apply-json.ts';
import { relocate } from './inline.ts';
import { type JsonPatch, readJsonPatch } from './json/index.ts';
import { naming } from './patch-transformer.ts';
import type { PatchTools } from './patch-tools.ts';
import { selection } from './targets.ts';

const name = 'PatchJson6902Transformer';

/** One of `patchesJson6902`, or the configuration of its plugin. */
export interface JsonPatchEntry {
  readonly place: Place;
  readonly target?: SelectorEntry | undefined;
  readonly path?: Text | undefined;
  readonly jsonOp?: Text | undefined;
}

/**
 * One of `patchesJson6902` (api 0.20, PatchJson6902Transformer.go). Reads its file now.
 * @throws KustomizeError `patch` where target, file or operations are missing or cannot be read; what reading the file throws
 */
export function jsonPatchTransformer({ place, target, path, jsonOp }: JsonPatchEntry, tools: PatchTools): Transformer {
  if (target === undefined || (target.name?.text ?? '') === '') {
    throw new KustomizeError('patch', 'must specify the target name', { place: target?.place ?? place });
  }
  const patch = readEntry(place, path, jsonOp, tools);
  if (patch.operations.length === 0) throw new KustomizeError('patch', 'patch appears to be empty', { place });
  const select = selection(target);
  return {
    name,
    transform(resources, context) {
      for (const resource of select(resources)) {
        context.checkpoint();
        try {
          patchResourceByJson(resource, patch, { place, changedBy: name });
        } catch (error) {
          throw naming(error, idText(currentId(resource)));
        }
      }
    },
  };
}

function readEntry(place: Place, path: Text | undefined, jsonOp: Text | undefined, tools: PatchTools): JsonPatch {
  const hasPath = path !== undefined && path.text !== '';
  const hasText = jsonOp !== undefined && jsonOp.text !== '';
  if (hasPath && hasText) {
    throw new KustomizeError('patch', 'must specify a file path or jsonOp, not both', { place });
  }
  if (hasPath) {
    const file = tools.files.load(path.text, path.place);
    if (file.bytes.byteLength === 0)
      throw new KustomizeError('patch', `patch file '${path.text}' seems to be empty`, { place });
    return readJsonPatch(new TextDecoder().decode(file.bytes), file.name);
  }
  if (!hasText) throw new KustomizeError('patch', 'empty file path and empty jsonOp', { place });
  const patch = readInline(jsonOp);
  for (const operation of patch.operations) relocate(operation, jsonOp);
  return patch;
}

function readInline({ text, place }: Text): JsonPatch {
  try {
    return readJsonPatch(text, place.file);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    throw new KustomizeError(error.code, error.message, { place, cause: error });
  }
}
