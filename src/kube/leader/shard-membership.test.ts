import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, seededRandom, silentLogger } from '../../base/index.ts';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { KubeError } from '../error.ts';
import { leaseResource } from './lease.ts';
import { rendezvous } from './rendezvous.ts';
import { memberLabel, ShardMembership } from './shard-membership.ts';

const uids = Array.from({ length: 300 }, (_, index) => `uid-${index}`);

describe('rendezvous', () => {
  it('gives each key to one member, about as many to each', () => {
    const members = ['a', 'b', 'c'];
    const share = (member: string): number => uids.filter((uid) => rendezvous(members, uid) === member).length;
    expect(share('a') + share('b') + share('c')).toBe(300);
    for (const member of members) expect(share(member)).toBeGreaterThan(70);
  });

  it('does not depend on the order, and moves only what it must', () => {
    for (const uid of uids) {
      const owner = rendezvous(['a', 'b', 'c'], uid);
      expect(rendezvous(['c', 'a', 'b'], uid)).toBe(owner);
      if (owner !== 'c') expect(rendezvous(['a', 'b'], uid)).toBe(owner);
      const withMore = rendezvous(['a', 'b', 'c', 'd'], uid);
      expect([owner, 'd']).toContain(withMore);
    }
  });

  it('gives nothing where there is nobody', () => {
    expect(rendezvous([], 'x')).toBeUndefined();
  });
});

class Rig {
  readonly cluster = new MemoryCluster();
  readonly clock = new ManualClock();
  readonly metrics = new CountedMetrics();

  join(identity: string): ShardMembership {
    const ports = {
      clock: this.clock,
      random: seededRandom(identity.length),
      logger: silentLogger,
      metrics: this.metrics,
    };
    const member = new ShardMembership({
      client: this.cluster,
      namespace: 'argocd',
      group: 'controllers',
      identity,
      ...ports,
    });
    onTestFinished(async () => {
      const closing = member.close();
      await this.pass(10_000);
      await closing;
    });
    return member;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(0);
    await this.clock.advance(ms);
  }
}

const owned = (member: ShardMembership): string[] => uids.filter((uid) => member.owns(uid));

/** Cuts a replica off: requests about its own Lease fail, and so do its watches. */
const cutOff = (rig: Rig, member: string): void => {
  const lease = rig.cluster.stored(leaseResource).find((each) => JSON.stringify(each['spec']).includes(`"${member}"`));
  const name = lease?.metadata.name ?? 'none';
  rig.cluster.fault = (request) => (request.includes(name) ? new KubeError('unavailable', 'cut off') : undefined);
};

