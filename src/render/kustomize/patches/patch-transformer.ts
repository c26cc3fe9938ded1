import { KustomizeError } from '../error.ts';
import type { Place } from '../node/index.ts';
import { appendAll, idText, currentId, storePreviousId } from '../resource/index.ts';
import type { ResourceList, Transformer } from '../transformer.ts';
import type { PatchEntry } from '../kustomization/index.ts';
import { patchResourceByJson } from './apply-json.ts';
import {
  patchResource,
  strategicPatch,
  type StrategicPatch,
  withoutApiVersion,
  withTextMetadata,
} from './apply-strategic.ts';
import type { JsonPatch } from './json/index.ts';
import type { PatchTools } from './patch-tools.ts';
import { readPatch } from './read-patch.ts';
import { resourceOf, selection } from './targets.ts';

const name = 'PatchTransformer';

/**
 * One of `patches` (api 0.20 and 0.21, PatchTransformer.go): a strategic merge patch or a JSON patch, which its text tells. Reads its file now, as
 * upstream configures every transformer before the first one runs.
 * @throws KustomizeError `patch` where it says neither text nor file, or both, or what is neither form; what reading the file throws
 */
export function patchTransformer(entry: PatchEntry, tools: PatchTools): Transformer {
  const options = optionsOf(entry, tools);
  const patch = readPatch(entry, tools);
  const { place } = entry;
  switch (patch.form) {
    case 'strategic':
      return strategicTransformer(
        entry,
        patch.objects.map((root) => strategicPatch(root, tools.scopes, options)),
        tools,
      );
    case 'json':
      return jsonTransformer(entry, patch.patch, place);
    default:
      return emptyTransformer(entry, tools);
  }
}

/** 5.7 takes options of any name, 5.8 the two that there are. */
function optionsOf(
  { options, place }: PatchEntry,
  { profile }: PatchTools,
): { allowNameChange: boolean; allowKindChange: boolean } {
  for (const option of options?.keys() ?? []) {
    if (profile === '5.7' || option === 'allowNameChange' || option === 'allowKindChange') continue;
    const message = `unknown option "${option}" of a patch: there are allowNameChange and allowKindChange`;
    throw new KustomizeError('bad-kustomization', message, { place });
  }
  return {
    allowNameChange: options?.get('allowNameChange') === true,
    allowKindChange: options?.get('allowKindChange') === true,
  };
}

function strategicTransformer(entry: PatchEntry, patches: readonly StrategicPatch[], tools: PatchTools): Transformer {
  const { target, place } = entry;
  if (target === undefined) return untargeted(patches, tools);
  const select = selection(target);
  const [first] = patches;
  const patch = first === undefined ? undefined : withoutApiVersion(withTextMetadata(first, name));
  return {
    name,
    transform(resources, context) {
      if (patch === undefined || patches.length > 1) {
        const message =
          'Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: make an entry of each';
        throw new KustomizeError('patch', message, { place });
      }
      const deleted = new Set<unknown>();
      for (const resource of select(resources)) {
        context.checkpoint();
        if (!patchResource(resource, patch, context.schemas, name)) deleted.add(resource);
      }
      registerAgain(resources, deleted);
    },
  };
}

function untargeted(patches: readonly StrategicPatch[], { scopes }: PatchTools): Transformer {
  return {
    name,
    transform(resources, context) {
      for (const patch of patches) {
        context.checkpoint();
        const resource = resourceOf(resources, patch.root, scopes);
        if (!patchResource(resource, patch, context.schemas, name)) resources.splice(resources.indexOf(resource), 1);
      }
    },
  };
}

/** Upstream adds all resources anew behind a patch, and so notices two of one id. @throws KustomizeError `conflict` */
export function registerAgain(resources: ResourceList, deleted: ReadonlySet<unknown>): void {
  const kept = resources.filter((resource) => !deleted.has(resource));
  resources.length = 0;
  appendAll(resources, kept);
}

function jsonTransformer({ target }: PatchEntry, patch: JsonPatch, place: Place): Transformer {
  const select = target === undefined ? undefined : selection(target);
  return {
    name,
    transform(resources, context) {
      if (select === undefined)
        throw new KustomizeError('patch', 'must specify a target for JSON patch: add one', { place });
      for (const resource of select(resources)) {
        context.checkpoint();
        storePreviousId(resource);
        try {
          patchResourceByJson(resource, patch, { place, changedBy: name });
        } catch (error) {
          throw naming(error, idText(currentId(resource)));
        }
      }
    },
  };
}

/** An error with the resource that it is about. */
export function naming(error: unknown, resource: string): unknown {
  if (!(error instanceof KustomizeError)) return error;
  return new KustomizeError(error.code, `${error.message} (in ${resource})`, { place: error.place, cause: error });
}

/** A text without objects: 5.7 takes it for a JSON patch without operations, 5.8 for nothing. */
function emptyTransformer(entry: PatchEntry, { profile }: PatchTools): Transformer {
  if (profile === '5.7') return jsonTransformer(entry, { operations: [], isJson: false }, entry.place);
  return { name, transform: () => undefined };
}
