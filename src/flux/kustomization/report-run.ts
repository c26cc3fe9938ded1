import { formatDuration, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Outcome, OwnerEvent } from '../../engine/index.ts';
import { changeConditions, type Condition, conditionOf } from '../condition.ts';
import { kustomizeGroup } from '../names.ts';
import { isRequested } from '../request.ts';
import { appliedLines, changeEvents, event, originAnnotation, originOf } from './events.ts';
import { applyError, healthError, pruneError } from './failure-text.ts';
import { historyOf, type HistoryRecord, recordHistory } from './history.ts';
import { formatInventoryEntry, inventoryOfStatus } from './inventory.ts';
import { progressOf } from './progress.ts';
import { readKustomizationSpec } from './spec.ts';

/** A change of status with the Events that go with it. */
export interface Report {
  readonly status: JsonObject;
  readonly events: readonly OwnerEvent[];
}

/** What a run that looked at every object did, ended with, or waits for. */
export function reportRun(owner: KubeObject, outcome: Outcome): Report {
  const phase = outcome.progress?.phase;
  if (phase === 'waiting' || phase === 'running') return reportWaiting(owner, outcome);
  // A run that had to leave something out (an object of another owner, say) is no success.
  return phase === 'succeeded' && outcome.failure === undefined
    ? reportSuccess(owner, outcome)
    : reportFailure(owner, outcome);
}

