import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  textAt,
} from '../../../base/index.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn, watchOwned } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { claim, controllerOf } from '../ownership.ts';
import { isReady, pods } from '../pods.ts';
import { indexOfPod, isIndexed, isTracked, jobPod, jobs, restartsOf, trackingFinalizer } from './job-pods.ts';
import {
  countPods,
  failuresInARow,
  isDone,
  type JobCount,
  jobCondition,
  type JobVerdict,
  statusOf,
  withVerdict,
} from './job-status.ts';

/** How long the first failure holds up the next pod, and the longest that many do. */
const firstBackoffMs = 10_000;
const longestBackoffMs = 600_000;

/** Runs Jobs to their end and counts their pods, each once (kubernetes 1.36, pkg/controller/job). */
export const jobController: Controller = {
  name: 'job-controller',
  watches: [watchOwn(jobs.group, jobs.plural), watchOwned(pods.group, pods.plural, 'Job')],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const job = client.get(jobs, namespace, name);
    await letGo(client, namespace, name, job);
    if (job === undefined) return undefined;
    const owned = await claim(client, pods, job);
    if (isDone(job)) {
      for (const pod of owned.filter(isTracked)) await untrack(client, pod);
      return undefined;
    }
    return sync(job, owned, client);
  },
};

/** Pods that wait to be counted by a Job that is gone, or that are no longer its own, wait for nothing. */
async function letGo(
  client: ControllerClient,
  namespace: string,
  name: string,
  job: KubeObject | undefined,
): Promise<void> {
  for (const pod of client.uncontrolled(pods, namespace)) {
    if (isTracked(pod) && pod.metadata.labels?.['batch.kubernetes.io/job-name'] === name) await untrack(client, pod);
  }
  if (job !== undefined) return;
  for (const pod of client.list(pods, namespace)) {
    const owner = controllerOf(pod);
    if (isTracked(pod) && owner?.kind === 'Job' && owner.name === name) await untrack(client, pod);
  }
}

