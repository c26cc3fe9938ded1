import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Progress } from '../../engine/index.ts';

/** `status.history` with the run that has just succeeded at its end; the oldest entries beyond `limit` go (Argo CD v3, controller/state.go persistRevisionHistory). */
export function recordRevision(
  owner: KubeObject,
  run: {
    readonly progress: Progress;
    readonly source: JsonObject;
    readonly initiatedBy: JsonObject;
    readonly limit: number;
    readonly now: number;
  },
): JsonObject[] {
  const { progress, source, initiatedBy, limit, now } = run;
  const before = jsonAt(owner, 'status', 'history');
  const history = Array.isArray(before) ? before.filter(isJsonObject) : [];
  const last = history.at(-1)?.['id'];
  const entry: JsonObject = {
    deployStartedAt: formatTime(progress.startedAt),
    deployedAt: formatTime(progress.finishedAt ?? now),
    id: typeof last === 'number' ? last + 1 : 0,
    initiatedBy,
    revision: progress.revision,
    source,
  };
  return limit === 0 ? [] : [...history, entry].slice(-limit);
}
