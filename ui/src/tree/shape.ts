import type { HealthStatus, TreeNode } from '../api/index.ts';

/** A node as it is drawn: one object, or a stack of many like siblings. */
export interface Branch {
  readonly key: string;
  readonly depth: number;
  /** The objects: one, or those of the stack. */
  readonly nodes: readonly TreeNode[];
  readonly kind: 'object' | 'stack';
  readonly children: readonly Branch[];
  /** How many nodes are below, drawn or not; 0 for a leaf. */
  readonly below: number;
  /** Whether what is below is drawn. */
  readonly open: boolean;
  /** The worst that is hidden in a collapsed branch or in a stack. */
  readonly worst: HealthStatus | undefined;
}

/** What somebody opened and closed by hand. */
export interface Folding {
  readonly collapsed: ReadonlySet<string>;
  readonly spread: ReadonlySet<string>;
}

/** So many leaves of one kind below one parent become a stack. */
export const stackFrom = 6;

const severity: readonly HealthStatus[] = ['Healthy', 'Suspended', 'Unknown', 'Progressing', 'Missing', 'Degraded'];

/** The worse of two states. */
function worse(one: HealthStatus | undefined, other: HealthStatus | undefined): HealthStatus | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return severity.indexOf(other) > severity.indexOf(one) ? other : one;
}

/** The worst state of some objects; undefined where none has one. */
export function worstOf(nodes: readonly TreeNode[]): HealthStatus | undefined {
  return nodes.reduce<HealthStatus | undefined>((worst, { health }) => worse(worst, health), undefined);
}

/**
 * The tree as it is drawn. Siblings stand in the order of waves, kinds and names, whatever order they came in, so that nothing moves when
 * something changes; many like leaves are one stack.
 */
export function shapeOf(nodes: readonly TreeNode[], folding: Folding): Branch[] {
  const byParent = Map.groupBy(nodes, ({ parent }) => parent ?? '');
  const known = new Set(nodes.map(({ id }) => id));
  const roots = nodes.filter(({ parent }) => parent === undefined || !known.has(parent));
  const branchOf = (node: TreeNode, depth: number): Branch => {
    const below = byParent.get(node.id) ?? [];
    const open = !folding.collapsed.has(node.id);
    const children = siblingsOf(below, depth + 1, node.id);
    return {
      key: node.id,
      depth,
      nodes: [node],
      kind: 'object',
      children: open ? children : [],
      below: children.reduce((sum, child) => sum + child.below + child.nodes.length, 0),
      open,
      worst: open
        ? undefined
        : children.reduce<HealthStatus | undefined>((worst, child) => worse(worst, worstBelow(child)), undefined),
    };
  };
  const siblingsOf = (siblings: readonly TreeNode[], depth: number, parent: string): Branch[] => {
    const branches: Branch[] = [];
    const sorted = [...siblings].sort(inOrder);
    for (const [kind, alike] of Map.groupBy(sorted, (node) => stackKey(node, byParent))) {
      const key = `${parent} ${kind}`;
      if (kind === '' || alike.length < stackFrom || folding.spread.has(key)) {
        branches.push(...alike.map((node) => branchOf(node, depth)));
      } else {
        branches.push({
          key,
          depth,
          nodes: alike,
          kind: 'stack',
          children: [],
          below: 0,
          open: false,
          worst: worstOf(alike),
        });
      }
    }
    return branches.sort((a, b) => {
      const [one, other] = [a.nodes[0], b.nodes[0]];
      return one === undefined || other === undefined ? 0 : inOrder(one, other);
    });
  };
  return roots.map((root) => branchOf(root, 0));
}

function worstBelow(branch: Branch): HealthStatus | undefined {
  const own = worse(worstOf(branch.nodes), branch.worst);
  return branch.children.reduce<HealthStatus | undefined>((worst, child) => worse(worst, worstBelow(child)), own);
}

/** What leaves have in common that may share a stack; empty for those that stand alone. */
function stackKey(node: TreeNode, byParent: ReadonlyMap<string, readonly TreeNode[]>): string {
  if (node.delivery !== undefined || byParent.has(node.id)) return '';
  return `${node.wave ?? 0} ${node.object.group}/${node.object.kind}`;
}

function inOrder(a: TreeNode, b: TreeNode): number {
  return (
    (a.wave ?? 0) - (b.wave ?? 0) ||
    compare(a.object.kind, b.object.kind) ||
    compare(a.object.namespace, b.object.namespace) ||
    compare(a.object.name, b.object.name)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
