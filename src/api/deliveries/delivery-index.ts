import type { DeliveryRow } from '../contract/index.ts';
import { ChangeLog } from './change-log.ts';
import { type Entry, entryOf, FacetCodes } from './entry.ts';

/** How many deliveries that are gone are remembered, for readers who have not heard of it yet. */
const maxGone = 10_000;

/**
 * All deliveries, in memory, with the order of their changes. It is filled from informers, and knows nothing of who reads it.
 */
export class DeliveryIndex {
  readonly log = new ChangeLog();
  readonly codes = new FacetCodes();
  readonly #entries = new Map<string, Entry>();
  /** Those that are gone, oldest first, as they last were: who might see them is told. */
  readonly #gone = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** A delivery that is not there any more, as it last was. */
  gone(id: string): Entry | undefined {
    return this.#gone.get(id);
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** A delivery is so now. What says the same as before is no change. */
  put(row: DeliveryRow): void {
    const before = this.#entries.get(row.id);
    const formerly = before?.row.project === row.project ? before?.formerly : before?.row;
    const entry = entryOf(row, this.codes, formerly);
    if (before?.json() === entry.json()) return;
    this.#entries.set(row.id, entry);
    this.#gone.delete(row.id);
    this.#changed(row.id);
  }

  /** A delivery is gone. */
  remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#gone.set(id, entry);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > maxGone && oldest !== undefined) {
      this.#gone.delete(oldest);
      for (const topic of ['', 'detail ', 'tree ', 'events ']) this.log.forget(`${topic}${oldest}`);
    }
    this.#changed(id);
  }

  /** Something about a delivery changed that its row does not tell: its details, its tree. */
  touch(topic: string): void {
    this.#changed(topic);
  }

  /** Calls `changed` after each change; returns the way to end it. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  #changed(key: string): void {
    this.log.touch(key);
    for (const listener of this.#listeners) listener();
  }
}
