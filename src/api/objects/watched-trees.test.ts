import { describe, expect, it } from 'vitest';
import { type KubeObject, ManualClock } from '../../base/index.ts';
import type { BuiltTree } from './build-tree.ts';
import { WatchedTrees } from './watched-trees.ts';

const tree = (uid: string): BuiltTree => ({ nodes: [], truncated: 0, unread: [], uids: new Set([uid]) });
const pod = (owner: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'n',
    uid: 'pod',
    ownerReferences: [{ apiVersion: 'v1', kind: 'x', name: 'x', uid: owner }],
  },
});

describe('a watched tree', () => {
  it('is told of what belongs to it, for ten minutes after somebody looked', async () => {
    const clock = new ManualClock();
    const trees = new WatchedTrees(clock);
    await trees.build('a', () => Promise.resolve(tree('mine')));
    expect([...trees.of(pod('mine'))]).toEqual(['a']);
    expect([...trees.of(pod('other'))]).toEqual([]);
    await clock.advance(601_000);
    expect([...trees.of(pod('mine'))]).toEqual([]);
  });

  it('is built once more where something of it changed meanwhile, and only then', async () => {
    const trees = new WatchedTrees(new ManualClock());
    const build = async (changing: string): Promise<number> => {
      let builds = 0;
      await trees.build('a', () => {
        builds += 1;
        trees.changed(pod(changing));
        return Promise.resolve(tree('mine'));
      });
      return builds;
    };
    expect(await build('other')).toBe(1);
    expect(await build('mine')).toBe(2);
  });
});
