import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { type CronSchedule, parseCronSchedule } from '../../cron/schedule.ts';
import { inTimeZone } from '../../cron/time-zone.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn, watchOwned } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { controllerReference } from '../ownership.ts';
import { jobs } from './job-pods.ts';
import { isDone, jobCondition } from './job-status.ts';

const cronJobs = { group: 'batch', plural: 'cronjobs' } as const;
/** Beyond as many missed starts there must be a deadline. */
const mostMissed = 100;

/** Starts the Jobs of CronJobs at their times (kubernetes 1.36, pkg/controller/cronjob). */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  watches: [watchOwn(cronJobs.group, cronJobs.plural), watchOwned(jobs.group, jobs.plural, 'CronJob')],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const cronJob = client.get(cronJobs, namespace, name);
    if (cronJob === undefined || cronJob.metadata.deletionTimestamp !== undefined) return undefined;
    const owned = client.controlled(jobs, cronJob);
    await forgetOld(client, cronJob, owned);
    const status = observed(client, cronJob, owned);
    const { next, againAfterMs } = await start(client, cronJob, owned, status);
    if (!jsonEqual(next, objectAt(cronJob, 'status'))) await client.updateStatus(cronJobs, cronJob, next);
    return againAfterMs === undefined ? undefined : { againAfterMs };
  },
};

