import type { Node, Place } from '../node/index.ts';
import type { Resource } from '../resource/index.ts';

/**
 * A field of an object that has no fields below it, with what set it. One that is composed (a name with a prefix, an image of a name and a tag,
 * a text with variables) reports the place of the part that was put in last: a node knows one place, and more would cost every node memory.
 */
export interface FieldOrigin {
  readonly steps: readonly (string | number)[];
  /** A scalar, or an empty map or list. */
  readonly node: Node;
  readonly place: Place;
  /** The transformer that gave it its value last, as kustomize names it; undefined where that was the file. */
  readonly changedBy: string | undefined;
}

/** The fields of a resource in the order in which they stand in memory. */
export function fieldOrigins({ root }: Pick<Resource, 'root'>): FieldOrigin[] {
  const found: FieldOrigin[] = [];
  collect(root, [], found);
  return found;
}

function collect(node: Node, steps: readonly (string | number)[], into: FieldOrigin[]): void {
  if (node.kind === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) collect(item, [...steps, index], into);
  } else if (node.kind === 'map' && node.entries.size > 0) {
    for (const [key, entry] of node.entries) collect(entry, [...steps, key], into);
  } else {
    into.push({ steps, node, place: node.place, changedBy: node.changedBy });
  }
}
