import { describe, expect, it } from 'vitest';
import { type KubeObject, ManualClock, seededRandom, silentLogger } from '../../base/index.ts';
import { CountedMetrics } from '../../../test/support/counted-metrics.ts';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { KubeError } from '../error.ts';
import { eventResource } from './event-object.ts';
import { EventRecorder } from './event-recorder.ts';

const app: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'argocd', uid: 'u-1', resourceVersion: '42' },
};
const synced = { type: 'Normal', reason: 'Synced', message: 'all is well' } as const;
const away = new KubeError('unavailable', 'connection refused');

interface Rig {
  readonly cluster: MemoryCluster;
  readonly clock: ManualClock;
  readonly metrics: CountedMetrics;
  readonly recorder: EventRecorder;
  /** Lets what is queued be written. */
  settle: (ms?: number) => Promise<void>;
  written: () => readonly KubeObject[];
}

function rig(): Rig {
  const cluster = new MemoryCluster();
  const clock = new ManualClock(Date.UTC(2026, 5, 1, 12, 0, 0, 250));
  const metrics = new CountedMetrics();
  const recorder = new EventRecorder({
    client: cluster,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    metrics,
  });
  return {
    cluster,
    clock,
    metrics,
    recorder,
    settle: async (ms = 0) => {
      await clock.advance(0);
      await clock.advance(ms);
    },
    written: () => cluster.stored(eventResource),
  };
}

