import { KustomizeError } from '../error.ts';
import { getMap, type MapNode, mapNode, type Node, stringNode, textOf } from '../node/index.ts';
import { allIds, currentId } from './ids.ts';
import {
  type Author,
  metadataTexts,
  nameOf,
  namespaceOf,
  setMetadataTexts,
  setName,
  setNamespace,
} from './metadata.ts';
import { compareBytes } from './order.ts';
import type { Resource, ResourceList } from './resource.ts';
import { idKey, idText, type ResourceId } from './resource-id.ts';

/** The current ids of a list, kept while it only grows. */
export type IdIndex = Set<string>;

/** The current ids of `list`. */
export function idsOf(list: ResourceList): IdIndex {
  return new Set(list.map((resource) => idKey(currentId(resource))));
}

/** Adds resources at the end. Throws KustomizeError `conflict` where one has the id of another (ResMap.Append). `ids` are those of `list`. */
export function appendAll(list: ResourceList, added: Iterable<Resource>, ids: IdIndex = idsOf(list)): void {
  for (const resource of added) {
    const id = currentId(resource);
    const key = idKey(id);
    if (ids.has(key)) throw repeated(list, resource, id);
    ids.add(key);
    list.push(resource);
  }
}

function repeated(list: ResourceList, resource: Resource, id: ResourceId): KustomizeError {
  const other = list.find((one) => idKey(currentId(one)) === idKey(id));
  const where = other === undefined ? '' : ` (the other is in ${other.root.place.file}, line ${other.root.place.line})`;
  const message = `may not add resource with an already registered id: ${idText(id)}${where}: remove one, or give it another name`;
  return new KustomizeError('conflict', message, { place: resource.root.place });
}

/** The resources that have, or had before, an id for which `matches` holds (ResMap.GetMatchingResourcesByAnyId). */
export function matchAnyId(list: ResourceList, matches: (id: ResourceId) => boolean): Resource[] {
  return list.filter((resource) => resource.root.entries.size > 0 && allIds(resource).some(matches));
}

/**
 * Adds what generators made: by each one's behaviour a new resource, or one in the place of the one with its id, or one that takes over
 * its data (ResMap.AbsorbAll). Throws KustomizeError `generator` where that one is missing or there are several.
 */
export function absorbAll(list: ResourceList, added: Iterable<Resource>): void {
  for (const resource of added) absorb(list, resource);
}

function absorb(list: ResourceList, resource: Resource): void {
  const id = currentId(resource);
  const key = idKey(id);
  const matches = matchAnyId(list, (other) => idKey(other) === key);
  const [old] = matches;
  const place = resource.root.place;
  const { behavior } = resource;
  const replaces = behavior === 'merge' || behavior === 'replace';
  if (old === undefined) {
    if (replaces) {
      const message = `id ${idText(id)} does not exist; cannot merge or replace: correct its name, or take out behavior`;
      throw new KustomizeError('generator', message, { place });
    }
    appendAll(list, [resource]);
    return;
  }
  if (matches.length > 1) {
    const message = `found ${matches.length} resources that could accept merge of ${idText(id)}: give them different names`;
    throw new KustomizeError('generator', message, { place });
  }
  if (!replaces) {
    const message = `id ${idText(id)} exists; behavior must be merge or replace: set it, or give it another name`;
    throw new KustomizeError('generator', message, { place });
  }
  takeMetadata(resource, old);
  if (behavior === 'merge') {
    mergeData(resource.root, old.root, 'data');
    mergeData(resource.root, old.root, 'binaryData');
    resource.origin = old.origin ?? resource.origin;
  }
  replace(list, resource);
}

/** Puts it in the place of the one with its current id (ResMap.Replace). */
function replace(list: ResourceList, resource: Resource): void {
  const key = idKey(currentId(resource));
  const index = list.findIndex((other) => idKey(currentId(other)) === key);
  if (index === -1 || list.findIndex((other, at) => at > index && idKey(currentId(other)) === key) !== -1) {
    const id = idText(currentId(resource));
    throw new KustomizeError('generator', `cannot find resource with id ${id} to replace`, {
      place: resource.root.place,
    });
  }
  list[index] = resource;
}

/** Takes labels, annotations, names and the build's marks from the one before; its own labels and annotations win (CopyMergeMetaDataFieldsFrom). */
function takeMetadata(resource: Resource, old: Resource): void {
  const author: Author = { place: resource.root.place, changedBy: resource.root.changedBy ?? '' };
  for (const field of ['labels', 'annotations'] as const) {
    const merged = new Map([...metadataTexts(old.root, field), ...metadataTexts(resource.root, field)]);
    const before = getMap(old.root, 'metadata', field);
    setMetadataTexts(resource.root, field, merged, author);
    const map = getMap(resource.root, 'metadata', field);
    for (const [key, node] of map?.entries ?? []) {
      const origin = before?.entries.get(key);
      if (origin?.kind === 'scalar' && node.kind === 'scalar' && textOf(origin) === node.value) {
        node.place = origin.place;
        if (origin.changedBy !== undefined) node.changedBy = origin.changedBy;
      }
    }
  }
  setName(resource.root, nameOf(old.root), author);
  setNamespace(resource.root, namespaceOf(old.root), author);
  resource.previous = [...old.previous];
  resource.prefixes = [...old.prefixes];
  resource.suffixes = [...old.suffixes];
  resource.referredBy = [...old.referredBy];
  resource.behavior = old.behavior;
  resource.needsHash &&= old.needsHash;
  resource.allowNameChange = old.allowNameChange;
  resource.allowKindChange = old.allowKindChange;
  resource.varNames = [...old.varNames];
}

/** Entries of both, sorted; those of `root` win (MergeDataMapFrom). */
function mergeData(root: MapNode, old: MapNode, field: string): void {
  const entries = new Map<string, Node>();
  for (const [key, node] of getMap(old, field)?.entries ?? []) entries.set(key, dataNode(node));
  for (const [key, node] of getMap(root, field)?.entries ?? []) entries.set(key, node);
  if (entries.size === 0) {
    root.entries.delete(field);
    return;
  }
  const sorted = [...entries].sort(([a], [b]) => compareBytes(a, b));
  const { place, changedBy } = getMap(root, field) ?? root;
  root.entries.set(field, mapNode(sorted, place, changedBy));
}

function dataNode(node: Node): Node {
  return stringNode(textOf(node), node.place, node.changedBy);
}
