import type { StoredChange } from '../storage.ts';

/** The last changes, oldest first; versions have no gaps. What falls out can be neither watched from nor listed at. */
export class ChangeWindow {
  readonly #limit: number;
  #changes: StoredChange[] = [];
  #start: number;

  /** Keeps at least the last `limit` changes after version `start`. */
  constructor(limit: number, start: number) {
    this.#limit = limit;
    this.#start = start;
  }

  push(change: StoredChange): void {
    this.#changes.push(change);
    // Dropping in bulk keeps the cost of a change constant.
    if (this.#changes.length >= this.#limit * 2) {
      const dropped = this.#changes.length - this.#limit;
      this.#start = this.#changes[dropped - 1]?.resourceVersion ?? this.#start;
      this.#changes = this.#changes.slice(dropped);
    }
  }

  /** The changes after `resourceVersion`, oldest first; undefined where some of them are no longer kept. */
  after(resourceVersion: number): readonly StoredChange[] | undefined {
    if (resourceVersion < this.#start) return undefined;
    return this.#changes.slice(resourceVersion - this.#start);
  }
}
