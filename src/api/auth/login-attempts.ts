import { type Clock, createLru } from '../../base/index.ts';

/** How many failures are free, and for how long they count: upstream's `ARGOCD_SESSION_FAILURE_*` (Argo CD v3.6, util/session). */
const freeFailures = 5;
const windowMs = 300_000;
/** How many names are remembered. */
const maxNames = 10_000;

interface Failures {
  readonly count: number;
  readonly last: number;
}

/** Remembers failed sign-ins by name: after five of them in five minutes each further one must wait, ever longer. */
export class LoginAttempts {
  readonly #clock: Clock;
  readonly #failures = createLru<Failures>({ max: maxNames });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many ms somebody who signs in as `name` must wait; 0: none. */
  waitMs(name: string): number {
    const failures = this.#current(name);
    if (failures === undefined || failures.count < freeFailures) return 0;
    const pause = Math.min(windowMs, 10_000 * 2 ** (failures.count - freeFailures));
    return Math.max(0, failures.last + pause - this.#clock.now());
  }

  failed(name: string): void {
    const count = (this.#current(name)?.count ?? 0) + 1;
    this.#failures.set(name, { count, last: this.#clock.now() });
  }

  succeeded(name: string): void {
    this.#failures.delete(name);
  }

  #current(name: string): Failures | undefined {
    const failures = this.#failures.get(name);
    return failures === undefined || failures.last + windowMs < this.#clock.now() ? undefined : failures;
  }
}