describe('ShardMembership', () => {
  it('owns nothing before it has settled, then everything when alone', async () => {
    const rig = new Rig();
    const a = rig.join('a');
    expect(owned(a)).toHaveLength(0);
    await rig.pass(2_999);
    expect(a.members()).toEqual(['a']);
    expect(owned(a)).toHaveLength(0);
    await rig.pass(1);
    expect(owned(a)).toHaveLength(300);
    const [lease] = rig.cluster.stored(leaseResource);
    expect(lease).toMatchObject({
      metadata: { namespace: 'argocd', labels: { [memberLabel]: 'controllers' } },
      spec: { holderIdentity: 'a', leaseDurationSeconds: 20 },
    });
    expect(lease?.metadata.name).toMatch(/^controllers-[0-9a-f]{16}$/);
  });

  it('keeps its Lease alive by one request every five seconds', async () => {
    const rig = new Rig();
    rig.join('a');
    await rig.pass(0);
    rig.cluster.requests.length = 0;
    await rig.pass(20_000);
    expect(rig.cluster.requests.map((request) => request.split(' ')[0])).toEqual(['patch', 'patch', 'patch', 'patch']);
    expect(rig.cluster.stored(leaseResource)[0]?.['spec']).toMatchObject({
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:20.000000Z',
    });
  });

  it('divides everything among those who are there, and nothing is owned twice at any time', async () => {
    const rig = new Rig();
    const members = [rig.join('a'), rig.join('b')];
    const check = (): void => {
      const seen = new Set<string>();
      for (const uid of members.flatMap(owned)) {
        expect(seen.has(uid)).toBe(false);
        seen.add(uid);
      }
    };
    for (let second = 0; second < 12; second += 1) {
      await rig.pass(500);
      check();
    }
    expect(members.flatMap(owned)).toHaveLength(300);
    members.push(rig.join('c'));
    await rig.pass(100);
    check();
    expect(members.flatMap(owned).length).toBeLessThan(300);
    for (let second = 0; second < 12; second += 1) {
      await rig.pass(500);
      check();
    }
    expect(members.flatMap(owned)).toHaveLength(300);
    expect(members.every((member) => owned(member).length > 70)).toBe(true);
  });

  it('takes over what a replica that leaves had, as soon as the rest has settled', async () => {
    const rig = new Rig();
    const [a, b] = [rig.join('a'), rig.join('b')];
    await rig.pass(4_000);
    const before = owned(a);
    const closing = b.close();
    expect(owned(b)).toHaveLength(0);
    await rig.pass(0);
    await closing;
    expect(rig.cluster.stored(leaseResource)).toHaveLength(1);
    expect(owned(a)).toEqual(before);
    await rig.pass(3_000);
    expect(owned(a)).toHaveLength(300);
  });

  it('takes over what a replica that dies had, after its Lease has run out; it has nothing by then', async () => {
    const rig = new Rig();
    const [a, b] = [rig.join('a'), rig.join('b')];
    await rig.pass(4_000);
    const before = owned(a);
    cutOff(rig, 'b');
    let empty = -1;
    let taken = -1;
    for (let second = 0; second < 40; second += 1) {
      if (empty < 0 && owned(b).length === 0) empty = second;
      if (taken < 0 && owned(a).length > before.length) taken = second;
      const twice = owned(a).filter((uid) => b.owns(uid));
      expect(twice).toEqual([]);
      await rig.pass(1_000);
    }
    expect(empty).toBeGreaterThan(5);
    expect(empty).toBeLessThan(16);
    expect(taken).toBeGreaterThan(18);
    expect(taken).toBeLessThan(26);
    expect(owned(a)).toHaveLength(300);
    rig.cluster.fault = () => undefined;
    await rig.pass(10_000);
    expect(owned(a)).toEqual(before);
    expect(owned(b)).toHaveLength(300 - before.length);
  });

  it('tells when the shares may have changed', async () => {
    const rig = new Rig();
    const a = rig.join('a');
    let told = 0;
    const stop = a.onChange(() => {
      told += 1;
    });
    await rig.pass(4_000);
    expect(told).toBe(2);
    await rig.pass(60_000);
    expect(told).toBe(2);
    rig.join('b');
    await rig.pass(4_000);
    expect(told).toBe(4);
    expect(rig.metrics.gauges.get('slipway_shard_members{group=controllers}')).toBe(2);
    stop();
    rig.join('c');
    await rig.pass(4_000);
    expect(told).toBe(4);
  });

  it('removes the Leases of replicas that died long ago, once', async () => {
    const rig = new Rig();
    const [a] = [rig.join('a'), rig.join('b')];
    await rig.cluster.create(leaseResource, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'argocd', name: 'controllers-dead', labels: { [memberLabel]: 'controllers' } },
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 20, renewTime: 'x' },
    });
    await rig.pass(10_000);
    expect(a?.members()).toEqual(['a', 'b', 'dead']);
    await rig.pass(100_000);
    expect(a?.members()).toEqual(['a', 'b']);
    await rig.pass(120_000);
    expect(rig.cluster.stored(leaseResource).map((lease) => lease.metadata.name)).not.toContain('controllers-dead');
    expect(rig.cluster.requests.filter((request) => request.startsWith('delete'))).toHaveLength(1);
  });

  it('does not take part in other groups', async () => {
    const rig = new Rig();
    const a = rig.join('a');
    await rig.cluster.create(leaseResource, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'argocd', name: 'other', labels: { [memberLabel]: 'others' } },
      spec: { holderIdentity: 'x', leaseDurationSeconds: 20, renewTime: 'x' },
    });
    await rig.pass(5_000);
    expect(a.members()).toEqual(['a']);
  });

  it('is closed even when its Lease cannot be removed', async () => {
    const rig = new Rig();
    const a = rig.join('a');
    await rig.pass(4_000);
    rig.cluster.fault = () => new Promise(() => undefined);
    const closing = a.close();
    await rig.pass(5_000);
    await closing;
    expect(owned(a)).toHaveLength(0);
  });
});
