import type { Clock } from '../../base/index.ts';

/** Why a guard ended a watch: it ran on past its time, or its initial events stopped coming. */
export type GuardReason = 'overdue' | 'stalled';

/**
 * Ends a watch that the server should have ended (a proxy that keeps it alive with nothing behind it would go on for ever), and one
 * whose initial events pause, which a WatchList's never do for long: a server that ignores `sendInitialEvents` never says that all
 * have come.
 */
export class WatchGuard {
  readonly #clock: Clock;
  readonly #initialIdleMs: number;
  readonly #abort = new AbortController();
  readonly #cancelOverdue: () => void;
  #cancelStalled: () => void = () => undefined;
  #seenAt: number;
  #reason: GuardReason | undefined;

  constructor(
    clock: Clock,
    options: { readonly maxMs: number; readonly initialIdleMs: number; readonly initial: boolean },
  ) {
    this.#clock = clock;
    this.#initialIdleMs = options.initialIdleMs;
    this.#seenAt = clock.now();
    this.#cancelOverdue = clock.after(options.maxMs, () => this.#end('overdue'));
    if (options.initial) this.#arm(options.initialIdleMs);
  }

  /** Aborts when the guard ends the watch. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why the guard ended the watch; undefined while it has not. */
  get reason(): GuardReason | undefined {
    return this.#reason;
  }

  /** Says that an initial event came. */
  seen(): void {
    this.#seenAt = this.#clock.now();
  }

  /** Says that all initial events have come. */
  filled(): void {
    this.#cancelStalled();
  }

  close(): void {
    this.#cancelStalled();
    this.#cancelOverdue();
  }

  #arm(ms: number): void {
    this.#cancelStalled = this.#clock.after(ms, () => {
      const left = this.#seenAt + this.#initialIdleMs - this.#clock.now();
      if (left > 0) this.#arm(left);
      else this.#end('stalled');
    });
  }

  #end(reason: GuardReason): void {
    this.#reason = reason;
    this.#abort.abort(new Error(`the watch is ${reason}`));
  }
}
