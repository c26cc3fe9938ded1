import {
  formatTime,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { isActive, isReady } from '../pods.ts';
import { indexesText, indexOfPod, isFailed, isIndexed, isTracked, parseIndexes } from './job-pods.ts';

/** What has become of the pods of a Job so far. Every pod is counted once: those that are named as uncounted are still kept. */
export interface JobCount {
  /** Counts of pods that need not be kept any more. */
  readonly counted: { readonly succeeded: number; readonly failed: number };
  /** uids of pods that are told of but are still kept. */
  readonly uncounted: { readonly succeeded: readonly string[]; readonly failed: readonly string[] };
  /** All that succeeded and failed. */
  readonly succeeded: number;
  readonly failed: number;
  /** Which numbers are done; undefined where pods have none. */
  readonly completed: ReadonlySet<number> | undefined;
  readonly active: readonly KubeObject[];
  readonly terminating: readonly KubeObject[];
  /** Pods that have ended and may go once the status tells of them. */
  readonly ended: readonly KubeObject[];
}

/** Counts the pods of a Job (kubernetes 1.36, job_controller.go trackJobStatusAndRemoveFinalizers). */
export function countPods(job: KubeObject, pods: readonly KubeObject[]): JobCount {
  const tracked = new Map(pods.filter(isTracked).map((pod) => [pod.metadata.uid ?? '', pod]));
  const settle = (kind: 'succeeded' | 'failed'): { kept: string[]; counted: number } => {
    const uids = textsAt(job, 'status', 'uncountedTerminatedPods', kind);
    const kept = uids.filter((uid) => tracked.has(uid));
    return { kept, counted: numberAt(job, ['status', kind]) + uids.length - kept.length };
  };
  const [succeeded, failed] = [settle('succeeded'), settle('failed')];
  const indexed = isIndexed(job);
  const completed = indexed ? parseIndexes(textAt(job, 'status', 'completedIndexes')) : undefined;
  const ended: KubeObject[] = [];
  for (const [uid, pod] of tracked) {
    const good = textAt(pod, 'status', 'phase') === 'Succeeded';
    if (!good && !isFailed(job, pod)) continue;
    ended.push(pod);
    if (good && completed !== undefined) {
      const index = indexOfPod(pod);
      if (index !== undefined && index < numberAt(job, ['spec', 'completions'])) completed.add(index);
    } else {
      const { kept } = good ? succeeded : failed;
      if (!kept.includes(uid)) kept.push(uid);
    }
  }
  return {
    counted: { succeeded: completed?.size ?? succeeded.counted, failed: failed.counted },
    uncounted: { succeeded: succeeded.kept, failed: failed.kept },
    succeeded: completed?.size ?? succeeded.counted + succeeded.kept.length,
    failed: failed.counted + failed.kept.length,
    completed,
    active: pods.filter(isActive),
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !hasEnded(pod)),
    ended,
  };
}

function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));
}

/** The status of a Job with its count; start, end and conditions are those of `status`. */
export function statusOf(status: JsonObject, count: JobCount, active: number): JsonObject {
  const { startTime, completionTime, conditions } = status;
  const { counted, uncounted, completed } = count;
  return {
    ...(conditions === undefined ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(completionTime === undefined ? {} : { completionTime }),
    ...(active === 0 ? {} : { active }),
    ...(counted.succeeded === 0 ? {} : { succeeded: counted.succeeded }),
    ...(counted.failed === 0 ? {} : { failed: counted.failed }),
    terminating: count.terminating.length,
    ...(completed === undefined || completed.size === 0 ? {} : { completedIndexes: indexesText(completed) }),
    uncountedTerminatedPods: {
      ...(uncounted.succeeded.length === 0 ? {} : { succeeded: [...uncounted.succeeded] }),
      ...(uncounted.failed.length === 0 ? {} : { failed: [...uncounted.failed] }),
    },
    ready: count.active.filter(isReady).length,
  };
}

/** Why a Job has ended or is about to. */
export interface JobVerdict {
  readonly type: 'SuccessCriteriaMet' | 'FailureTarget' | 'Complete' | 'Failed' | 'Suspended';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** A condition of a Job. */
export function jobCondition(job: KubeObject, type: JobVerdict['type']): JsonObject | undefined {
  return objectsAt(job, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** Whether a Job has ended. */
export function isDone(job: KubeObject): boolean {
  return (['Complete', 'Failed'] as const).some((type) => jobCondition(job, type)?.['status'] === 'True');
}

/** The status with a condition set; it is not touched where it says so already. */
export function withVerdict(status: JsonObject, verdict: JobVerdict, now: number): JsonObject {
  const conditions = objectsAt(status, 'conditions');
  const before = conditions.find((condition) => condition['type'] === verdict.type);
  if (before?.['status'] === verdict.status) return status;
  const time = formatTime(now);
  const set: JsonObject = { ...verdict, lastProbeTime: time, lastTransitionTime: time };
  const at = before === undefined ? conditions.length : conditions.indexOf(before);
  return { ...status, conditions: [...conditions.slice(0, at), set, ...conditions.slice(at + 1)] };
}

/** When the last pod failed, and how many failed since the last success. */
export function failuresInARow(
  job: KubeObject,
  pods: readonly KubeObject[],
): { readonly count: number; readonly lastMs: number } {
  const ends = pods
    .filter(hasEnded)
    .map((pod) => ({ failed: isFailed(job, pod), at: endOf(pod) }))
    .sort((a, b) => b.at - a.at);
  const firstGood = ends.findIndex(({ failed }) => !failed);
  const count = firstGood < 0 ? ends.length : firstGood;
  return { count, lastMs: ends[0]?.at ?? 0 };
}

function endOf(pod: KubeObject): number {
  const times = objectsAt(pod, 'status', 'containerStatuses').map((status) =>
    Date.parse(textAt(objectAt(status, 'state', 'terminated'), 'finishedAt')),
  );
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length > 0 ? Math.max(...known) : Date.parse(pod.metadata.creationTimestamp ?? '');
}
