import {
  ensureMap,
  getMap,
  getNode,
  type MapNode,
  type Node,
  type Place,
  plainNode,
  setText,
  stringNode,
  textOf,
} from '../node/index.ts';
import { compareBytes } from './order.ts';

/** Who sets something, and where he says so. */
export interface Author {
  readonly place: Place;
  readonly changedBy: string;
}

/** `kind` as text; empty where there is none. */
export function kindOf(root: MapNode): string {
  return textOf(root.entries.get('kind'));
}

/** `apiVersion` as text; empty where there is none. */
export function apiVersionText(root: MapNode): string {
  return textOf(root.entries.get('apiVersion'));
}

/** `metadata.name` as text; empty where there is none. */
export function nameOf(root: MapNode): string {
  return textOf(getNode(root, 'metadata', 'name'));
}

/** `metadata.namespace` as text; empty where there is none. */
export function namespaceOf(root: MapNode): string {
  return textOf(getNode(root, 'metadata', 'namespace'));
}

/** Sets `metadata.name` as kyaml does: without a tag, in the style of what stood there. */
export function setName(root: MapNode, name: string, author: Author): void {
  setPlain(root, ['metadata', 'name'], name, author);
}

/** Sets `metadata.namespace`, or removes it where it is empty (kyaml 0.20 RNode.SetNamespace). */
export function setNamespace(root: MapNode, namespace: string, author: Author): void {
  if (namespace === '') getMap(root, 'metadata')?.entries.delete('namespace');
  else setPlain(root, ['metadata', 'namespace'], namespace, author);
}

/** The texts of a map in `metadata`, such as its labels. */
export function metadataTexts(root: MapNode, field: 'labels' | 'annotations'): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of getMap(root, 'metadata', field)?.entries ?? []) texts.set(key, textOf(value));
  return texts;
}

/**
 * Gives a map in `metadata` these entries and no others, all of them strings, sorted; takes it away where there are none (kyaml 0.20
 * RNode.setMapInMetadata). Entries whose text stays keep their place.
 */
export function setMetadataTexts(
  root: MapNode,
  field: 'labels' | 'annotations',
  texts: ReadonlyMap<string, string>,
  author: Author,
): void {
  const old = getMap(root, 'metadata', field);
  const metadata = ensureMap(root, ['metadata'], author.place, author.changedBy);
  if (metadata === undefined) return;
  metadata.entries.delete(field);
  if (texts.size === 0) return;
  const entries: [string, Node][] = [];
  for (const key of [...texts.keys()].sort(compareBytes)) {
    const text = texts.get(key) ?? '';
    const before = old?.entries.get(key);
    entries.push([
      key,
      before !== undefined && textOf(before) === text
        ? asString(before, text)
        : stringNode(text, author.place, author.changedBy),
    ]);
  }
  const map = ensureMap(
    metadata,
    [field],
    old?.place ?? author.place,
    old === undefined ? author.changedBy : old.changedBy,
  );
  for (const [key, node] of entries) map?.entries.set(key, node);
}

function asString(node: Node, text: string): Node {
  return stringNode(text, node.place, node.changedBy);
}

function setPlain(root: MapNode, path: readonly string[], text: string, { place, changedBy }: Author): void {
  const parent = ensureMap(root, path.slice(0, -1), place, changedBy);
  const name = path.at(-1) ?? '';
  const before = parent?.entries.get(name);
  if (before?.kind === 'scalar') setText(before, { text, place, changedBy, as: 'plain' });
  else parent?.entries.set(name, plainNode(text, place, changedBy));
}
