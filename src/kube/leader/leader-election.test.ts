import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, seededRandom, silentLogger } from '../../base/index.ts';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { KubeError } from '../error.ts';
import { leaseResource, readLease } from './lease.ts';
import { type LeaderElectionOptions, runAsLeader } from './leader-election.ts';

const ref = { resource: leaseResource, namespace: 'argocd', name: 'leader' };

interface Candidate {
  readonly stop: AbortController;
  readonly log: string[];
  /** Why it came back, or what it threw. */
  readonly outcome: Promise<string>;
  leading: boolean;
  finish: () => void;
}

class Rig {
  readonly cluster = new MemoryCluster();
  readonly clock = new ManualClock();
  readonly metrics = new CountedMetrics();

  /** Somebody who stands; its work takes `stopMs` to end when it is told to. */
  candidate(identity: string, options: Partial<LeaderElectionOptions> & { stopMs?: number } = {}): Candidate {
    const stop = new AbortController();
    const log: string[] = [];
    const { clock, metrics } = this;
    const candidate: Candidate = { stop, log, leading: false, finish: () => undefined, outcome: Promise.resolve('') };
    const lead = (signal: AbortSignal): Promise<void> => {
      candidate.leading = true;
      return new Promise((resolve) => {
        const end = (): void => {
          candidate.leading = false;
          resolve();
        };
        candidate.finish = end;
        signal.addEventListener('abort', () => void clock.after(options.stopMs ?? 0, end), { once: true });
      });
    };
    const outcome = runAsLeader(
      {
        client: this.cluster,
        namespace: ref.namespace,
        name: ref.name,
        identity,
        lead,
        onLeader: (leader) => log.push(leader),
        clock,
        random: seededRandom(identity.length),
        logger: silentLogger,
        metrics,
        ...options,
      },
      stop.signal,
    ).catch((error: unknown) => String(error));
    onTestFinished(() => stop.abort());
    return Object.assign(candidate, { outcome });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(0);
    await this.clock.advance(ms);
  }

  lease(): ReturnType<typeof readLease> {
    const [lease] = this.cluster.stored(leaseResource);
    if (lease === undefined) throw new Error('there is no lease');
    return readLease(lease);
  }
}

const away = new KubeError('unavailable', 'connection refused');

