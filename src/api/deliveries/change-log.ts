/** One change: the newest of its key. */
interface Change {
  readonly key: string;
  seq: number;
  before: Change | undefined;
  after: Change | undefined;
}

/**
 * The order in which things last changed. Each key stands in it once, at its last change: however often something changes and however slow
 * a reader is, there is never more to tell than there are keys, and a reader holds nothing but the number up to which it has read.
 */
export class ChangeLog {
  readonly #changes = new Map<string, Change>();
  #last: Change | undefined;
  #seq = 0;
  #floor = 0;

  /** The number of the newest change. */
  get head(): number {
    return this.#seq;
  }

  /** Readers who have read less far may have missed a key that was forgotten. */
  get floor(): number {
    return this.#floor;
  }

  /** How many keys are held. */
  get size(): number {
    return this.#changes.size;
  }

  /** Something changed. */
  touch(key: string): void {
    this.#seq += 1;
    const known = this.#changes.get(key);
    if (known !== undefined) this.#unlink(known);
    const change: Change = known ?? { key, seq: 0, before: undefined, after: undefined };
    change.seq = this.#seq;
    change.before = this.#last;
    change.after = undefined;
    if (this.#last !== undefined) this.#last.after = change;
    this.#last = change;
    this.#changes.set(key, change);
  }

  /** A key that will not be told any more: who has not read of its last change must begin anew. */
  forget(key: string): void {
    const change = this.#changes.get(key);
    if (change === undefined) return;
    this.#floor = Math.max(this.#floor, change.seq);
    this.#unlink(change);
    this.#changes.delete(key);
  }

  /** The keys that changed after `seq`, oldest first, at most `max` of them, and how far that reaches. */
  since(seq: number, max: number): { readonly keys: readonly string[]; readonly upTo: number } {
    let change = this.#last;
    while (change?.before !== undefined && change.before.seq > seq) change = change.before;
    const keys: string[] = [];
    let upTo = seq;
    while (change !== undefined && keys.length < max) {
      if (change.seq > seq) {
        keys.push(change.key);
        upTo = change.seq;
      }
      change = change.after;
    }
    return { keys, upTo: change === undefined ? this.#seq : upTo };
  }

  #unlink(change: Change): void {
    if (change.before !== undefined) change.before.after = change.after;
    if (change.after === undefined) this.#last = change.before;
    else change.after.before = change.before;
    change.before = undefined;
    change.after = undefined;
  }
}
