import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../../base/index.ts';
import type { Progress } from '../../../engine/index.ts';

/** A run that has just succeeded. */
export interface SucceededRun {
  readonly progress: Progress;
  readonly operation: JsonObject;
  readonly source: JsonObject;
  /** How many entries are kept. */
  readonly limit: number;
  readonly now: number;
}

/**
 * `status.history` with the run at its end; the oldest entries beyond the limit go. Undefined for runs that make no history: those of some
 * objects only, and dry runs (Argo CD v3.6, controller/state.go persistRevisionHistory).
 */
export function recordRevision(owner: KubeObject, run: SucceededRun): JsonObject[] | undefined {
  const { progress, operation, source, limit, now } = run;
  const resources = jsonAt(operation, 'sync', 'resources');
  const partial = Array.isArray(resources) && resources.length > 0;
  if (partial || jsonAt(operation, 'sync', 'dryRun') === true) return undefined;
  const before = jsonAt(owner, 'status', 'history');
  const history = Array.isArray(before) ? before.filter(isJsonObject) : [];
  const last = history.at(-1)?.['id'];
  const initiatedBy = operation['initiatedBy'];
  const entry: JsonObject = {
    deployStartedAt: formatTime(progress.startedAt),
    deployedAt: formatTime(progress.finishedAt ?? now),
    id: typeof last === 'number' ? last + 1 : 0,
    initiatedBy: isJsonObject(initiatedBy) ? initiatedBy : {},
    revision: progress.revision,
    source,
  };
  return limit === 0 ? [] : [...history, entry].slice(-limit);
}
