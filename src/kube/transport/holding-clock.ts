import type { Clock } from '../../base/index.ts';

/** Longer than any wait: the hold is ended by the wait itself. */
const longMs = 0x7fff_ffff;

/**
 * `clock`, whose waits keep the process alive: those of the system clock do not, and a command whose only request is waiting for its
 * next attempt would end without a word.
 */
export function holdingClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    after: (ms, run) => {
      const hold = setInterval(() => undefined, longMs);
      const cancel = clock.after(ms, () => {
        clearInterval(hold);
        run();
      });
      return () => {
        clearInterval(hold);
        cancel();
      };
    },
  };
}
