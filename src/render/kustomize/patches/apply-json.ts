import { KustomizeError } from '../error.ts';
import { copyNode, ensureMap, getNode, stringNode } from '../node/index.ts';
import {
  type Author,
  heldAnnotations,
  metadataTexts,
  originAnnotations,
  type Resource,
  setMetadataTexts,
} from '../resource/index.ts';
import { applyJsonPatch, type JsonPatch } from './json/index.ts';

/**
 * Applies a JSON patch to a resource. Upstream keeps its own notes as annotations, so that a patch finds `/metadata/annotations` where a resource
 * has none of its own; they are there while the patch works, and are put back and taken out behind it (api 0.20, PatchTransformer.go).
 * @throws KustomizeError `patch`, `limit`
 */
export function patchResourceByJson(resource: Resource, patch: JsonPatch, author: Author): void {
  const held = heldAnnotations(resource);
  const { origin, transformations } = originAnnotations;
  if (resource.origin !== undefined) held.set(origin, '');
  if (resource.transformations.length > 0) held.set(transformations, '');
  const root = copyNode(resource.root);
  if (held.size > 0) {
    const annotations = ensureMap(root, ['metadata', 'annotations'], author.place, author.changedBy);
    for (const [key, text] of held) annotations?.entries.set(key, stringNode(text, author.place, author.changedBy));
  }
  resource.root = applyJsonPatch(root, patch, author.changedBy);
  const annotations = getNode(resource.root, 'metadata', 'annotations');
  if (annotations?.kind === 'list') {
    // Upstream crashes.
    const message = 'metadata.annotations is a map, and this patch makes a list of it: correct its path or value';
    throw new KustomizeError('patch', message, { place: annotations.place });
  }
  const texts = metadataTexts(resource.root, 'annotations');
  // Of its notes upstream puts back those alone whose names start with `internal.`.
  if (!texts.has(origin)) resource.origin = undefined;
  if (!texts.has(transformations)) resource.transformations = [];
  for (const key of held.keys()) texts.delete(key);
  setMetadataTexts(resource.root, 'annotations', texts, author);
}