/** The status after what has become of the Jobs. */
function observed(client: ControllerClient, cronJob: KubeObject, owned: readonly KubeObject[]): JsonObject {
  const before = objectAt(cronJob, 'status');
  const byUid = new Map(owned.map((job) => [job.metadata.uid, job]));
  const active: JsonObject[] = [];
  let lastSuccessfulTime = textAt(before, 'lastSuccessfulTime');
  for (const reference of objectsAt(before, 'active')) {
    const job = byUid.get(textAt(reference, 'uid'));
    const name = textAt(reference, 'name');
    if (job === undefined) {
      client.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    } else if (isDone(job)) {
      const result = jobCondition(job, 'Complete')?.['status'] === 'True' ? 'Complete' : 'Failed';
      client.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${result}`);
      const end = textAt(job, 'status', 'completionTime');
      if (end > lastSuccessfulTime) lastSuccessfulTime = end;
    } else {
      active.push(reference);
    }
  }
  const { active: _, ...rest } = before;
  return {
    ...rest,
    ...(active.length === 0 ? {} : { active }),
    ...(lastSuccessfulTime === '' ? {} : { lastSuccessfulTime }),
  };
}

async function start(
  client: ControllerClient,
  cronJob: KubeObject,
  owned: readonly KubeObject[],
  status: JsonObject,
): Promise<{ readonly next: JsonObject } & ReconcileResult> {
  const spec = objectAt(cronJob, 'spec');
  const schedule = scheduleOf(spec);
  if (spec['suspend'] === true || schedule === undefined) return { next: status };
  const now = client.clock.now();
  const due = lastDue(client, cronJob, status, schedule, now);
  const following = schedule.next(now);
  const again = following === undefined ? {} : { againAfterMs: following - now };
  if (due === undefined) return { next: status, ...again };
  const deadline = spec['startingDeadlineSeconds'];
  if (typeof deadline === 'number' && due + deadline * 1000 < now) {
    const text = `Missed scheduled time to start a job: ${new Date(due).toUTCString()}`;
    client.event(cronJob, 'Warning', 'MissSchedule', text);
    return { next: status, ...again };
  }
  let active = objectsAt(status, 'active');
  const policy = textAt(spec, 'concurrencyPolicy');
  if (policy === 'Forbid' && active.length > 0) {
    const text = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    client.event(cronJob, 'Normal', 'JobAlreadyActive', text);
    return { next: status, ...again };
  }
  if (policy === 'Replace') {
    for (const job of owned.filter((other) => active.some((reference) => reference['uid'] === other.metadata.uid))) {
      await client.delete(jobs, job, { propagationPolicy: 'Background' });
      client.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
    }
    active = [];
  }
  const job = await makeJob(client, cronJob, due);
  const next = { ...status, active: [...active, referenceTo(job)], lastScheduleTime: formatTime(due) };
  return { next, ...again };
}

function scheduleOf(spec: JsonObject): CronSchedule | undefined {
  const schedule = parseCronSchedule(textAt(spec, 'schedule'));
  if (typeof schedule === 'string') return undefined;
  const zone = textAt(spec, 'timeZone');
  return zone === '' ? schedule : inTimeZone(schedule, zone);
}

/** The last time before now that a Job should have been started and was not. */
function lastDue(
  client: ControllerClient,
  cronJob: KubeObject,
  status: JsonObject,
  schedule: CronSchedule,
  now: number,
): number | undefined {
  const last = Date.parse(textAt(status, 'lastScheduleTime') || (cronJob.metadata.creationTimestamp ?? ''));
  const deadline = objectAt(cronJob, 'spec')['startingDeadlineSeconds'];
  const since = typeof deadline === 'number' ? Math.max(last, now - deadline * 1000 - 1) : last;
  let due: number | undefined;
  let missed = 0;
  for (let at = schedule.next(since); at !== undefined && at <= now; at = schedule.next(at)) {
    due = at;
    missed += 1;
    if (missed > mostMissed) {
      const text = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      client.event(cronJob, 'Warning', 'TooManyMissedTimes', text);
      // Later ones need not be counted one by one.
      return newest(schedule, at, now);
    }
  }
  return due;
}

function newest(schedule: CronSchedule, from: number, now: number): number {
  let due = from;
  for (let step = now - from; step > 1000; step /= 2) {
    const at = schedule.next(now - step);
    if (at !== undefined && at <= now && at > due) due = at;
  }
  return due;
}

async function makeJob(client: ControllerClient, cronJob: KubeObject, due: number): Promise<KubeObject> {
  const template = objectAt(cronJob, 'spec', 'jobTemplate');
  const { labels, annotations } = objectAt(template, 'metadata');
  const { namespace = '', name = '' } = cronJob.metadata;
  const metadata: JsonObject = {
    name: `${name}-${Math.floor(due / 60_000)}`,
    namespace,
    labels,
    annotations: {
      ...(annotations as JsonObject | undefined),
      'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(due),
    },
    creationTimestamp: formatTime(due),
    ownerReferences: [controllerReference(cronJob)],
  };
  const draft: KubeObject = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: objectAt(template, 'spec') };
  try {
    const job = await client.create(jobs, draft);
    client.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
    return job;
  } catch (error) {
    const existing = client.get(jobs, namespace, textAt(draft, 'metadata', 'name'));
    // Made before, but the status was not written.
    if (existing === undefined || (error as { code?: string }).code !== 'AlreadyExists') throw error;
    return existing;
  }
}

function referenceTo(job: KubeObject): JsonObject {
  const { namespace, name, uid, resourceVersion } = job.metadata;
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}

/** Deletes the oldest Jobs beyond those that are kept. */
async function forgetOld(client: ControllerClient, cronJob: KubeObject, owned: readonly KubeObject[]): Promise<void> {
  const limits = [
    ['Complete', 'successfulJobsHistoryLimit', 3],
    ['Failed', 'failedJobsHistoryLimit', 1],
  ] as const;
  for (const [type, field, usual] of limits) {
    const ended = owned
      .filter((job) => jobCondition(job, type)?.['status'] === 'True' && job.metadata.deletionTimestamp === undefined)
      .sort((a, b) => textAt(a, 'status', 'startTime').localeCompare(textAt(b, 'status', 'startTime')));
    for (const job of ended.slice(0, Math.max(0, ended.length - numberAt(cronJob, ['spec', field], usual)))) {
      await client.delete(jobs, job, { propagationPolicy: 'Background' });
      client.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
    }
  }
}
