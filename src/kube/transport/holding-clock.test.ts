import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/index.ts';
import { holdingClock } from './holding-clock.ts';

describe('holdingClock', () => {
  it('keeps a process alive that only waits', async () => {
    const base = join(import.meta.dirname, '../../base/index.ts');
    const clock = join(import.meta.dirname, 'holding-clock.ts');
    const code = `
      import { sleep, systemClock } from ${JSON.stringify(base)};
      import { holdingClock } from ${JSON.stringify(clock)};
      await sleep(holdingClock(systemClock), 50);
      console.log('woke up');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    expect(stdout).toBe('woke up\n');
  });

  it('waits on the clock it was given', async () => {
    const manual = new ManualClock();
    const clock = holdingClock(manual);
    const ran: string[] = [];
    clock.after(100, () => ran.push('first'));
    const cancel = clock.after(100, () => ran.push('second'));
    cancel();
    await manual.advance(100);
    expect(ran).toEqual(['first']);
    expect(clock.now()).toBe(manual.now());
    expect(manual.pending).toBe(0);
  });
});
