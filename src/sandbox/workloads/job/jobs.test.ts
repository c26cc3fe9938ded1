import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject } from '../../../base/index.ts';
import { behaving, podTemplate, SimulatedCluster } from '../../testing/simulated-cluster.ts';
import { indexesText, parseIndexes } from './job-pods.ts';

let cluster: SimulatedCluster;
beforeEach(async () => {
  cluster = await SimulatedCluster.start();
});
afterEach(() => cluster.close());

const template = podTemplate({}, { restartPolicy: 'Never' });
const failing = behaving(template, 'fail');
const minute = 60_000;

async function makeJob(spec: JsonObject, name = 'job'): Promise<void> {
  await cluster.create('jobs', { metadata: { name }, spec: { template, ...spec } });
}

function conditions(name = 'job'): string[] {
  const all = (cluster.status('jobs', name, 'conditions') ?? []) as { type: string; status: string; reason: string }[];
  return all.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
}

describe('a Job', () => {
  it('counts every pod once, and lets go of it then', async () => {
    await makeJob({ completions: 5, parallelism: 2 });
    expect(cluster.names('pods')).toHaveLength(2);
    await cluster.pass(5000, 100);
    expect(cluster.status('jobs', 'job')).toMatchObject({ succeeded: 5, ready: 0, uncountedTerminatedPods: {} });
    expect(conditions()).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
    expect(cluster.names('pods')).toHaveLength(5);
    expect(cluster.list('pods').flatMap((pod) => pod.metadata.finalizers ?? [])).toEqual([]);
    expect(cluster.events('job').at(-1)).toBe('Completed: Job completed');
  });

  it('waits longer after each failure, until it has enough', async () => {
    await makeJob({ backoffLimit: 2, template: failing });
    const tried = async (afterMs: number): Promise<number> => {
      await cluster.pass(afterMs, 50);
      return cluster.names('pods').length;
    };
    expect(await tried(9_000)).toBe(1);
    expect(await tried(2_000)).toBe(2);
    expect(await tried(17_000)).toBe(2);
    expect(await tried(4_000)).toBe(3);
    await cluster.pass(minute);
    expect(cluster.names('pods')).toHaveLength(3);
    expect(cluster.status('jobs', 'job', 'failed')).toBe(3);
    expect(conditions()).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
  });

  it('ends what runs when its time is up', async () => {
    await makeJob({ activeDeadlineSeconds: 5, template: behaving(template, 'slow') });
    await cluster.pass(4_000);
    expect(cluster.status('jobs', 'job', 'active')).toBe(1);
    await cluster.pass(3_000);
    expect(conditions()).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
    expect(cluster.list('pods').filter((pod) => jsonAt(pod, 'status', 'phase') === 'Running')).toEqual([]);
  });

  it('numbers its pods', async () => {
    await makeJob({ completionMode: 'Indexed', completions: 4, parallelism: 4 });
    const hosts = cluster.list('pods').map((pod) => jsonAt(pod, 'spec', 'hostname'));
    expect(new Set(hosts)).toEqual(new Set(['job-0', 'job-1', 'job-2', 'job-3']));
    await cluster.pass(2000);
    expect(cluster.status('jobs', 'job')).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
  });

  it('stops and goes on', async () => {
    await makeJob({ completions: 2, parallelism: 1, template: behaving(template, 'slow') });
    await cluster.change('jobs', 'job', (job) => ({ ...job, spec: { ...(job['spec'] as object), suspend: true } }));
    await cluster.pass(1000);
    expect(cluster.names('pods')).toEqual([]);
    expect(cluster.status('jobs', 'job', 'startTime')).toBeUndefined();
    await cluster.change('jobs', 'job', (job) => ({ ...job, spec: { ...(job['spec'] as object), suspend: false } }));
    await cluster.pass(2 * minute, 200);
    expect(conditions()[0]).toBe('Suspended=False JobResumed');
    expect(conditions()).toContain('Complete=True CompletionsReached');
  });

  it('goes a while after its end, with its pods', async () => {
    await makeJob({ ttlSecondsAfterFinished: 30 });
    await cluster.pass(5000);
    expect(conditions()).toContain('Complete=True CompletionsReached');
    await cluster.pass(40_000, 40);
    expect(cluster.find('jobs', 'job')).toBeUndefined();
    expect(cluster.names('pods')).toEqual([]);
  });

  it('lets its pods go when it is deleted before they have ended', async () => {
    await makeJob({ template: behaving(template, 'slow') });
    await cluster.pass(1000);
    await cluster.delete('jobs', 'job', 'Background');
    await cluster.pass(1000);
    expect(cluster.names('pods')).toEqual([]);
  });

  it('leaves its pods behind where that is wanted', async () => {
    await makeJob({});
    await cluster.pass(1000);
    await cluster.delete('jobs', 'job', 'Orphan');
    await cluster.pass(1000);
    expect(cluster.find('jobs', 'job')).toBeUndefined();
    const [pod] = cluster.list('pods');
    expect(pod?.metadata.ownerReferences).toBeUndefined();
    expect(pod?.metadata.finalizers).toBeUndefined();
  });

  it.each([
    [[], ''],
    [[3], '3'],
    [[0, 1], '0,1'],
    [[0, 1, 2], '0-2'],
    [[0, 1, 2, 5, 7, 8, 9], '0-2,5,7-9'],
  ])('tells the numbers %j as %j', (indexes, text) => {
    expect(indexesText(new Set(indexes))).toBe(text);
    expect([...parseIndexes(text)]).toEqual(indexes);
  });
});

