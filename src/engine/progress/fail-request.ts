import type { Delivery } from '../delivery.ts';
import type { Progress } from './progress.ts';
import { retryDelay } from './advance.ts';

/**
 * What becomes of a run when a pass could not even look (no source, no render, no cluster): a run that was asked for fails with it, and is
 * tried again as its policy says, so that whoever asked gets an answer; one that is to be terminated is; whatever else is under way
 * stays as it is (Argo CD v3, controller/sync.go: comparison errors end an operation).
 */
export function failRequest(
  delivery: Delivery,
  before: Progress | undefined,
  message: string,
  now: number,
): Progress | undefined {
  if (before?.phase === 'terminating')
    return { ...before, phase: 'terminated', message: 'Operation terminated', finishedAt: now };
  const { request, retry, generation } = delivery;
  if (request === undefined) return before;
  const same = before?.requestId === request.id ? before : undefined;
  if (same !== undefined && same.phase !== 'retrying') return before;
  if (same !== undefined && now < (same.finishedAt ?? now) + retryDelay(delivery, same.attempt)) return before;
  const attempt = same === undefined ? 0 : same.attempt + 1;
  return {
    requestId: request.id,
    revision: request.revision ?? '',
    generation,
    phase: retry.limit < 0 || attempt < retry.limit ? 'retrying' : 'error',
    repair: false,
    startedAt: same?.startedAt ?? now,
    finishedAt: now,
    attempt,
    results: [],
    message,
  };
}
