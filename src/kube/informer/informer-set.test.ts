import { describe, expect, it } from 'vitest';
import { type KubeObject, ManualClock, noMetrics, seededRandom, silentLogger } from '../../base/index.ts';
import { nodes, pods } from '../../../test/support/kube-resources.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import type { Identity, KubeClient } from '../client.ts';
import type { InformerOptions } from '../informer.ts';
import type { ApiResource } from '../resource.ts';
import { InformerSet } from './informer-set.ts';

function rig(): {
  clock: ManualClock;
  cluster: MemoryCluster;
  set: InformerSet;
  source: { cluster: string; client: KubeClient };
} {
  const clock = new ManualClock();
  const cluster = new MemoryCluster();
  const set = new InformerSet({ clock, random: seededRandom(1), logger: silentLogger, metrics: noMetrics }, 60_000);
  return { clock, cluster, set, source: { cluster: 'in-cluster', client: cluster } };
}

const strip = (object: KubeObject): KubeObject => object;
const other = (object: KubeObject): KubeObject => ({ ...object });

describe('InformerSet', () => {
  it('shares one informer, and one watch, among all who want the same', async () => {
    const { clock, cluster, set, source } = rig();
    const one = set.acquire(source, pods, { namespace: 'shop', transform: strip });
    const two = set.acquire(source, { ...pods }, { transform: strip, namespace: 'shop' });
    expect(two.informer).toBe(one.informer);
    await clock.advance(0);
    await one.informer.synced();
    expect(cluster.requests).toEqual(['watch pods shop/']);
    set.close();
  });

  const different: readonly (readonly [
    string,
    { cluster?: string; identity?: Identity },
    ApiResource,
    InformerOptions,
  ])[] = [
    ['cluster', { cluster: 'https://other' }, pods, {}],
    ['identity', { identity: { user: 'jane' } }, pods, {}],
    ['resource', {}, nodes, {}],
    ['version', {}, { ...pods, version: 'v2' }, {}],
    ['namespace', {}, pods, { namespace: 'shop' }],
    ['label selector', {}, pods, { labelSelector: 'a=b' }],
    ['field selector', {}, pods, { fieldSelector: 'a=b' }],
    ['shape', {}, pods, { metadataOnly: true }],
    ['transform', {}, pods, { transform: other }],
  ];
  it.each(different)('does not share with another %s', (_, change, wanted, options) => {
    const { set, source } = rig();
    const one = set.acquire(source, pods);
    const two = set.acquire({ ...source, ...change }, wanted, options);
    expect(two.informer).not.toBe(one.informer);
    expect(set.size).toBe(2);
    set.close();
  });

  it('reads as the identity', () => {
    const { set, source } = rig();
    const asked: Identity[] = [];
    const client: KubeClient = Object.assign(new MemoryCluster(), {
      as: (identity: Identity) => {
        asked.push(identity);
        return client;
      },
    });
    set.acquire({ ...source, client, identity: { user: 'jane' } }, pods);
    set.acquire({ ...source, client, identity: { user: 'jane' } }, pods);
    expect(asked).toEqual([{ user: 'jane' }]);
    set.close();
  });

  it('keeps an informer for a while after the last share in it was given back', async () => {
    const { clock, set, source } = rig();
    const one = set.acquire(source, pods);
    const two = set.acquire(source, pods);
    one.release();
    one.release();
    await clock.advance(120_000);
    expect(set.size).toBe(1);
    two.release();
    await clock.advance(59_999);
    const three = set.acquire(source, pods);
    expect(three.informer).toBe(one.informer);
    await clock.advance(120_000);
    expect(set.size).toBe(1);
    three.release();
    await clock.advance(60_000);
    expect(set.size).toBe(0);
    expect(set.acquire(source, pods).informer).not.toBe(one.informer);
    set.close();
  });

  it('gives a share back at the end of a block', async () => {
    const { clock, set, source } = rig();
    {
      using lease = set.acquire(source, pods);
      expect(lease.informer.resource).toBe(pods);
    }
    await clock.advance(60_000);
    expect(set.size).toBe(0);
  });

  it('drops the informers of a cluster, and an old share does not hurt a new informer', async () => {
    const { clock, set, source } = rig();
    const old = set.acquire(source, pods);
    const elsewhere = set.acquire({ ...source, cluster: 'https://other' }, pods);
    set.drop('in-cluster');
    expect(set.size).toBe(1);
    await expect(old.informer.synced()).rejects.toThrow('was closed');
    const anew = set.acquire(source, pods);
    old.release();
    await clock.advance(120_000);
    await anew.informer.synced();
    expect(set.size).toBe(2);
    set.close();
    expect(set.size).toBe(0);
    expect(elsewhere.informer).toBeDefined();
  });
});
