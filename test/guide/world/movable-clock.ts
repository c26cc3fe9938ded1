import type { Clock } from '../../../src/base/index.ts';

/** The machine's clock, which can be moved on: what waits for the time that is skipped over is called at once. */
export class MovableClock implements Clock {
  #ahead = 0;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  after(ms: number, run: () => void): () => void {
    const waiting: Waiting = { at: this.now() + ms, run, timer: undefined };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return () => this.#end(waiting);
  }

  /** Lets `ms` pass. */
  moveOn(ms: number): void {
    this.#ahead += ms;
    for (const waiting of [...this.#waiting].sort((a, b) => a.at - b.at)) this.#arm(waiting);
  }

  #arm(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    // setTimeout fires at once for delays that do not fit into 31 bits.
    const ms = Math.min(Math.max(0, waiting.at - this.now()), 0x7fff_ffff);
    waiting.timer = setTimeout(() => {
      this.#end(waiting);
      waiting.run();
    }, ms).unref();
  }

  #end(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
  }
}

interface Waiting {
  readonly at: number;
  readonly run: () => void;
  timer: NodeJS.Timeout | undefined;
}
