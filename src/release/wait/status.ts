import { jsonAt, type KubeObject, numberAt, objectsAt, textAt } from '../../base/index.ts';
import { assessHealth } from '../../engine/index.ts';

/** The states of kstatus (fluxcd/cli-utils pkg/kstatus/status). */
export type WaitStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

/** How an object is, and why. */
export interface ObjectStatus {
  readonly status: WaitStatus;
  readonly message: string;
}

/** Judges a live object; undefined is one that is not there. */
export type Judge = (live: KubeObject | undefined, now: number) => ObjectStatus;

const notFound: ObjectStatus = { status: 'NotFound', message: 'Resource not found' };

/** What `--wait` waits for: kstatus, in which a Job is current once it has started. */
export const isReady: Judge = (live, now) => {
  if (live === undefined) return notFound;
  return isJob(live) ? (terminating(live) ?? startedJob(live)) : readStatus(live, now);
};

/** What `--wait-for-jobs` waits for: as `isReady`, and Jobs until they have ended (helm v4 internal/statusreaders). */
export const isReadyWithJobs: Judge = (live, now) => {
  if (live === undefined) return notFound;
  return isJob(live) ? endedJob(live) : readStatus(live, now);
};

/** What a hook waits for: Jobs and Pods until they have ended, everything else not at all. */
export const isHookDone: Judge = (live) => {
  if (live === undefined) return notFound;
  if (isJob(live)) return endedJob(live);
  if (live.kind === 'Pod' && live.apiVersion === 'v1') return endedPod(live);
  return { status: 'Current', message: 'Resource is current' };
};

/** The state of a live object by the rules of kstatus. */
export function readStatus(live: KubeObject, now: number): ObjectStatus {
  const gone = terminating(live);
  if (gone !== undefined) return gone;
  const health = assessHealth(live, 'kstatus', now);
  const message = health?.message ?? '';
  switch (health?.status) {
    case 'Healthy':
      return { status: 'Current', message };
    case 'Degraded':
      return { status: 'Failed', message };
    case 'Progressing':
      return { status: 'InProgress', message };
    default:
      return { status: 'Unknown', message };
  }
}

function terminating(live: KubeObject): ObjectStatus | undefined {
  if (live.metadata.deletionTimestamp === undefined) return undefined;
  return { status: 'Terminating', message: 'Resource scheduled for deletion' };
}

function isJob({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Job' && apiVersion.startsWith('batch/');
}

interface JobNumbers {
  readonly parallelism: number;
  readonly completions: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
}

function jobNumbers(job: KubeObject): JobNumbers {
  const parallelism = numberAt(job, ['spec', 'parallelism'], 1);
  return {
    parallelism,
    completions: numberAt(job, ['spec', 'completions'], parallelism),
    succeeded: numberAt(job, ['status', 'succeeded']),
    failed: numberAt(job, ['status', 'failed']),
    active: numberAt(job, ['status', 'active']),
  };
}

function jobEnd(job: KubeObject): ObjectStatus | undefined {
  const { completions, succeeded, failed } = jobNumbers(job);
  for (const condition of objectsAt(job, 'status', 'conditions')) {
    if (condition['status'] !== 'True') continue;
    if (condition['type'] === 'Complete')
      return { status: 'Current', message: `Job Completed. succeeded: ${succeeded}/${completions}` };
    if (condition['type'] === 'Failed')
      return { status: 'Failed', message: `Job Failed. failed: ${failed}/${completions}` };
  }
  return undefined;
}

function endedJob(job: KubeObject): ObjectStatus {
  return jobEnd(job) ?? { status: 'InProgress', message: 'Job in progress' };
}

function startedJob(job: KubeObject): ObjectStatus {
  const end = jobEnd(job);
  if (end !== undefined) return end;
  const { parallelism, succeeded, active, failed } = jobNumbers(job);
  if (jsonAt(job, 'spec', 'suspend') === true) return { status: 'Current', message: 'Job is suspended' };
  if (textAt(job, 'status', 'startTime') === '')
    return { status: 'InProgress', message: `Job not started. active: 0/${parallelism}` };
  return { status: 'Current', message: `Job in progress. success:${succeeded}, active: ${active}, failed: ${failed}` };
}

function endedPod(pod: KubeObject): ObjectStatus {
  const name = pod.metadata.name ?? '';
  switch (textAt(pod, 'status', 'phase')) {
    case 'Succeeded':
      return { status: 'Current', message: `pod ${name} succeeded` };
    case 'Failed':
      return { status: 'Failed', message: `pod ${name} failed` };
    default:
      return { status: 'InProgress', message: 'Pod in progress' };
  }
}
