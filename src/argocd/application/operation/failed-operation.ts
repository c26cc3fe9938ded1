import { formatTime, isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import { retryPolicyOf } from '../retry.ts';
import { readOperation } from './operation-spec.ts';
import { kitchen } from './kitchen.ts';
import { requestedOperation, storedForm } from './operation.ts';
import { sourceOf } from './operation-state.ts';
import { progressOfApplication } from './progress.ts';

/**
 * What becomes of an operation that cannot begin, since the spec is broken or names nothing to do: an error at once, or after the
 * retries that it asks for (Argo CD v3.6, controller/sync.go SyncAppState). Undefined where none is asked for, one is under way, which what
 * it has is enough for, or its next attempt is not due.
 */
export function failedOperation(owner: KubeObject, why: string, now: number): JsonObject | undefined {
  const requested = requestedOperation(owner);
  if (requested === undefined) return undefined;
  const before = progressOfApplication(owner);
  if (before?.phase === 'running' || before?.phase === 'terminating') return undefined;
  const retry = retryPolicyOf(readOperation(owner)?.retry);
  const delayOf = (attempt: number): number => Math.min(retry.maxMs, retry.initialMs * retry.factor ** attempt);
  const again = before?.phase === 'retrying' ? before : undefined;
  if (again !== undefined && now < (again.finishedAt ?? 0) + delayOf(again.attempt)) return undefined;
  const attempt = again === undefined ? 0 : again.attempt + 1;
  const operation = storedForm(requested);
  const state = {
    operation,
    startedAt: formatTime(again?.startedAt ?? now),
    finishedAt: formatTime(now),
    syncResult: { revision: textAt(operation, 'sync', 'revision'), source: sourceOf(owner, operation) },
  };
  if (retry.limit < 0 || attempt < retry.limit) {
    const at = new Date(now + delayOf(attempt));
    const message = `${why}. Retrying attempt #${attempt + 1} at ${kitchen(at)}.`;
    return { ...state, phase: 'Running', message, retryCount: attempt + 1 };
  }
  const tried = attempt === 0 ? '' : ` (retried ${attempt} times).`;
  return { ...state, phase: 'Error', message: `${why}${tried}`, ...(attempt === 0 ? {} : { retryCount: attempt }) };
}

/** Why an operation cannot begin whatever the source says: it names nothing to do. */
export function faultOfOperation(owner: KubeObject): string | undefined {
  const { operation } = owner;
  if (!isJsonObject(operation) || isJsonObject(jsonAt(operation, 'sync'))) return undefined;
  return 'Invalid operation request: no operation specified';
}
