import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import { copyNode, type MapNode, type Place } from '../node/index.ts';
import type { Transformer } from '../transformer.ts';
import { patchResource, strategicPatch, withoutApiVersion, withTextMetadata } from './apply-strategic.ts';
import { relocate } from './inline.ts';
import { registerAgain } from './patch-transformer.ts';
import type { PatchTools } from './patch-tools.ts';
import { parsePatches, patchesOf } from './read-patch.ts';
import { resourceOf } from './targets.ts';

const name = 'PatchStrategicMergeTransformer';

/** What `patchesStrategicMerge` holds, or the configuration of its plugin: files or texts, and texts only. */
export interface StrategicMergeEntry {
  readonly place: Place;
  /** Each a text with patches or, where that cannot be read as one, the path of a file. */
  readonly paths?: readonly Text[] | undefined;
  readonly patches?: Text | undefined;
}

/**
 * All of `patchesStrategicMerge` (api 0.20, PatchStrategicMergeTransformer.go). Reads the files now.
 * @throws KustomizeError `patch` where there is nothing; what reading the files throws
 */
export function strategicMergeTransformer(
  { place, paths = [], patches }: StrategicMergeEntry,
  tools: PatchTools,
): Transformer {
  if (paths.length === 0 && (patches === undefined || patches.text === '')) {
    throw new KustomizeError('patch', 'empty file path and empty patch content: name a file', { place });
  }
  const roots = paths.flatMap((path) => readPath(path, tools));
  if (patches !== undefined && patches.text !== '') roots.push(...readText(patches, tools));
  if (roots.length === 0) throw new KustomizeError('patch', 'patch appears to be empty', { place });
  const prepared = roots.map((root) => withoutApiVersion(withTextMetadata(strategicPatch(root, tools.scopes), name)));
  return {
    name,
    transform(resources, context) {
      for (const [index, patch] of prepared.entries()) {
        context.checkpoint();
        const resource = resourceOf(resources, roots[index] ?? patch.root, tools.scopes);
        const stays = patchResource(resource, patch, context.schemas, name);
        registerAgain(resources, new Set(stays ? [] : [resource]));
      }
    },
  };
}

function readPath(path: Text, tools: PatchTools): readonly MapNode[] {
  try {
    return readText(path, tools);
  } catch (error) {
    if (!(error instanceof KustomizeError) || error.code === 'limit') throw error;
    return patchesOf(tools.files.load(path.text, path.place), tools);
  }
}

function readText(source: Text, tools: PatchTools): MapNode[] {
  const objects = parsePatches(source.text, source.place.file, tools).map((root) => copyNode(root));
  for (const root of objects) relocate(root, source);
  return objects;
}
