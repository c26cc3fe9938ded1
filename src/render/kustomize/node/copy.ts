import type { MapNode, Node } from './node.ts';

/** A copy that shares only places, which nobody changes. */
export function copyNode<N extends Node>(node: N): N;
export function copyNode(node: Node): Node {
  switch (node.kind) {
    case 'scalar':
      return { ...node };
    case 'list':
      return { ...node, items: node.items.map((item) => copyNode(item)) };
    default: {
      const copy: MapNode = { ...node, entries: new Map() };
      for (const [key, entry] of node.entries) copy.entries.set(key, copyNode(entry));
      return copy;
    }
  }
}

/** Whether both hold the same values; places and the order of maps do not count. */
export function equalNodes(one: Node, other: Node): boolean {
  if (one.kind === 'scalar') return other.kind === 'scalar' && one.value === other.value;
  if (one.kind === 'list') {
    if (other.kind !== 'list' || one.items.length !== other.items.length) return false;
    return one.items.every((item, index) => {
      const opposite = other.items[index];
      return opposite !== undefined && equalNodes(item, opposite);
    });
  }
  if (other.kind !== 'map' || one.entries.size !== other.entries.size) return false;
  for (const [key, entry] of one.entries) {
    const opposite = other.entries.get(key);
    if (opposite === undefined || !equalNodes(entry, opposite)) return false;
  }
  return true;
}
