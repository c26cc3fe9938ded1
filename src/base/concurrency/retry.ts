import { type Clock, sleep } from '../time/clock.ts';
import type { Random } from '../random.ts';

/** How long to wait between attempts: `initialMs × factor^n`, at most `maxMs`, then up to `jitter` (0 to 1) of it on top. */
export interface Backoff {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
  readonly jitter: number;
}

/** The wait before attempt `attempt + 1`, where `attempt` counts from 0. */
export function backoffDelay(backoff: Backoff, attempt: number, random: Random): number {
  const base = Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** attempt);
  return base * (1 + backoff.jitter * random.float());
}

/**
 * Runs `attempt` until it gives a value, an error that `retryable` refuses, or `attempts` errors; the last error is thrown.
 * `delayMs` may lengthen the wait for an error that says how long to stay away (Retry-After).
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  options: {
    readonly attempts: number;
    readonly backoff: Backoff;
    readonly retryable: (error: unknown) => boolean;
    readonly delayMs?: (error: unknown) => number | undefined;
    readonly clock: Clock;
    readonly random: Random;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count + 1 >= options.attempts || !options.retryable(error)) throw error;
      const wait = Math.max(options.delayMs?.(error) ?? 0, backoffDelay(options.backoff, count, options.random));
      await sleep(options.clock, wait, options.signal);
    }
  }
}
