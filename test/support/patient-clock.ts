import type { Clock } from '../../src/base/index.ts';

/** How often the clock is moved on, in ms, and by how much at most. */
const [tickMs, longestStepMs] = [10, 20];

/**
 * The machine's clock as seen by a process that gets its share of it: each turn of the event loop moves it on by some milliseconds at
 * most. Where the machine is busy with something else, deadlines come later by as much as what has to be done before them. For tests
 * in which deadlines, real servers and their clients share one process.
 */
export class PatientClock implements Clock, Disposable {
  readonly #waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  readonly #ticks: NodeJS.Timeout;
  #now = Date.now();
  #seen = performance.now();

  constructor() {
    this.#ticks = setInterval(() => this.#tick(), tickMs).unref();
  }

  now(): number {
    return Math.floor(this.#now);
  }

  after(ms: number, run: () => void): () => void {
    const waiting = { at: this.#now + ms, run };
    this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticks);
  }

  #tick(): void {
    const seen = performance.now();
    this.#now += Math.min(seen - this.#seen, longestStepMs);
    this.#seen = seen;
    const due = [...this.#waiting].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    for (const waiting of due) if (this.#waiting.delete(waiting)) waiting.run();
  }
}
