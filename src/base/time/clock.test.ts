import { describe, expect, it } from 'vitest';
import { formatTime, ManualClock, sleep, systemClock } from './clock.ts';

describe('ManualClock', () => {
  it('runs what falls due, in order, each at its own time', async () => {
    const clock = new ManualClock(0);
    const seen: [string, number][] = [];
    clock.after(20, () => seen.push(['b', clock.now()]));
    clock.after(10, () => {
      seen.push(['a', clock.now()]);
      clock.after(5, () => seen.push(['c', clock.now()]));
    });
    await clock.advance(20);
    expect(seen).toEqual([
      ['a', 10],
      ['c', 15],
      ['b', 20],
    ]);
  });
});

describe('sleep', () => {
  it('ends at its time', async () => {
    const clock = new ManualClock(0);
    const slept = sleep(clock, 100).then(() => clock.now());
    await clock.advance(100);
    expect(await slept).toBe(100);
  });

  it('ends with the signal, and leaves no timer behind', async () => {
    const clock = new ManualClock(0);
    const stop = new AbortController();
    const slept = sleep(clock, 100, stop.signal);
    stop.abort(new Error('stop'));
    await expect(slept).rejects.toThrow('stop');
    expect(clock.pending).toBe(0);
    await expect(sleep(clock, 100, stop.signal)).rejects.toThrow('stop');
  });
});

describe('systemClock', () => {
  it('does not fire at once for delays beyond 31 bits', async () => {
    let fired = false;
    const cancel = systemClock.after(2 ** 40, () => {
      fired = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    cancel();
    expect(fired).toBe(false);
  });
});

describe('formatTime', () => {
  it('writes whole seconds', () => {
    expect(formatTime(Date.UTC(2026, 10, 24, 7, 5, 9, 999))).toBe('2026-11-24T07:05:09Z');
  });
});
