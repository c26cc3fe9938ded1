import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sleep } from '../../src/base/index.ts';
import { PatientClock } from './patient-clock.ts';

function start(): PatientClock {
  const clock = new PatientClock();
  onTestFinished(() => clock[Symbol.dispose]());
  return clock;
}

/** Keeps the event loop from turning, as a machine does that is busy elsewhere. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('PatientClock', () => {
  it('calls whoever waits, in order, and not who no longer does', async () => {
    const clock = start();
    const called: string[] = [];
    const cancel = clock.after(10, () => called.push('never'));
    clock.after(30, () => called.push('second'));
    clock.after(20, () => called.push('first'));
    cancel();
    const before = clock.now();
    await sleep(clock, 40);
    expect(called).toEqual(['first', 'second']);
    expect(clock.now() - before).toBeGreaterThanOrEqual(39);
  });

  it('lets no deadline pass while nobody gets to work', async () => {
    const clock = start();
    const before = clock.now();
    let late = false;
    clock.after(100, () => (late = true));
    block(200);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    expect(late).toBe(false);
    expect(clock.now() - before).toBeLessThan(100);
  });
});
