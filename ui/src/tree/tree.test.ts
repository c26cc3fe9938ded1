import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../api/index.ts';
import { stepOf } from './keys.ts';
import { edgesIn, layoutOf, nodesIn, sizes } from './layout.ts';
import { shapeOf } from './shape.ts';

const nothing = { collapsed: new Set<string>(), spread: new Set<string>() };

function node(id: string, parent: string | undefined, more: Partial<TreeNode> = {}): TreeNode {
  const [kind = '', name = ''] = id.split('/');
  return {
    id,
    ...(parent === undefined ? {} : { parent }),
    object: { group: '', kind, namespace: 'shop', name },
    version: 'v1',
    managed: true,
    facts: [],
    ...more,
  };
}

/** A delivery with some deployments, each with some pods. */
function forest(deployments: number, pods: number): TreeNode[] {
  const nodes = [node('App/root', undefined)];
  for (let d = 0; d < deployments; d += 1) {
    nodes.push(node(`Deployment/d${d}`, 'App/root'));
    for (let p = 0; p < pods; p += 1) nodes.push(node(`Pod/d${d}-${p}`, `Deployment/d${d}`, { health: 'Healthy' }));
  }
  return nodes;
}

const keysOf = (nodes: readonly TreeNode[], folding = nothing): string[] =>
  layoutOf(shapeOf(nodes, folding)).placed.map(({ branch }) => branch.key);

describe('the shape of a tree', () => {
  it('has siblings in the order of waves, kinds and names, whatever order they came in', () => {
    const nodes = [
      node('App/root', undefined),
      node('Service/b', 'App/root'),
      node('ConfigMap/a', 'App/root', { wave: 2 }),
      node('Deployment/c', 'App/root'),
    ];
    const order = ['App/root', 'Deployment/c', 'Service/b', 'ConfigMap/a'];
    expect(keysOf(nodes)).toEqual(order);
    expect(keysOf([nodes[0]!, ...nodes.slice(1).reverse()])).toEqual(order);
  });

  it('makes one stack of many like leaves, with the worst of them, and spreads it when asked', () => {
    const nodes = [...forest(1, 7), node('Pod/bad', 'Deployment/d0', { health: 'Degraded' })];
    const [root] = shapeOf(nodes, nothing);
    const [stack] = root!.children[0]!.children;
    expect(stack).toMatchObject({ kind: 'stack', worst: 'Degraded' });
    expect(stack!.nodes).toHaveLength(8);
    expect(keysOf(nodes, { ...nothing, spread: new Set([stack!.key]) })).toHaveLength(10);
  });

  it('hides what is below a collapsed node, and says how many and how bad', () => {
    const nodes = [...forest(2, 2), node('Pod/bad', 'Deployment/d1', { health: 'Degraded' })];
    const [root] = shapeOf(nodes, { ...nothing, collapsed: new Set(['App/root']) });
    expect(root).toMatchObject({ children: [], below: 7, open: false, worst: 'Degraded' });
  });

  it('shows a node whose parent is unknown as a root', () => {
    expect(keysOf([node('App/root', undefined), node('Pod/lost', 'Nobody/x')])).toEqual(['App/root', 'Pod/lost']);
  });
});

describe('the layout', () => {
  it('gives each level a column, and a parent the row of its first child', () => {
    const { placed, width, height } = layoutOf(shapeOf(forest(2, 2), nothing));
    const at = Object.fromEntries(placed.map(({ branch, x, y }) => [branch.key, [x, y]]));
    const [across, down] = [sizes.width + sizes.across, sizes.height + sizes.down];
    expect(at).toEqual({
      'App/root': [0, 0],
      'Deployment/d0': [across, 0],
      'Pod/d0-0': [2 * across, 0],
      'Pod/d0-1': [2 * across, down],
      'Deployment/d1': [across, 2 * down],
      'Pod/d1-0': [2 * across, 2 * down],
      'Pod/d1-1': [2 * across, 3 * down],
    });
    expect([width, height]).toEqual([3 * sizes.width + 2 * sizes.across, 4 * sizes.height + 3 * sizes.down]);
  });

  it('never lets two nodes share a place', () => {
    const { placed } = layoutOf(shapeOf(forest(40, 5), nothing));
    expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(placed.length);
  });

  it('keeps every place when the states change, and those above when something is added', () => {
    const before = layoutOf(shapeOf(forest(3, 2), nothing)).placed;
    const changed = forest(3, 2).map((old) => ({ ...old, health: 'Degraded' as const }));
    const places = (layout: typeof before): unknown[] => layout.map(({ branch, x, y }) => [branch.key, x, y]);
    expect(places(layoutOf(shapeOf(changed, nothing)).placed)).toEqual(places(before));
    const more = layoutOf(shapeOf([...forest(3, 2), node('Pod/d2-9', 'Deployment/d2')], nothing)).placed;
    expect(places(more).slice(0, before.length)).toEqual(places(before));
  });

  it('draws only what is in sight, with the edges that cross it', () => {
    const layout = layoutOf(shapeOf(forest(200, 1), nothing));
    const window = { left: 0, top: 0, right: 1000, bottom: 500 };
    expect(nodesIn(layout, window).length).toBeLessThan(30);
    expect(edgesIn(layout, window).length).toBeLessThan(2000);
    expect(edgesIn(layout, window)).toMatch(/^M\d+ [\d.]+H\d+/);
  });

  it('places 1,500 objects in less than 50 ms', () => {
    const nodes = forest(300, 4);
    layoutOf(shapeOf(nodes, nothing));
    const start = performance.now();
    expect(layoutOf(shapeOf(nodes, nothing)).placed).toHaveLength(1501);
    expect(performance.now() - start).toBeLessThan(50);
  });
});

describe('keys in a tree', () => {
  const layout = layoutOf(shapeOf(forest(2, 1), nothing));
  it.each([
    ['ArrowDown', 'App/root', { kind: 'focus', key: 'Deployment/d0' }],
    ['ArrowUp', 'Deployment/d1', { kind: 'focus', key: 'Pod/d0-0' }],
    ['ArrowRight', 'Deployment/d0', { kind: 'focus', key: 'Pod/d0-0' }],
    ['ArrowLeft', 'Pod/d0-0', { kind: 'focus', key: 'Deployment/d0' }],
    ['ArrowLeft', 'Deployment/d0', { kind: 'close', key: 'Deployment/d0' }],
    ['Enter', 'Pod/d1-0', { kind: 'choose', key: 'Pod/d1-0' }],
    ['Home', 'Pod/d1-0', { kind: 'focus', key: 'App/root' }],
    ['End', 'App/root', { kind: 'focus', key: 'Pod/d1-0' }],
    ['a', 'App/root', undefined],
  ])('%s at %s', (key, at, step) => expect(stepOf(key, layout, at)).toEqual(step));
});
