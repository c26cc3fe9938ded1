import type { Clock } from '../time/clock.ts';
import type { Random } from '../random.ts';
import { type Backoff, backoffDelay } from './retry.ts';

/** Which of two waiting keys is handed out first. `low` is for work that nobody waits for. */
export type Priority = 'high' | 'normal' | 'low';

const order: readonly Priority[] = ['high', 'normal', 'low'];

/**
 * A queue of keys with the guarantees of client-go's work queue: a key waits at most once, a key is never handled twice at the
 * same time, and a key that was added while it was handled is handled again afterwards. On top of it: three priorities, delays,
 * and back-off for keys that failed.
 *
 *     for (let key = await queue.next(); key !== undefined; key = await queue.next()) {
 *       try { await handle(key); queue.forget(key); } catch { queue.retry(key); } finally { queue.done(key); }
 *     }
 */
export class WorkQueue<K extends string> {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #backoff: Backoff;
  readonly #waiting: Record<Priority, Set<K>> = { high: new Set(), normal: new Set(), low: new Set() };
  readonly #running = new Set<K>();
  readonly #again = new Map<K, Priority>();
  readonly #delayed = new Map<K, { at: number; cancel: () => void }>();
  readonly #failures = new Map<K, number>();
  readonly #takers: ((key: K | undefined) => void)[] = [];
  #closed = false;

  constructor(options: { clock: Clock; random: Random; backoff?: Backoff }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#backoff = options.backoff ?? { initialMs: 750, factor: 2, maxMs: 15 * 60_000, jitter: 0.1 };
  }

  /** Puts `key` in line now; a key that waits already moves up if `priority` is higher. */
  add(key: K, priority: Priority = 'normal'): void {
    if (this.#closed) return;
    if (this.#running.has(key)) {
      const planned = this.#again.get(key);
      if (planned === undefined || order.indexOf(priority) < order.indexOf(planned)) this.#again.set(key, priority);
      return;
    }
    const current = order.find((name) => this.#waiting[name].has(key));
    if (current !== undefined && order.indexOf(current) <= order.indexOf(priority)) return;
    if (current !== undefined) this.#waiting[current].delete(key);
    const taker = this.#takers.shift();
    if (taker === undefined) {
      this.#waiting[priority].add(key);
      return;
    }
    this.#running.add(key);
    taker(key);
  }

  /** Puts `key` in line after `ms`; of several delays of one key the earliest holds. */
  addAfter(key: K, ms: number, priority: Priority = 'normal'): void {
    if (this.#closed) return;
    const at = this.#clock.now() + ms;
    const planned = this.#delayed.get(key);
    if (planned !== undefined && planned.at <= at) return;
    planned?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#delayed.delete(key);
      this.add(key, priority);
    });
    this.#delayed.set(key, { at, cancel });
  }

  /** Puts `key` in line again after its back-off, which grows with each call until `forget`. Returns the wait in ms. */
  retry(key: K, priority: Priority = 'normal'): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const wait = backoffDelay(this.#backoff, failures, this.#random);
    this.addAfter(key, wait, priority);
    return wait;
  }

  /** Starts the back-off of `key` anew: it succeeded. */
  forget(key: K): void {
    this.#failures.delete(key);
  }

  /** Calls off the delayed turn of `key`: what it waited for is gone. */
  cancel(key: K): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }

  /** The next key, which counts as running until `done`; undefined once the queue is closed. */
  next(): Promise<K | undefined> {
    for (const name of order) {
      for (const key of this.#waiting[name]) {
        this.#waiting[name].delete(key);
        this.#running.add(key);
        return Promise.resolve(key);
      }
    }
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** Says that a key given by `next` has been handled. */
  done(key: K): void {
    this.#running.delete(key);
    const again = this.#again.get(key);
    if (again === undefined) return;
    this.#again.delete(key);
    this.add(key, again);
  }

  /** Hands out nothing more, drops what waits, and lets every waiting taker go. */
  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    for (const name of order) this.#waiting[name].clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  /** How many keys wait for a taker (delayed ones not counted). */
  get depth(): number {
    return order.reduce((sum, name) => sum + this.#waiting[name].size, 0);
  }

  /** How many keys are being handled. */
  get running(): number {
    return this.#running.size;
  }
}