describe('runAsLeader', () => {
  it('creates the Lease, leads, and renews with one request every two seconds', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(0);
    expect(a.leading).toBe(true);
    expect(rig.lease()).toEqual({
      holder: 'a',
      durationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      transitions: 0,
    });
    await rig.pass(10_000);
    expect(rig.lease()).toMatchObject({
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:10.000000Z',
    });
    expect(rig.cluster.requests.map((request) => request.split(' ')[0])).toEqual([
      'get',
      'create',
      ...Array.from({ length: 5 }, () => 'replace'),
    ]);
    expect(rig.metrics.gauges.get('leader_election_master_status{name=leader}')).toBe(1);
  });

  it('lets nobody else lead meanwhile, whatever the clocks of others say', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(0);
    const b = rig.candidate('bb');
    await rig.pass(120_000);
    expect([a.leading, b.leading]).toEqual([true, false]);
    expect(b.log).toEqual(['a']);
    expect(rig.lease().transitions).toBe(0);
  });

  it('releases the Lease when it is stopped, after its work has ended, and another takes it at once', async () => {
    const rig = new Rig();
    const a = rig.candidate('a', { stopMs: 20_000 });
    await rig.pass(0);
    const b = rig.candidate('bb');
    await rig.pass(5_000);
    a.stop.abort();
    await rig.pass(19_000);
    expect([a.leading, b.leading, rig.lease().holder]).toEqual([true, false, 'a']);
    await rig.pass(1_000);
    expect(await a.outcome).toBe('stopped');
    expect(rig.lease()).toMatchObject({ holder: '', durationSeconds: 1 });
    await rig.pass(4_500);
    expect([a.leading, b.leading]).toEqual([false, true]);
    expect(rig.lease()).toMatchObject({ holder: 'bb', transitions: 1 });
    expect(a.log).toEqual(['a', '']);
    expect(b.log.at(-1)).toBe('bb');
  });

  it('is taken over when it dies, after the lease has run out', async () => {
    const rig = new Rig();
    await rig.cluster.create(leaseResource, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'argocd', name: 'leader', labels: { keep: 'me' } },
      // A clock that runs an hour behind must not count.
      spec: {
        holderIdentity: 'dead',
        leaseDurationSeconds: 15,
        renewTime: '2025-12-31T23:00:00.000000Z',
        leaseTransitions: 7,
      },
    });
    const b = rig.candidate('bb');
    await rig.pass(14_999);
    expect(b.leading).toBe(false);
    await rig.pass(5_000);
    expect(b.leading).toBe(true);
    expect(rig.lease()).toMatchObject({ holder: 'bb', transitions: 8 });
    expect(rig.cluster.stored(leaseResource)[0]?.metadata.labels).toEqual({ keep: 'me' });
  });

  it('stops its work before others may take over, when it cannot renew', async () => {
    const rig = new Rig();
    const a = rig.candidate('a', { stopMs: 1_000 });
    await rig.pass(4_000);
    rig.cluster.fault = () => away;
    await rig.pass(9_000);
    expect(a.leading).toBe(true);
    await rig.pass(2_000);
    expect(a.leading).toBe(false);
    expect(await a.outcome).toBe('lost');
    expect(rig.metrics.gauges.get('leader_election_master_status{name=leader}')).toBe(0);
  });

  it('stops its work when the API server does not answer', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(4_000);
    rig.cluster.fault = () => new Promise(() => undefined);
    await rig.pass(10_001);
    expect(a.leading).toBe(false);
    expect(await a.outcome).toBe('lost');
  });

  it('outlives an API server that is away for a moment', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(4_000);
    rig.cluster.fault = () => away;
    await rig.pass(6_000);
    rig.cluster.fault = () => undefined;
    await rig.pass(60_000);
    expect(a.leading).toBe(true);
    expect(rig.lease().renewTime).toBe('2026-01-01T00:01:10.000000Z');
  });

  it('stops its work at once when somebody else has taken the Lease', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(4_000);
    const [lease] = rig.cluster.stored(leaseResource);
    await rig.cluster.replace(ref, {
      ...lease!,
      spec: { holderIdentity: 'thief', leaseDurationSeconds: 15, renewTime: 'x' },
    });
    await rig.pass(2_000);
    expect(a.leading).toBe(false);
    expect(await a.outcome).toBe('lost');
    expect(rig.lease().holder).toBe('thief');
    expect(a.log).toEqual(['a', 'thief']);
  });

  it('renews over changes that others made to the Lease', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(4_000);
    await rig.cluster.patch(ref, { kind: 'merge', patch: { metadata: { annotations: { note: 'x' } } } });
    await rig.pass(4_000);
    expect(a.leading).toBe(true);
    expect(rig.cluster.stored(leaseResource)[0]?.metadata.annotations).toEqual({ note: 'x' });
  });

  it('makes the Lease anew when it was deleted', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(4_000);
    await rig.cluster.delete(ref);
    await rig.pass(4_000);
    expect(a.leading).toBe(true);
    expect(rig.lease().holder).toBe('a');
  });

  it('elects one of many who come at the same time', async () => {
    const rig = new Rig();
    const all = ['a', 'bb', 'ccc', 'dddd'].map((identity) => rig.candidate(identity));
    await rig.pass(60_000);
    expect(all.filter((candidate) => candidate.leading)).toHaveLength(1);
  });

  it('comes back, and releases the Lease, when its work ends by itself', async () => {
    const rig = new Rig();
    const a = rig.candidate('a');
    await rig.pass(3_000);
    a.finish();
    await rig.pass(0);
    expect(await a.outcome).toBe('finished');
    expect(rig.lease().holder).toBe('');
  });

  it.each<readonly [string, () => Promise<void>]>([
    ['rejects', () => Promise.reject(new Error('broken work'))],
    [
      'throws at once',
      () => {
        throw new Error('broken work');
      },
    ],
  ])('passes on what its work throws, after it has released the Lease: %s', async (_, lead) => {
    const rig = new Rig();
    const a = rig.candidate('a', { lead });
    await rig.pass(0);
    expect(await a.outcome).toBe('Error: broken work');
    expect(rig.lease().holder).toBe('');
  });

  it('comes back when it is stopped while it waits', async () => {
    const rig = new Rig();
    rig.candidate('a');
    await rig.pass(0);
    const b = rig.candidate('bb');
    await rig.pass(1_000);
    b.stop.abort();
    await rig.pass(0);
    expect(await b.outcome).toBe('stopped');
    expect(rig.lease().holder).toBe('a');
  });

  it('waits through a time in which it may not look at the Lease', async () => {
    const rig = new Rig();
    rig.cluster.fault = () => new KubeError('forbidden', 'leases is forbidden', { httpStatus: 403 });
    const a = rig.candidate('a');
    await rig.pass(30_000);
    expect(a.leading).toBe(false);
    rig.cluster.fault = () => undefined;
    await rig.pass(5_000);
    expect(a.leading).toBe(true);
  });

  it.each([
    { leaseDurationMs: 10_000, renewDeadlineMs: 10_000 },
    { renewDeadlineMs: 2_400, retryPeriodMs: 2_000 },
    { retryPeriodMs: 0 },
  ])('refuses times that cannot work: %j', async (times) => {
    const rig = new Rig();
    expect(await rig.candidate('a', times).outcome).toContain('leader election needs lease duration > renew deadline');
  });
});
