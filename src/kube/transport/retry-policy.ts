import type { Backoff } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import { NetworkError } from './network-error.ts';
import type { TransportRequest } from './transport.ts';

/** How often a request is sent at most. */
export const requestAttempts = 5;
/** How long it waits before it is sent again. */
export const requestBackoff: Backoff = { initialMs: 100, factor: 3, maxMs: 5_000, jitter: 0.5 };

/** A server that asks to stay away for longer gets its error passed on: whoever asked may have better to do than to wait. */
const maxRetryAfterMs = 30_000;

/**
 * Whether sending `request` again may help and cannot harm. 429, and 503 with Retry-After, say that the server did nothing; other
 * failures that pass by themselves are tried again only where twice is the same as once, or where the request never went out.
 */
export function isRetryable(error: unknown, request: TransportRequest): boolean {
  if (!(error instanceof KubeError)) return false;
  if (error instanceof NetworkError) return error.code === 'unavailable' && (request.idempotent || !error.sent);
  if ((error.retryAfterMs ?? 0) > maxRetryAfterMs) return false;
  const asked = error.retryAfterMs !== undefined;
  if (error.httpStatus === 429 || error.httpStatus === 503) return asked || request.idempotent;
  if (error.httpStatus === 502) return request.idempotent;
  return error.httpStatus >= 500 && asked && request.idempotent;
}

/** What the server asked for, as retry wants it. */
export function askedDelay(error: unknown): number | undefined {
  return error instanceof KubeError ? error.retryAfterMs : undefined;
}
