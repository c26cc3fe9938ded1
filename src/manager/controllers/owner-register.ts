import type { Clock } from '../../base/index.ts';
import { type Informer, untilAbort, untilSynced } from '../../kube/index.ts';

/**
 * Knows which owners there are, of every dialect, also of those that this process does not run: whose marks an object carries decides
 * whether it may be touched. On doubt, while a kind has not been listed yet, an owner counts as being there.
 */
export class OwnerRegister {
  readonly #kinds = new Map<string, { readonly informer: Informer; synced: boolean }>();
  readonly #settled = Promise.withResolvers<void>();
  readonly #late: () => void;
  #complete = false;

  /** `late` is called when the owners of a kind are known that `settled` did not wait for any longer. */
  constructor(late: () => void) {
    this.#late = late;
  }

  /** The owners of `kind` are watched from now on. */
  add(kind: string, informer: Informer): void {
    const known = { informer, synced: false };
    this.#kinds.set(kind, known);
    const late = this.#complete;
    informer.synced().then(
      () => {
        known.synced = true;
        if (late) this.#late();
      },
      () => undefined,
    );
  }

  /** Every kind that is served has been added: waits for their owners, but not for a kind that cannot be listed. Never throws. */
  async complete(clock: Clock, signal: AbortSignal): Promise<void> {
    this.#complete = true;
    const since = clock.now();
    const kinds = [...this.#kinds.values()];
    await Promise.allSettled(kinds.map(({ informer }) => untilSynced(informer, { since, clock }, signal)));
    this.#settled.resolve();
  }

  /** Waits until it is known which owners there are, as far as that can be said. */
  settled(signal: AbortSignal): Promise<void> {
    return untilAbort(this.#settled.promise, signal);
  }

  exists({ kind, namespace, name }: { kind: string; namespace: string; name: string }): boolean {
    const known = this.#kinds.get(kind);
    if (known === undefined) return !this.#complete;
    return !known.synced || known.informer.get(namespace, name) !== undefined;
  }
}
