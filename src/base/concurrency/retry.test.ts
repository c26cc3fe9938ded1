import { describe, expect, it } from 'vitest';
import { ManualClock } from '../time/clock.ts';
import { seededRandom } from '../random.ts';
import { retry } from './retry.ts';

const backoff = { initialMs: 100, factor: 2, maxMs: 1_000, jitter: 0 };
const options = (clock: ManualClock, more: Partial<Parameters<typeof retry>[1]> = {}) => ({
  attempts: 4,
  backoff,
  retryable: () => true,
  clock,
  random: seededRandom(1),
  ...more,
});

/** Fails `failures` times, then gives the time. */
function failing(clock: ManualClock, failures: number): () => Promise<number> {
  let left = failures;
  return () => {
    if (left === 0) return Promise.resolve(clock.now());
    left -= 1;
    return Promise.reject(new Error(`failure, ${left} left`));
  };
}

describe('retry', () => {
  it('waits longer each time', async () => {
    const clock = new ManualClock(0);
    const done = retry(failing(clock, 3), options(clock));
    await clock.advance(10_000);
    expect(await done).toBe(100 + 200 + 400);
  });

  it('throws the last error when attempts are used up', async () => {
    const clock = new ManualClock(0);
    const done = retry(failing(clock, 9), options(clock));
    const outcome = expect(done).rejects.toThrow('failure, 5 left');
    await clock.advance(10_000);
    await outcome;
  });

  it('throws at once what is not retryable', async () => {
    const clock = new ManualClock(0);
    await expect(retry(failing(clock, 9), options(clock, { retryable: () => false }))).rejects.toThrow('8 left');
  });

  it('stays away as long as the error says', async () => {
    const clock = new ManualClock(0);
    const done = retry(failing(clock, 1), options(clock, { delayMs: () => 5_000 }));
    await clock.advance(10_000);
    expect(await done).toBe(5_000);
  });

  it('ends with the signal', async () => {
    const clock = new ManualClock(0);
    const stop = new AbortController();
    const done = retry(failing(clock, 9), options(clock, { signal: stop.signal }));
    const outcome = expect(done).rejects.toThrow('stop');
    await clock.advance(50);
    stop.abort(new Error('stop'));
    await outcome;
  });
});