describe('EventRecorder', () => {
  it('writes an event as client-go does', async () => {
    const { recorder, settle, written, clock } = rig();
    recorder.record(app, { ...synced, annotations: { 'a.io/revision': 'main@sha1:1' } }, 'slipway');
    await settle();
    const nanos = (BigInt(clock.now()) * 1_000_000n).toString(16);
    expect(written()).toMatchObject([
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `web.${nanos}`, namespace: 'argocd', annotations: { 'a.io/revision': 'main@sha1:1' } },
        involvedObject: {
          kind: 'Application',
          namespace: 'argocd',
          name: 'web',
          uid: 'u-1',
          apiVersion: 'argoproj.io/v1alpha1',
          resourceVersion: '42',
        },
        type: 'Normal',
        reason: 'Synced',
        message: 'all is well',
        count: 1,
        firstTimestamp: '2026-06-01T12:00:00Z',
        lastTimestamp: '2026-06-01T12:00:00Z',
        source: { component: 'slipway' },
        reportingComponent: 'slipway',
        reportingInstance: '',
      },
    ]);
  });

  it('puts events about cluster-scoped objects into default', async () => {
    const { recorder, settle, written } = rig();
    recorder.record({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }, synced, 'slipway');
    await settle();
    expect(written()[0]?.metadata.namespace).toBe('default');
  });

  it('gives each event a name of its own, whatever the object is called', async () => {
    const { recorder, settle, written } = rig();
    for (const message of ['a', 'b', 'c']) recorder.record(app, { ...synced, message }, 'slipway');
    recorder.record({ ...app, metadata: { name: 'system:admin', namespace: 'argocd' } }, synced, 'slipway');
    recorder.record({ ...app, metadata: { name: 'x'.repeat(253), namespace: 'argocd' } }, synced, 'slipway');
    await settle();
    const names = written().map((event) => event.metadata.name ?? '');
    expect(new Set(names).size).toBe(5);
    for (const name of names.slice(3)) expect(name).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps apart what is said of different revisions', async () => {
    const { recorder, settle, written } = rig();
    for (const revision of ['main@sha1:1', 'main@sha1:2']) {
      recorder.record(app, { ...synced, annotations: { 'a.io/revision': revision } }, 'slipway');
      await settle(1_000);
    }
    expect(written().map(({ metadata }) => metadata.annotations?.['a.io/revision'])).toEqual([
      'main@sha1:1',
      'main@sha1:2',
    ]);
  });

  it('counts the same event up, by one request each', async () => {
    const { recorder, settle, written, cluster } = rig();
    recorder.record(app, synced, 'slipway');
    await settle(60_000);
    recorder.record(app, synced, 'slipway');
    await settle(60_000);
    recorder.record({ ...app, metadata: { ...app.metadata, resourceVersion: '43' } }, synced, 'slipway');
    await settle();
    expect(written()).toHaveLength(1);
    expect(written()[0]).toMatchObject({
      count: 3,
      firstTimestamp: '2026-06-01T12:00:00Z',
      lastTimestamp: '2026-06-01T12:02:00Z',
    });
    expect(cluster.requests.map((request) => request.split(' ')[0])).toEqual(['create', 'patch', 'patch']);
  });

  it.each([
    ['message', app, { ...synced, message: 'other' }, 'slipway'],
    ['reason', app, { ...synced, reason: 'Other' }, 'slipway'],
    ['type', app, { ...synced, type: 'Warning' as const }, 'slipway'],
    ['component', app, synced, 'other'],
    ['object', { ...app, metadata: { ...app.metadata, uid: 'u-2' } }, synced, 'slipway'],
  ])('does not count up an event of another %s', async (_, object, content, component) => {
    const { recorder, settle, written } = rig();
    recorder.record(app, synced, 'slipway');
    recorder.record(object, content, component);
    await settle();
    expect(written().map((event) => event['count'])).toEqual([1, 1]);
  });

  it('writes an event anew when it has gone meanwhile', async () => {
    const { recorder, settle, written, cluster } = rig();
    recorder.record(app, synced, 'slipway');
    await settle();
    const name = written()[0]?.metadata.name ?? '';
    await cluster.delete({ resource: eventResource, namespace: 'argocd', name });
    recorder.record(app, synced, 'slipway');
    await settle();
    expect(written()).toMatchObject([{ metadata: { name }, count: 2 }]);
  });

  it('combines events that differ only in their message, after nine of them', async () => {
    const { recorder, settle, written } = rig();
    for (let turn = 1; turn <= 12; turn += 1) recorder.record(app, { ...synced, message: `try ${turn}` }, 'slipway');
    await settle();
    expect(written().map((event) => [event['message'], event['count']])).toEqual([
      ...Array.from({ length: 9 }, (_, index) => [`try ${index + 1}`, 1]),
      ['(combined from similar events): try 12', 3],
    ]);
  });

  it('stops combining after ten quiet minutes', async () => {
    const { recorder, settle, written } = rig();
    for (let turn = 1; turn <= 11; turn += 1) recorder.record(app, { ...synced, message: `try ${turn}` }, 'slipway');
    await settle(600_001);
    recorder.record(app, { ...synced, message: 'later' }, 'slipway');
    await settle();
    expect(written().at(-1)?.['message']).toBe('later');
  });

  it('lets 25 events about an object through, then one every five minutes', async () => {
    const { recorder, settle, cluster, metrics } = rig();
    for (let turn = 0; turn < 40; turn += 1) recorder.record(app, synced, 'slipway');
    recorder.record({ ...app, metadata: { ...app.metadata, name: 'other' } }, synced, 'slipway');
    await settle();
    expect(cluster.requests).toHaveLength(26);
    expect(metrics.total('slipway_events_total', { outcome: 'limited' })).toBe(15);
    await settle(300_000);
    recorder.record(app, synced, 'slipway');
    recorder.record(app, synced, 'slipway');
    await settle();
    expect(cluster.requests).toHaveLength(27);
  });

  it('drops what exceeds its queue, and says so', async () => {
    const { recorder, settle, cluster, metrics } = rig();
    cluster.fault = () => new Promise(() => undefined);
    for (let turn = 0; turn < 1100; turn += 1)
      recorder.record({ ...app, metadata: { name: `a${turn}`, namespace: 'argocd' } }, synced, 'slipway');
    await settle();
    expect(metrics.total('slipway_events_total', { outcome: 'dropped' })).toBe(99);
  });

  it('waits for an API server that is away, and tries twelve times', async () => {
    const { recorder, settle, cluster, written, metrics } = rig();
    cluster.fault = () => away;
    recorder.record(app, synced, 'slipway');
    await settle();
    await settle(30_000);
    expect(cluster.requests.length).toBeGreaterThanOrEqual(3);
    cluster.fault = () => undefined;
    await settle(10_000);
    expect(written()).toHaveLength(1);
    cluster.fault = () => away;
    const before = cluster.requests.length;
    recorder.record(app, { ...synced, message: 'lost' }, 'slipway');
    await settle(300_000);
    expect(cluster.requests.length - before).toBe(12);
    expect(metrics.total('slipway_events_total', { outcome: 'failed' })).toBe(1);
  });

  it('gives up what the server refuses, and goes on', async () => {
    const { recorder, settle, cluster, written } = rig();
    cluster.fault = (request) =>
      request.includes('/web.')
        ? new KubeError('forbidden', 'namespace is being terminated', { httpStatus: 403 })
        : undefined;
    recorder.record(app, synced, 'slipway');
    recorder.record({ ...app, metadata: { name: 'other', namespace: 'argocd' } }, synced, 'slipway');
    await settle();
    expect(cluster.requests).toHaveLength(2);
    expect(written().map((event) => event['involvedObject'])).toMatchObject([{ name: 'other' }]);
  });

  it('cuts messages that etcd would refuse', async () => {
    const { recorder, settle, written } = rig();
    recorder.record(app, { ...synced, message: 'x'.repeat(2_000_000) }, 'slipway');
    await settle();
    expect(written()[0]?.['message']).toHaveLength(32 * 1024);
  });

  it('writes what waits when it is closed, and takes no more', async () => {
    const { recorder, written } = rig();
    recorder.record(app, synced, 'slipway');
    recorder.record(app, { ...synced, message: 'second' }, 'slipway');
    await recorder.close();
    recorder.record(app, { ...synced, message: 'late' }, 'slipway');
    expect(written()).toHaveLength(2);
  });

  it('does not wait for ever when it is closed', async () => {
    const { recorder, settle, cluster, clock } = rig();
    cluster.fault = () => new Promise(() => undefined);
    recorder.record(app, synced, 'slipway');
    recorder.record(app, { ...synced, message: 'second' }, 'slipway');
    await settle();
    let closed = false;
    const closing = recorder.close().then(() => {
      closed = true;
    });
    await clock.advance(4_999);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
    expect(cluster.requests).toHaveLength(1);
  });
});
