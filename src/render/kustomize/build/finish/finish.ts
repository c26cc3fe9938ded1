import { KustomizeError } from '../../error.ts';
import { getMap, getNode, plainNode, removeNode } from '../../node/index.ts';
import {
  type Author,
  buildAnnotations,
  currentId,
  metadataTexts,
  type Resource,
  setMetadataTexts,
} from '../../resource/index.ts';
import { originText, transformationsText } from '../origin.ts';

const originAnnotation = 'config.kubernetes.io/origin';
const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';

/**
 * Takes the build's own annotations off, writes those that `buildMetadata` asks for, and leaves annotations as texts, sorted, or not at all
 * where there are none (krusty.Kustomizer.Run). Throws KustomizeError `output` for a key that its quotes would be lost of.
 */
export function finishAnnotations(resource: Resource, wanted: ReadonlySet<string>): void {
  const { root } = resource;
  if (getMap(root, 'metadata') === undefined && getNode(root, 'metadata') === undefined) {
    // Upstream makes the map to look into it.
    root.entries.set('metadata', { kind: 'map', entries: new Map(), place: root.place });
  }
  const texts = metadataTexts(root, 'annotations');
  for (const key of buildAnnotations) texts.delete(key);
  texts.delete(originAnnotation);
  texts.delete(transformationsAnnotation);
  const author: Author = { place: root.place, changedBy: 'BuildMetadata' };
  if (wanted.has('originAnnotations') && resource.origin !== undefined) {
    texts.set(originAnnotation, originText(resource.origin));
  }
  if (wanted.has('transformerAnnotations') && resource.transformations.length > 0) {
    texts.set(transformationsAnnotation, transformationsText(resource.transformations));
  }
  setMetadataTexts(root, 'annotations', texts, author);
  if (texts.size === 0) removeNode(root, 'metadata', 'annotations');
  checkKeys(resource, texts);
}

function checkKeys({ root, scopes }: Resource, texts: ReadonlyMap<string, string>): void {
  for (const key of texts.keys()) {
    if (!isNotText(key)) continue;
    const { kind, name } = currentId({ root, scopes });
    const message = `the annotation "${key}" of ${kind} ${name} would be read as a number, boolean or null: give it another name`;
    throw new KustomizeError('output', message, {
      place: getMap(root, 'metadata', 'annotations')?.entries.get(key)?.place,
    });
  }
}

/** Whether upstream, which writes keys without quotes, reads it back as something else than text. */
function isNotText(key: string): boolean {
  return typeof plainNode(key, { file: '', line: 1, column: 1 }).value !== 'string';
}
