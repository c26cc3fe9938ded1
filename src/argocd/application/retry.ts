import type { RetryPolicy } from '../../engine/index.ts';
import type { RetrySpec } from './spec.ts';

/** Automated syncs retry five times where the Application says nothing (Argo CD v3.6, controller/appcontroller.go autoSync). */
export const automatedRetry: RetrySpec = { limit: 5, durationMs: 5_000, factor: 2, maxMs: 180_000 };

/** Upstream counts an attempt before it computes the wait, so the first wait is already `duration × factor`. */
export function retryPolicyOf(retry: RetrySpec | undefined): RetryPolicy {
  if (retry === undefined) return { limit: 0, initialMs: 0, factor: 1, maxMs: 0 };
  return { limit: retry.limit, initialMs: retry.durationMs * retry.factor, factor: retry.factor, maxMs: retry.maxMs };
}
