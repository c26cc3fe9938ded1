import { jsonAt, type KubeObject, textAt } from '../../base/index.ts';
import type { Progress } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { isRequested } from '../request.ts';
import { commitOfRevision } from '../revision.ts';
import { historyOf } from './history.ts';

const failures = new Set(['ReconciliationFailed', 'HealthCheckFailed', 'PruneFailed']);

/**
 * The run that a Kustomization's status tells of: its conditions, its revisions, and the time of the newest history entry. The next attempt
 * of a failed one is due at once where somebody asks for it.
 */
export function progressOf(owner: KubeObject): Progress | undefined {
  const ready = conditionOf(owner, 'Ready');
  if (ready === undefined) return undefined;
  const healthy = conditionOf(owner, 'Healthy');
  const seen = ready['observedGeneration'];
  const since = timeOf(healthy?.['lastTransitionTime']) ?? timeOf(ready['lastTransitionTime']) ?? 0;
  const common = {
    generation: typeof seen === 'number' ? String(seen) : '',
    repair: false,
    startedAt: since,
    attempt: 0,
    results: [],
    message: textAt(ready, 'message'),
  };
  if (ready['status'] === 'True') {
    const revision = commitAt(owner, 'lastAppliedRevision');
    return revision === undefined ? undefined : { ...common, revision, phase: 'succeeded', finishedAt: since };
  }
  const revision = commitAt(owner, 'lastAttemptedRevision');
  if (revision === undefined) return undefined;
  if (ready['status'] === 'Unknown') {
    const stage = timeOf(conditionOf(owner, 'Reconciling')?.['lastTransitionTime']) ?? since;
    return { ...common, revision, phase: 'waiting', waitingSince: healthy?.['status'] === 'Unknown' ? since : stage };
  }
  if (!failures.has(textAt(ready, 'reason'))) return undefined;
  const finishedAt = isRequested(owner) ? 0 : (timeOf(historyOf(owner)[0]?.['lastReconciled']) ?? since);
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
