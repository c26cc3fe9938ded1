import type { Branch } from './shape.ts';

/** The sizes of a tree in pixels, at its natural zoom. */
export const sizes = { width: 264, height: 44, across: 36, down: 8 } as const;

/** A branch and its place. */
export interface Placed {
  readonly branch: Branch;
  readonly x: number;
  readonly y: number;
  readonly parent: Placed | undefined;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
}

/** A tree with places. The nodes are in the order in which they are read: each before what is below it. */
export interface Layout {
  readonly placed: readonly Placed[];
  readonly width: number;
  readonly height: number;
}

/**
 * Places a tree from left to right: a level is a column, and each node stands in the row of its first child. So what is added or goes moves
 * only what is below it on the screen, never its parent, and the root stays in the corner. Linear in the number of nodes.
 */
export function layoutOf(roots: readonly Branch[]): Layout {
  const placed: Placed[] = [];
  let row = 0;
  let deepest = 0;
  const place = (branch: Branch, parent: Placed | undefined, position: number, siblings: number): void => {
    const at: Placed = {
      branch,
      x: branch.depth * (sizes.width + sizes.across),
      y: row * (sizes.height + sizes.down),
      parent,
      position,
      siblings,
    };
    placed.push(at);
    deepest = Math.max(deepest, branch.depth);
    if (branch.children.length === 0) row += 1;
    for (const [index, child] of branch.children.entries()) place(child, at, index + 1, branch.children.length);
  };
  for (const [index, root] of roots.entries()) place(root, undefined, index + 1, roots.length);
  return {
    placed,
    width: placed.length === 0 ? 0 : (deepest + 1) * (sizes.width + sizes.across) - sizes.across,
    height: Math.max(0, row * (sizes.height + sizes.down) - sizes.down),
  };
}

/** A rectangle in the coordinates of the layout. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The nodes that are in a rectangle. */
export function nodesIn({ placed }: Layout, window: Window): Placed[] {
  return placed.filter(
    ({ x, y }) =>
      x <= window.right && x + sizes.width >= window.left && y <= window.bottom && y + sizes.height >= window.top,
  );
}

/**
 * The lines of the edges that cross a rectangle, as one path: for each parent one spine down to its last child, and from it a bend to each
 * child in sight. What is not in sight costs nothing.
 */
export function edgesIn({ placed }: Layout, window: Window): string {
  const middle = sizes.height / 2 + 0.5;
  const spines = new Map<Placed, number>();
  let path = '';
  for (const { x, y, parent } of placed) {
    if (parent === undefined || parent.y > window.bottom || y + sizes.height < window.top) continue;
    const from = parent.x + sizes.width;
    if (x < window.left || from > window.right) continue;
    if (y === parent.y) path += `M${from} ${y + middle}H${x}`;
    else {
      spines.set(parent, y);
      if (y <= window.bottom) path += `M${from + sizes.across / 2 + 0.5} ${y + middle - 6}q0 6 6 6H${x}`;
    }
  }
  for (const [parent, last] of spines) {
    path += `M${parent.x + sizes.width + sizes.across / 2 + 0.5} ${parent.y + middle}V${last + middle - 6}`;
  }
  return path;
}
