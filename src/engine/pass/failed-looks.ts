import { createLru, formatKey, type Lru, sha256 } from '../../base/index.ts';
import type { OwnerKey } from '../delivery.ts';
import { ownerId } from '../owner-id.ts';
import type { Plan } from '../plan/index.ts';
import type { Awaited, RunFailure } from '../progress/index.ts';
import type { ObjectStates } from './object-states.ts';

/**
 * What deliveries looked like when their last run failed, so that it is tried again as soon as something is different, and not only when
 * its retry is due. What only moves (versions, statuses) is no difference. It is a cache: after a restart retries come when they are due.
 */
export class FailedLooks {
  readonly #looks: Lru<{ readonly look: string }> = createLru({ max: 20_000 });

  /** A run of `owner` has ended with things as they are now. */
  ended(
    owner: OwnerKey,
    failed: RunFailure | undefined,
    states: ObjectStates,
    plan: Plan,
    awaited: readonly Awaited[],
  ): void {
    if (failed === undefined && plan.problems.length === 0) this.#looks.delete(ownerId(owner));
    else this.#looks.set(ownerId(owner), { look: lookOf(states, plan, awaited) });
  }

  /** Whether things are different from when the last run of `owner` failed; false where that is not known. */
  hasChanged(owner: OwnerKey, states: ObjectStates, plan: Plan, awaited: readonly Awaited[]): boolean {
    const known = this.#looks.get(ownerId(owner));
    return known !== undefined && known.look !== lookOf(states, plan, awaited);
  }

  /** `owner` is gone. */
  forget(owner: OwnerKey): void {
    this.#looks.delete(ownerId(owner));
  }
}

function lookOf({ states }: ObjectStates, { problems, refused }: Plan, awaited: readonly Awaited[]): string {
  const objects = states.map(({ key, sync, live }) =>
    [formatKey(key), sync, live?.metadata.uid, live?.metadata.deletionTimestamp !== undefined].join(' '),
  );
  const health = awaited.map((one) => `${formatKey(one.key)} ${one.health?.status ?? ''}`);
  const left = [...problems, ...refused].map(({ code, object }) => `${code} ${object ?? ''}`);
  return sha256([objects, health, left].map((lines) => lines.sort().join('\n')).join('\n\n'));
}
