import { jsonAt, type KubeObject } from '../../base/index.ts';
import type { Progress } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { commitOfRevision } from '../revision.ts';
import { historyOf } from './history.ts';

const failures = new Set(['ReconciliationFailed', 'HealthCheckFailed', 'PruneFailed']);

/** The run that a Kustomization's status tells of: its conditions, its revisions, and the time of the newest history entry. */
export function progressOf(owner: KubeObject): Progress | undefined {
  const ready = conditionOf(owner, 'Ready');
  if (ready === undefined) return undefined;
  const reason = String(ready['reason']);
  const healthy = conditionOf(owner, 'Healthy');
  const since = timeOf(healthy?.['lastTransitionTime']) ?? timeOf(ready['lastTransitionTime']) ?? 0;
  const common = {
    generation: String(ready['observedGeneration'] ?? ''),
    repair: false,
    startedAt: since,
    attempt: 0,
    results: [],
    message: String(ready['message'] ?? ''),
  };
  if (ready['status'] === 'True') {
    const revision = commitAt(owner, 'lastAppliedRevision');
    return revision === undefined ? undefined : { ...common, revision, phase: 'succeeded', finishedAt: since };
  }
  const revision = commitAt(owner, 'lastAttemptedRevision');
  if (revision === undefined) return undefined;
  if (ready['status'] === 'Unknown' && healthy?.['status'] === 'Unknown') {
    return { ...common, revision, phase: 'waiting', waitingSince: since };
  }
  if (!failures.has(reason)) return undefined;
  const finishedAt = timeOf(historyOf(owner)[0]?.['lastReconciled']) ?? since;
  return { ...common, revision, phase: 'retrying', finishedAt };
}

function commitAt(owner: KubeObject, field: string): string | undefined {
  const revision = jsonAt(owner, 'status', field);
  return typeof revision === 'string' ? commitOfRevision(revision) : undefined;
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
