import type { Priority } from '../../base/index.ts';

const order: readonly Priority[] = ['high', 'normal', 'low'];

/** Lets at most `limit` requests run at a time; of those that wait the most urgent goes first, then the one that came first. */
export class PriorityLimiter {
  readonly #waiting: Record<Priority, Set<() => void>> = { high: new Set(), normal: new Set(), low: new Set() };
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Runs `work` when its turn has come; rejects with the signal's reason when it aborts before. */
  async run<T>(priority: Priority, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(priority, signal);
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** How many wait. */
  get waiting(): number {
    return order.reduce((sum, priority) => sum + this.#waiting[priority].size, 0);
  }

  #turn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const queue = this.#waiting[priority];
      const abort = (): void => {
        queue.delete(go);
        reject(signal?.reason as Error);
      };
      const go = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      queue.add(go);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  #pass(): void {
    for (const priority of order) {
      for (const go of this.#waiting[priority]) {
        this.#waiting[priority].delete(go);
        return go();
      }
    }
    this.#free += 1;
  }
}
