import {
  formatDuration,
  formatTime,
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
} from '../../base/index.ts';

const kept = 5;

/** How one reconciliation of a render ended. */
export interface HistoryRecord {
  /** Of the rendered objects. */
  readonly digest: string;
  readonly status: 'ReconciliationSucceeded' | 'ReconciliationFailed' | 'HealthCheckFailed' | 'PruneFailed';
  readonly revision: string;
  /** What the revision was made of, where it says so. */
  readonly origin?: string;
  readonly durationMs: number;
  readonly now: number;
}

/**
 * `status.history` after a record: an entry of the same digest and status is counted up and moved to the front, otherwise a new one is
 * put there; the five newest stay (fluxcd/pkg apis/meta, History.Upsert).
 */
export function recordHistory(owner: KubeObject, record: HistoryRecord): JsonObject[] {
  const before = historyOf(owner);
  const same = before.find(
    (entry) => entry['digest'] === record.digest && entry['lastReconciledStatus'] === record.status,
  );
  const at = formatTime(record.now);
  const total = same?.['totalReconciliations'];
  const entry: JsonObject = {
    digest: record.digest,
    firstReconciled: same?.['firstReconciled'] ?? at,
    lastReconciled: at,
    lastReconciledDuration: formatDuration(record.durationMs),
    lastReconciledStatus: record.status,
    totalReconciliations: (typeof total === 'number' ? total : 0) + 1,
    metadata: {
      revision: record.revision,
      ...(record.origin === undefined ? {} : { originRevision: record.origin }),
    },
  };
  return [entry, ...before.filter((other) => other !== same)].slice(0, kept);
}

/** The history in a Kustomization's status, newest first. */
export function historyOf(owner: KubeObject): JsonObject[] {
  const history = jsonAt(owner, 'status', 'history');
  return Array.isArray(history) ? history.filter(isJsonObject) : [];
}