describe('a CronJob', () => {
  const make = (spec: JsonObject): Promise<unknown> =>
    cluster.create('cronjobs', {
      metadata: { name: 'cron' },
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, ...spec },
    });

  it('starts a Job at its times, and keeps the last ones', async () => {
    await make({ successfulJobsHistoryLimit: 2 });
    await cluster.pass(4 * minute);
    expect(cluster.names('jobs')).toEqual([]);
    await cluster.pass(2 * minute, 60);
    expect(cluster.names('jobs')).toEqual([`cron-${Date.parse('2026-03-01T10:05:00Z') / minute}`]);
    expect(cluster.status('cronjobs', 'cron')).toMatchObject({
      lastScheduleTime: '2026-03-01T10:05:00Z',
      lastSuccessfulTime: expect.stringMatching(/^2026-03-01T10:0[56]/) as string,
    });
    await cluster.pass(20 * minute, 200);
    expect(cluster.names('jobs')).toHaveLength(2);
    expect(cluster.status('cronjobs', 'cron', 'lastScheduleTime')).toBe('2026-03-01T10:25:00Z');
    expect(cluster.status('cronjobs', 'cron', 'active')).toBeUndefined();
  });

  it('starts none while it is suspended, and of those that it missed the last one', async () => {
    await make({ suspend: true });
    await cluster.pass(31 * minute);
    expect(cluster.names('jobs')).toEqual([]);
    await cluster.change('cronjobs', 'cron', (cron) => ({
      ...cron,
      spec: { ...(cron['spec'] as object), suspend: false },
    }));
    expect(cluster.names('jobs')).toEqual([`cron-${Date.parse('2026-03-01T10:30:00Z') / minute}`]);
  });

  it('starts none that is too late', async () => {
    await make({ suspend: true, startingDeadlineSeconds: 30 });
    await cluster.pass(32 * minute);
    await cluster.change('cronjobs', 'cron', (cron) => ({
      ...cron,
      spec: { ...(cron['spec'] as object), suspend: false },
    }));
    expect(cluster.names('jobs')).toEqual([]);
    await cluster.pass(4 * minute, 60);
    expect(cluster.names('jobs')).toHaveLength(1);
  });

  it.each([
    ['Allow', 2, 2],
    ['Forbid', 1, 1],
    ['Replace', 1, 1],
  ])('with %s has %d Jobs of which %d run', async (concurrencyPolicy, jobs, active) => {
    const slow = { spec: { template: behaving(template, 'never-ready') } };
    await make({ schedule: '* * * * *', concurrencyPolicy, jobTemplate: slow });
    await cluster.pass(2.5 * minute, 150);
    expect(cluster.names('jobs')).toHaveLength(jobs);
    expect(cluster.status('cronjobs', 'cron', 'active')).toHaveLength(active);
    const told = { Allow: 'SuccessfulCreate', Forbid: 'JobAlreadyActive', Replace: 'SuccessfulDelete' }[
      concurrencyPolicy
    ];
    expect(cluster.events('cron').some((event) => event.startsWith(told ?? ''))).toBe(true);
  });

  it('goes with the Jobs that it started', async () => {
    await make({});
    await cluster.pass(6 * minute, 60);
    await cluster.delete('cronjobs', 'cron', 'Background');
    await cluster.pass(1000);
    expect([cluster.names('jobs'), cluster.names('pods')]).toEqual([[], []]);
  });
});
