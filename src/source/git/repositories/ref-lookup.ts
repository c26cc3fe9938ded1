import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../base/index.ts';
import type { RemoteRefs } from '../wire/index.ts';
import { SharedWork } from '../../shared-work.ts';

/** What the references of a repository were. */
export interface RefSnapshot {
  readonly refs: RemoteRefs;
  /** What was asked for: names and beginnings of names. */
  readonly prefixes: readonly string[];
}

/** A look-up that was sent: which one it was, when, and what came of it. */
interface Outcome {
  readonly sequence: number;
  readonly at: number;
  readonly result:
    | { readonly kind: 'refs'; readonly snapshot: RefSnapshot }
    | { readonly kind: 'failure'; readonly reason: unknown };
}

/** What everybody may want. */
const usualPrefixes: readonly string[] = ['HEAD', 'refs/heads/', 'refs/tags/'];

/** How many further names are asked for; those that were wanted longest ago are dropped. */
const maxUnusual = 500;

/** A failure answers others for that long at most, so that a host that comes back is seen soon. */
const failureKeptMs = 10_000;

/**
 * The references of one repository through one set of credentials. However many ask, one look-up runs at a time, and none where one that
 * is young enough has been made.
 */
export class RefLookup {
  readonly #list: (prefixes: readonly string[], signal: AbortSignal) => Promise<RemoteRefs>;
  readonly #clock: Clock;
  readonly #work = new SharedWork<Outcome>();
  readonly #subscribers = new Set<() => void>();
  readonly #unusual = new Set<string>();
  readonly #onError: (error: unknown) => void;
  #sent = 0;
  /** Look-ups up to this one are too old, whatever their age. */
  #expired = 0;
  #latest: Outcome | undefined;
  #snapshot: RefSnapshot | undefined;

  constructor(options: {
    readonly list: (prefixes: readonly string[], signal: AbortSignal) => Promise<RemoteRefs>;
    readonly clock: Clock;
    /** Told what a subscriber threw. */
    readonly onError: (error: unknown) => void;
  }) {
    this.#list = options.list;
    this.#clock = options.clock;
    this.#onError = options.onError;
  }

  /** What a look-up that was sent at most `maxAgeMs` ago found; 0: one that is sent from now on. Throws SourceError. */
  async get(maxAgeMs: number, signal?: AbortSignal): Promise<RefSnapshot> {
    const askedAt = this.#clock.now();
    const sentBefore = this.#sent;
    const suits = ({ sequence, at, result }: Outcome): boolean =>
      sequence > sentBefore ||
      (sequence > this.#expired &&
        askedAt - at < (result.kind === 'refs' ? maxAgeMs : Math.min(maxAgeMs, failureKeptMs)));
    let outcome = this.#latest;
    // What is under way may have been sent before the push that we are asked about.
    while (outcome === undefined || !suits(outcome)) {
      outcome = await this.#work.run('', signal, (ended) => this.#lookUp(ended));
    }
    if (outcome.result.kind === 'failure') throw outcome.result.reason;
    return outcome.result.snapshot;
  }

  /** Whether a look-up has ever succeeded. */
  get hasSucceeded(): boolean {
    return this.#snapshot !== undefined;
  }

  /** The latest references, however old; undefined before the first look-up that succeeded. */
  get lastKnown(): RefSnapshot | undefined {
    return this.#snapshot;
  }

  /** Asks for these names too from now on. Whether that is news. */
  want(names: readonly string[]): boolean {
    const fresh = names.some((name) => !this.#unusual.has(name));
    for (const name of names) {
      this.#unusual.delete(name);
      this.#unusual.add(name);
    }
    for (const name of this.#unusual) {
      if (this.#unusual.size <= maxUnusual) break;
      this.#unusual.delete(name);
    }
    return fresh;
  }

  /** Calls `changed` when a look-up finds that a reference moved; returns the way to end it. */
  subscribe(changed: () => void): () => void {
    // Each subscription is one of its own, also of the same function.
    const subscriber = (): void => changed();
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** What was found before now answers nobody any more: something moved, and nobody waits to hear of it. */
  expire(): void {
    this.#expired = this.#sent;
  }

  /** Whether anybody wants to hear of moves. */
  get isWatched(): boolean {
    return this.#subscribers.size > 0;
  }

  async #lookUp(signal: AbortSignal): Promise<Outcome> {
    // Those who ask in the same turn of the event loop get the same answer.
    await setImmediate();
    this.#sent += 1;
    const sent = { sequence: this.#sent, at: this.#clock.now() };
    const prefixes = [...usualPrefixes, ...this.#unusual];
    try {
      const snapshot = { refs: await this.#list(prefixes, signal), prefixes };
      const before = this.#snapshot;
      this.#snapshot = snapshot;
      this.#latest = { ...sent, result: { kind: 'refs', snapshot } };
      if (before !== undefined && hasMoved(before, snapshot)) this.#tell();
      return this.#latest;
    } catch (error) {
      const outcome: Outcome = { ...sent, result: { kind: 'failure', reason: error } };
      if (!signal.aborted) this.#latest = outcome;
      return outcome;
    }
  }

  #tell(): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** Whether a reference that `before` would have shown differs in `after`. */
function hasMoved(before: RefSnapshot, after: RefSnapshot): boolean {
  for (const [name, ref] of before.refs) {
    const now = after.refs.get(name);
    if (now?.commit !== ref.commit || now.target !== ref.target) return true;
  }
  const wasAskedFor = (name: string): boolean => before.prefixes.some((prefix) => name.startsWith(prefix));
  return [...after.refs.keys()].some((name) => !before.refs.has(name) && wasAskedFor(name));
}
