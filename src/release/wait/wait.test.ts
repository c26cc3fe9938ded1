import { describe, expect, it } from 'vitest';
import { type KubeObject, ManualClock, systemClock } from '../../base/index.ts';
import { sharedSandbox } from '../../../test/support/test-cluster.ts';
import { isHookDone, isReady, isReadyWithJobs, waitUntilCurrent, waitUntilGone } from './index.ts';

const job = (status: object, spec: object = {}): KubeObject =>
  ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec, status }) as unknown as KubeObject;
const ended = (type: string): object => ({ succeeded: 1, failed: 2, conditions: [{ type, status: 'True' }] });
const started = { startTime: '2026-01-01T00:00:00Z', active: 1 };

describe('the state of what is waited for', () => {
  it.each([
    ['a Job that has not started', job({}), 'InProgress', 'Job not started. active: 0/1', 'InProgress', 'InProgress'],
    [
      'a Job that runs',
      job(started),
      'Current',
      'Job in progress. success:0, active: 1, failed: 0',
      'InProgress',
      'InProgress',
    ],
    ['a Job that is done', job(ended('Complete')), 'Current', 'Job Completed. succeeded: 1/1', 'Current', 'Current'],
    ['a Job that failed', job(ended('Failed')), 'Failed', 'Job Failed. failed: 2/1', 'Failed', 'Failed'],
    ['a suspended Job', job({}, { suspend: true }), 'Current', 'Job is suspended', 'InProgress', 'InProgress'],
  ] as const)('of %s', (_what, live, status, message, withJobs, hook) => {
    expect(isReady(live, 0)).toEqual({ status, message });
    expect(isReadyWithJobs(live, 0).status).toBe(withJobs);
    expect(isHookDone(live, 0).status).toBe(hook);
  });

  it.each([
    ['Pending', 'InProgress', 'Pod in progress'],
    ['Running', 'InProgress', 'Pod in progress'],
    ['Succeeded', 'Current', 'pod p succeeded'],
    ['Failed', 'Failed', 'pod p failed'],
  ])('of a Pod as hook that is %s', (phase, status, message) => {
    const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status: { phase } };
    expect(isHookDone(pod, 0)).toEqual({ status, message });
  });

  it('of hooks of other kinds is current at once, of what is not there never', () => {
    const service: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } };
    expect(isHookDone(service, 0).status).toBe('Current');
    expect(isReady(undefined, 0).status).toBe('NotFound');
  });
});

describe('waiting', () => {
  const shared = sharedSandbox();

  it('names each object that is not ready, and that the time is over', async () => {
    const cluster = await shared();
    const clock = new ManualClock();
    const resource = await cluster.resource('apps/Deployment');
    const live: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', generation: 1, resourceVersion: '1' },
      spec: { replicas: 1 },
      status: {},
    };
    const waiting = waitUntilCurrent([{ resource, namespace: 'default', name: 'web', live }], isReady, {
      client: cluster.client,
      clock,
      signal: AbortSignal.timeout(10_000),
      timeoutMs: 5000,
    });
    const refused = expect(waiting).rejects.toMatchObject({ code: 'wait' });
    await clock.advance(5000);
    await refused;
    await expect(waiting).rejects.toThrow(
      /^resource Deployment\/default\/web not ready\. status: .*\ncontext deadline exceeded$/s,
    );
  });

  it('ends when the signal says so', async () => {
    const cluster = await shared();
    const resource = await cluster.resource('ConfigMap');
    const ending = new AbortController();
    const waiting = waitUntilCurrent([{ resource, namespace: 'default', name: 'never' }], isReady, {
      client: cluster.client,
      clock: new ManualClock(),
      signal: ending.signal,
      timeoutMs: 5000,
    });
    ending.abort(new Error('the process ends'));
    await expect(waiting).rejects.toThrow('the process ends');
  });

  it('sees an object appear, and go', async () => {
    const cluster = await shared();
    const resource = await cluster.resource('ConfigMap');
    const ref = { resource, namespace: 'default', name: 'late' };
    const options = {
      client: cluster.client,
      clock: systemClock,
      signal: AbortSignal.timeout(10_000),
      timeoutMs: 9000,
    };
    const appears = waitUntilCurrent([ref], isReady, options);
    await cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late', namespace: 'default' } });
    await appears;
    const goes = waitUntilGone([ref], options);
    await cluster.remove('ConfigMap', 'default', 'late');
    await goes;
  });
});
