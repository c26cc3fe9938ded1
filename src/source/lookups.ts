import { type Clock, createLru, type Lru } from '../base/index.ts';
import { SharedWork } from './shared-work.ts';

/** How old an answer may be, and how to stop waiting for it. */
export interface LookupOptions {
  /** At most so long ago it was asked for (0: now). */
  readonly maxAgeMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Answers of a remote side that all share who ask the same: one request at a time, and none where a young answer is at hand. */
export class Lookups<T> {
  readonly #clock: Clock;
  readonly #work = new SharedWork<T>();
  readonly #answers: Lru<{ readonly value: T; readonly at: number }>;

  constructor(clock: Clock, max = 1000) {
    this.#clock = clock;
    this.#answers = createLru({ max });
  }

  async get(key: string, options: LookupOptions, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined && this.#clock.now() - known.at <= options.maxAgeMs && options.maxAgeMs > 0)
      return known.value;
    return await this.#work.run(key, options.signal, async (signal) => {
      const at = this.#clock.now();
      const value = await ask(signal);
      this.#answers.set(key, { value, at });
      return value;
    });
  }
}
