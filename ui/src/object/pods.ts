import type { ObjectKey, TreeNode } from '../api/index.ts';

/** The Pods whose logs belong to an object: itself, or those below it in the tree. */
export function podsBelow(nodes: readonly TreeNode[], object: ObjectKey): TreeNode[] {
  const start = nodes.find(
    ({ object: other }) =>
      other.group === object.group &&
      other.kind === object.kind &&
      other.namespace === object.namespace &&
      other.name === object.name,
  );
  if (start === undefined) return [];
  const inside = new Set([start.id]);
  // Each node comes after its parent.
  for (const { id, parent } of nodes) if (parent !== undefined && inside.has(parent)) inside.add(id);
  return nodes.filter(({ id, object: { group, kind } }) => inside.has(id) && group === '' && kind === 'Pod');
}