function reportSuccess(owner: KubeObject, outcome: Outcome): Report {
  const { progress, now, delivery } = outcome;
  const revision = revisionOf(outcome);
  const run = runOf(owner, outcome);
  const origin = originAnnotation(outcome);
  const events = changeEvents(outcome);
  const wasReady = conditionOf(owner, 'Ready')?.['status'] === 'True';
  const moved = jsonAt(owner, 'status', 'lastAppliedRevision') !== revision;
  // A revision that changed nothing is told by the status alone.
  const told = !wasReady || events.length > 0 || isRequested(owner) || historyOf(owner)[0]?.['digest'] !== run.digest;
  const set: Condition[] = [
    { type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}` },
  ];
  const checks = outcome.awaited.length > 0;
  const wasHealthy = conditionOf(owner, 'Healthy')?.['status'] === 'True';
  if (checks && (told || !wasHealthy)) {
    const passed = `Health check passed in ${formatDuration(now - (progress?.waitingSince ?? now))}`;
    set.push({ type: 'Healthy', status: 'True', reason: 'Succeeded', message: passed });
    const drifted = appliedLines(outcome).length > 0;
    if (!wasHealthy || (moved && drifted)) events.push(event('Normal', 'Progressing', passed, revision, origin));
  }
  const remove = ['Reconciling', 'Stalled', ...(checks ? [] : ['Healthy'])];
  if (told) {
    const took = formatDuration(run.durationMs);
    const text = `Reconciliation finished in ${took}, next run in ${formatDuration(delivery.intervalMs)}`;
    const more = { [`${kustomizeGroup}/commit_status`]: 'update', ...origin };
    events.push(event('Normal', 'ReconciliationSucceeded', text, revision, more));
  }
  return {
    status: {
      conditions: changeConditions(owner, { set, remove }, now),
      inventory: { entries: (outcome.inventory ?? []).map(formatInventoryEntry) },
      lastAppliedRevision: revision,
      ...appliedOrigin(owner, outcome),
      lastAttemptedRevision: revision,
      observedGeneration: owner.metadata.generation ?? 0,
      ...(told || moved ? { history: recordHistory(owner, { ...run, status: 'ReconciliationSucceeded' }) } : {}),
    },
    events,
  };
}

/** What the artifact that is applied was made of; what was said of an earlier one goes. */
function appliedOrigin(owner: KubeObject, outcome: Outcome): JsonObject {
  const origin = originOf(outcome);
  const said = jsonAt(owner, 'status', 'lastAppliedOriginRevision') !== undefined;
  return origin === undefined && !said ? {} : { lastAppliedOriginRevision: origin ?? null };
}

/** The run waits for the health of what it wrote: at its end, or between stages, where upstream says that it is still applying. */
function reportWaiting(owner: KubeObject, outcome: Outcome): Report {
  const revision = revisionOf(outcome);
  const between = outcome.plan?.stages.some(({ actions }) => actions.length > 0) === true;
  const doing = between || outcome.awaited.length === 0 ? 'Detecting drift' : 'Running health checks';
  const message = `${doing} for revision ${revision} with a timeout of ${timeoutOf(owner)}`;
  const set: Condition[] = [
    { type: 'Ready', status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' },
    { type: 'Reconciling', status: 'True', reason: 'Progressing', message },
  ];
  if (doing !== 'Detecting drift') set.push({ type: 'Healthy', status: 'Unknown', reason: 'Progressing', message });
  return {
    status: {
      conditions: changeConditions(owner, { set, remove: ['Stalled'] }, outcome.now),
      ...ownedMember(owner, outcome),
      lastAttemptedRevision: revision,
    },
    events: changeEvents(outcome),
  };
}

const failures = {
  apply: { reason: 'ReconciliationFailed', doing: 'Detecting drift' },
  prune: { reason: 'PruneFailed', doing: 'Detecting drift' },
  health: { reason: 'HealthCheckFailed', doing: 'Running health checks' },
} as const;

function reportFailure(owner: KubeObject, outcome: Outcome): Report {
  const { progress, failure, now } = outcome;
  const before = progressOf(owner);
  // What the end of an attempt said stands until the next one, which is timed by its history entry.
  if (before?.phase === 'retrying' && before.finishedAt === progress?.finishedAt) return { status: {}, events: [] };
  const revision = revisionOf(outcome);
  const stage = failure?.stage === 'health' || failure?.stage === 'prune' ? failure.stage : 'apply';
  const { reason, doing } = failures[stage];
  const message = failureMessage(outcome, stage);
  const set: Condition[] = [retrying(owner, doing, revision), { type: 'Ready', status: 'False', reason, message }];
  if (stage === 'health') set.push({ type: 'Healthy', status: 'False', reason, message: healthError(outcome) });
  return {
    status: {
      conditions: changeConditions(owner, { set, remove: ['Stalled'] }, now),
      ...ownedMember(owner, outcome),
      lastAttemptedRevision: revision,
      history: recordHistory(owner, { ...runOf(owner, outcome), status: reason }),
    },
    events: [...changeEvents(outcome), event('Warning', reason, message, revision, originAnnotation(outcome))],
  };
}

function failureMessage(outcome: Outcome, stage: keyof typeof failures): string {
  if (stage === 'apply') return applyError(outcome);
  if (stage === 'prune') return pruneError(outcome);
  const took = formatDuration(outcome.now - (outcome.progress?.waitingSince ?? outcome.now));
  return `health check failed after ${took}: ${healthError(outcome)}`;
}

/** The inventory of a run that did not succeed: nothing that was owned before it is given up, and nothing that it made is forgotten. */
function ownedMember(owner: KubeObject, outcome: Outcome): { inventory?: JsonObject } {
  const before = inventoryOfStatus(owner).map(formatInventoryEntry);
  const known = new Set(before.map(({ id }) => id));
  const made = (outcome.inventory ?? []).map(formatInventoryEntry).filter(({ id }) => !known.has(id));
  const entries = [...before, ...made];
  return entries.length === 0 ? {} : { inventory: { entries } };
}

/** How long this run has taken. A run or an attempt that the status tells the end of is an earlier one, and no part of it. */
function durationOf(owner: KubeObject, { progress, now }: Outcome): number {
  const before = progressOf(owner);
  const ended = before !== undefined && before.phase !== 'waiting' && before.startedAt === progress?.startedAt;
  return progress === undefined || ended ? 0 : now - progress.startedAt;
}

function runOf(owner: KubeObject, outcome: Outcome): Omit<HistoryRecord, 'status'> {
  const { now, renderDigest = '' } = outcome;
  const origin = originOf(outcome);
  return {
    digest: `sha256:${renderDigest}`,
    revision: revisionOf(outcome),
    ...(origin === undefined ? {} : { origin }),
    durationMs: durationOf(owner, outcome),
    now,
  };
}

/** The revision of an outcome, as the source names it. */
export function revisionOf(outcome: Outcome): string {
  return outcome.delivery.source?.display ?? '';
}

/** Says what failed and is tried again; kept apart from Ready, which says why. */
export function retrying(owner: KubeObject, doing: string, revision: string): Condition {
  const message = `${doing} for revision ${revision} with a timeout of ${timeoutOf(owner)}`;
  return { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message };
}

/** A Kustomization's timeout, as its messages name it. */
function timeoutOf(owner: KubeObject): string {
  return formatDuration(readKustomizationSpec(owner).timeoutMs);
}