async function untrack(client: ControllerClient, pod: KubeObject): Promise<void> {
  const finalizers = (pod.metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
  const { finalizers: _, ...metadata } = pod.metadata;
  const left = finalizers.length === 0 ? metadata : { ...metadata, finalizers };
  await client.update(pods, { ...pod, metadata: left });
}

async function sync(job: KubeObject, owned: readonly KubeObject[], client: ControllerClient): Promise<ReconcileResult> {
  const now = client.clock.now();
  const count = countPods(job, owned);
  const spec = objectAt(job, 'spec');
  const suspended = spec['suspend'] === true;
  let status = objectAt(job, 'status');
  if (status['startTime'] === undefined && !suspended) status = { ...status, startTime: formatTime(now) };
  const failure = (jobCondition(job, 'FailureTarget') as JobVerdict | undefined) ?? failureOf(job, status, count, now);
  const success = failure === undefined ? successOf(job, count) : undefined;
  let active = count.active;
  let again: number | undefined;
  if (failure !== undefined || success !== undefined) {
    status = withVerdict(status, failure ?? (success as JobVerdict), now);
    await end(client, job, active);
    const left = active.length > 0;
    active = [];
    const settled = !left && count.terminating.length === 0 && count.ended.length === 0;
    if (settled && job.metadata.deletionTimestamp === undefined) status = finished(client, job, status, failure, now);
  } else if (job.metadata.deletionTimestamp === undefined) {
    status = suspension(client, job, status, suspended, now);
    if (suspended) {
      await end(client, job, active);
      active = [];
    } else {
      const run = await manage(client, job, count, owned, now);
      active = [...run.active];
      again = run.againAfterMs;
    }
  }
  const next = statusOf(
    status,
    { ...count, active: active.filter((pod) => count.active.includes(pod)) },
    active.length,
  );
  const told = await tell(client, job, next, count);
  if (told) for (const pod of count.ended) await untrack(client, pod);
  const deadline = deadlineLeft(job, status, now);
  const times = [again, deadline].filter((time): time is number => time !== undefined && time > 0);
  return times.length === 0 ? {} : { againAfterMs: Math.min(...times) };
}

/** Writes the status where it is new. Gives whether pods that it tells of may go. */
async function tell(client: ControllerClient, job: KubeObject, status: JsonObject, count: JobCount): Promise<boolean> {
  if (jsonEqual(status, objectAt(job, 'status'))) return true;
  await client.updateStatus(jobs, job, status);
  return count.ended.length > 0;
}

function failureOf(job: KubeObject, status: JsonObject, count: JobCount, now: number): JobVerdict | undefined {
  const limit = numberAt(job, ['spec', 'backoffLimit'], Number.MAX_SAFE_INTEGER);
  const onFailure = textAt(job, 'spec', 'template', 'spec', 'restartPolicy') === 'OnFailure';
  const restarts = onFailure ? restartsOf(count.active) : 0;
  const worn = onFailure && restarts > 0 && (limit === 0 ? restarts > 0 : restarts >= limit);
  if (count.failed > limit || worn) {
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const left = deadlineLeft(job, status, now);
  if (left !== undefined && left <= 0) {
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  return undefined;
}

function failed(reason: string, message: string): JobVerdict {
  return { type: 'FailureTarget', status: 'True', reason, message };
}

/** How long a Job may still take, in ms; undefined where nobody says so. */
function deadlineLeft(job: KubeObject, status: JsonObject, now: number): number | undefined {
  const seconds = objectAt(job, 'spec')['activeDeadlineSeconds'];
  if (typeof seconds !== 'number' || objectAt(job, 'spec')['suspend'] === true || isDone(job)) return undefined;
  return Date.parse(textAt(status, 'startTime')) + seconds * 1000 - now;
}

function successOf(job: KubeObject, count: JobCount): JobVerdict | undefined {
  const { completions } = objectAt(job, 'spec');
  const done =
    typeof completions === 'number' ? count.succeeded >= completions : count.succeeded > 0 && count.active.length === 0;
  if (!done) return undefined;
  const message = 'Reached expected number of succeeded pods';
  return { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached', message };
}

function finished(
  client: ControllerClient,
  job: KubeObject,
  status: JsonObject,
  failure: JobVerdict | undefined,
  now: number,
): JsonObject {
  if (failure !== undefined) {
    client.event(job, 'Warning', failure.reason, failure.message);
    return withVerdict(
      status,
      { type: 'Failed', status: 'True', reason: failure.reason, message: failure.message },
      now,
    );
  }
  client.event(job, 'Normal', 'Completed', 'Job completed');
  const message = 'Reached expected number of succeeded pods';
  const done = withVerdict(status, { type: 'Complete', status: 'True', reason: 'CompletionsReached', message }, now);
  return { ...done, completionTime: formatTime(now) };
}

function suspension(
  client: ControllerClient,
  job: KubeObject,
  status: JsonObject,
  suspended: boolean,
  now: number,
): JsonObject {
  const before = jobCondition(job, 'Suspended');
  if (suspended) {
    if (before?.['status'] === 'True') return status;
    client.event(job, 'Normal', 'Suspended', 'Job suspended');
    const { startTime: _, ...rest } = status;
    return withVerdict(
      rest,
      { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' },
      now,
    );
  }
  if (before?.['status'] !== 'True') return status;
  client.event(job, 'Normal', 'Resumed', 'Job resumed');
  const resumed = withVerdict(
    status,
    { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
    now,
  );
  return { ...resumed, startTime: formatTime(now) };
}

async function end(client: ControllerClient, job: KubeObject, active: readonly KubeObject[]): Promise<void> {
  for (const pod of active) {
    await client.delete(pods, pod);
    client.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
}

interface Run {
  readonly active: readonly KubeObject[];
  readonly againAfterMs?: number;
}

/** Makes pods that are missing and deletes those that are too many. */
async function manage(
  client: ControllerClient,
  job: KubeObject,
  count: JobCount,
  owned: readonly KubeObject[],
  now: number,
): Promise<Run> {
  const { active, succeeded } = count;
  const parallelism = numberAt(job, ['spec', 'parallelism'], 1);
  const { completions } = objectAt(job, 'spec');
  const wanted =
    typeof completions === 'number'
      ? Math.min(completions - succeeded, parallelism)
      : succeeded > 0
        ? Math.min(active.length, parallelism)
        : parallelism;
  if (active.length > wanted) {
    const surplus = [...active]
      .sort((a, b) => Number(isReady(a)) - Number(isReady(b)))
      .slice(0, active.length - wanted);
    await end(client, job, surplus);
    return { active: active.filter((pod) => !surplus.includes(pod)) };
  }
  const replaced = textAt(job, 'spec', 'podReplacementPolicy') === 'Failed' ? count.terminating.length : 0;
  const missing = wanted - active.length - replaced;
  if (missing <= 0) return { active };
  const failures = failuresInARow(job, owned);
  const wait = failures.count === 0 ? 0 : failures.lastMs + backoffMs(failures.count) - now;
  if (wait > 0) return { active, againAfterMs: wait };
  const indexes = isIndexed(job) ? freeIndexes(job, count, missing) : Array.from({ length: missing }, () => undefined);
  const made: KubeObject[] = [];
  for (const index of indexes) {
    const pod = await client.create(pods, jobPod(job, index));
    client.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    made.push(pod);
  }
  return { active: [...active, ...made] };
}

function backoffMs(failures: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1));
}

/** The first numbers that no pod has and that are not done. */
function freeIndexes(job: KubeObject, count: JobCount, missing: number): number[] {
  const taken = new Set([...(count.completed ?? []), ...count.active.map(indexOfPod)]);
  const free: number[] = [];
  for (let index = 0; index < numberAt(job, ['spec', 'completions']) && free.length < missing; index += 1) {
    if (!taken.has(index)) free.push(index);
  }
  return free;
}
