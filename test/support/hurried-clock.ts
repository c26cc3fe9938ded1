import type { Clock } from '../../src/base/index.ts';

/** The machine's clock, run `factor` times as fast, which remembers what was waited for. For tests with a real server. */
export class HurriedClock implements Clock {
  /** The waits that were begun, in ms of this clock. */
  readonly waits: number[] = [];
  readonly #factor: number;
  readonly #start = performance.now();

  constructor(factor: number) {
    this.#factor = factor;
  }

  now(): number {
    return Math.round(Date.UTC(2026, 0, 1) + (performance.now() - this.#start) * this.#factor);
  }

  after(ms: number, run: () => void): () => void {
    this.waits.push(ms);
    const timer = setTimeout(run, ms / this.#factor);
    return () => clearTimeout(timer);
  }
}
