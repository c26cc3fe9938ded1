import { KustomizeError } from '../error.ts';
import {
  copyNode,
  getMap,
  getNode,
  isNull,
  type MapNode,
  type Node,
  type Place,
  removeNode,
  type ScalarNode,
  textOf,
  setText,
} from '../node/index.ts';
import {
  createResource,
  forgetHeld,
  metadataTexts,
  nameOf,
  namespaceOf,
  type Resource,
  type Scopes,
  setMetadataTexts,
  setName,
  storePreviousId,
} from '../resource/index.ts';
import { applyStrategicMerge, type KindSchemas } from './strategic/index.ts';

/** A strategic merge patch with what it may change beside its fields. */
export interface StrategicPatch {
  readonly root: MapNode;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

/**
 * A patch; a user may write the build's own annotations, as upstream's options do. An option is written among the patch's annotations, which
 * become strings by that.
 */
export function strategicPatch(
  root: MapNode,
  scopes: Scopes,
  options: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean } = {},
): StrategicPatch {
  const written = createResource(root, scopes);
  const isMarked = options.allowNameChange === true || options.allowKindChange === true;
  return {
    root: isMarked ? withTexts(root, ['annotations'], root.changedBy ?? '') : root,
    allowNameChange: options.allowNameChange === true || written.allowNameChange,
    allowKindChange: options.allowKindChange === true || written.allowKindChange,
  };
}

/**
 * Patches one resource (api 0.20, Resource.ApplySmPatch): name and kind stay unless the patch may change them, the namespace always does.
 * Gives false where the patch deletes it.
 * @throws KustomizeError `patch`, `limit`
 */
export function patchResource(
  resource: Resource,
  patch: StrategicPatch,
  schemas: KindSchemas,
  changedBy: string,
): boolean {
  const { root } = resource;
  const before = { name: nameOf(root), namespace: namespaceOf(root) };
  const kind = savedScalar(root, 'kind');
  const apiVersion = savedScalar(root, 'apiVersion');
  const metadata = getMap(root, 'metadata');
  const name = savedScalar(metadata, 'name');
  const namespace = savedScalar(metadata, 'namespace');
  if (patch.allowNameChange || patch.allowKindChange) {
    storePreviousId(resource);
    resource.allowNameChange ||= patch.allowNameChange;
    resource.allowKindChange ||= patch.allowKindChange;
  }
  if (!applyStrategicMerge(root, patch.root, schemas, changedBy)) return false;
  refuseRepeats(root, patch.root);
  if (replacesAnnotations(patch.root)) forgetHeld(resource);
  if (!patch.allowKindChange && restoreScalar(root, 'kind', kind)) untag(root, 'kind');
  restoreScalar(root, 'apiVersion', apiVersion);
  const author = { place: patch.root.place, changedBy };
  const now = getMap(root, 'metadata');
  if (!patch.allowNameChange) {
    if (restoreScalar(now, 'name', name)) untag(now, 'name');
    else setName(root, before.name, author);
  }
  if (before.namespace === '') removeNode(root, 'metadata', 'namespace');
  else if (restoreScalar(now, 'namespace', namespace)) untag(now, 'namespace');
  return true;
}

/**
 * Keys that stand twice in a patch may be merged, and not printed: what is new with them in it is refused. @throws KustomizeError `patch`
 */
function refuseRepeats(resource: MapNode, patch: MapNode): void {
  if (repeatedIn(patch) === undefined) return;
  const place = repeatedIn(resource);
  if (place === undefined) return;
  throw new KustomizeError('patch', 'a key stands twice in this map of a patch: remove one', { place });
}

function repeatedIn(node: Node): Place | undefined {
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'map' && node.repeated !== undefined) return node.repeated;
  const below = node.kind === 'list' ? node.items : node.entries.values();
  for (const item of below) {
    const found = repeatedIn(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a patch takes away all annotations that there are, and with them what upstream keeps there. */
function replacesAnnotations(patch: MapNode): boolean {
  const metadata = patch.entries.get('metadata');
  const annotations = getNode(metadata, 'annotations');
  return [patch, metadata, annotations].some((node) => {
    const directive = textOf(getNode(node, '$patch'));
    return directive === 'replace' || directive === 'delete' || (node !== undefined && isNull(node));
  });
}

/** Upstream sets what it puts back without a type. */
function untag(map: MapNode | undefined, key: string): void {
  const node = map?.entries.get(key);
  if (node?.kind !== 'scalar') return;
  const { place, changedBy } = node;
  setText(node, { text: textOf(node), place, changedBy: changedBy ?? '', as: 'plain' });
  if (changedBy === undefined) delete node.changedBy;
}

interface SavedScalar {
  readonly node: ScalarNode;
  readonly copy: ScalarNode;
}

function savedScalar(map: MapNode | undefined, key: string): SavedScalar | undefined {
  const node = map?.entries.get(key);
  return node?.kind === 'scalar' ? { node, copy: { ...node } } : undefined;
}

/** Puts a scalar back as it was, with its place; false where there was none, or nothing to put it into. */
function restoreScalar(map: MapNode | undefined, key: string, saved: SavedScalar | undefined): boolean {
  if (map === undefined || saved === undefined) return false;
  const { node, copy } = saved;
  delete node.text;
  delete node.quoted;
  delete node.tag;
  delete node.changedBy;
  Object.assign(node, copy);
  map.entries.set(key, node);
  return true;
}

/**
 * What upstream makes of a patch before it lays it over a target (api 0.20, resWrangler.ApplySmPatch through CopyMergeMetaDataFieldsFrom):
 * labels and annotations become strings, null among them the string `null`, and are taken out where they are null as a whole or empty.
 */
export function withTextMetadata(patch: StrategicPatch, changedBy: string): StrategicPatch {
  return { ...patch, root: withTexts(patch.root, ['labels', 'annotations'], changedBy) };
}

function withTexts(patch: MapNode, fields: readonly ('labels' | 'annotations')[], changedBy: string): MapNode {
  const root = copyNode(patch);
  const author = { place: root.place, changedBy };
  for (const field of fields) {
    if (getMap(root, 'metadata')?.entries.has(field) !== true) continue;
    setMetadataTexts(root, field, metadataTexts(root, field), author);
  }
  return root;
}

/** The same without `apiVersion`, which upstream takes from the target. */
export function withoutApiVersion(patch: StrategicPatch): StrategicPatch {
  const root = { ...patch.root, entries: new Map(patch.root.entries) };
  root.entries.delete('apiVersion');
  return { ...patch, root };
}
