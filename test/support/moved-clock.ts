import type { Clock } from '../../src/base/index.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
  handle: NodeJS.Timeout;
}

/** The machine's clock, moved ahead by hand: what is due by then runs at once. For tests of long waits with a real server. */
export class MovedClock implements Clock {
  readonly #timers = new Set<Timer>();
  #aheadMs = 0;

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.now() + ms, run, handle: setTimeout(() => this.#fire(timer), bounded(ms)) };
    this.#timers.add(timer);
    return () => this.#drop(timer);
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
    const now = this.now();
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (!this.#timers.has(timer)) continue;
      if (timer.at <= now) this.#fire(timer);
      else {
        clearTimeout(timer.handle);
        timer.handle = setTimeout(() => this.#fire(timer), bounded(timer.at - now));
      }
    }
  }

  #fire(timer: Timer): void {
    this.#drop(timer);
    timer.run();
  }

  #drop(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}

/** What a timer of Node.js can wait. */
function bounded(ms: number): number {
  return Math.min(ms, 2 ** 31 - 1);
}
