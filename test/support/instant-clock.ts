import type { Clock } from '../../src/base/index.ts';

/** A clock on which every wait is over at once: time jumps on by it. For tests whose other side is a real server. */
export class InstantClock implements Clock {
  /** How long was waited, each time. */
  readonly waits: number[] = [];
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    let cancelled = false;
    setImmediate(() => {
      if (cancelled) return;
      this.waits.push(ms);
      this.#now += ms;
      run();
    });
    return () => {
      cancelled = true;
    };
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.#now += ms;
  }
}
