import {
  type Clock,
  type ClusterKey,
  createLru,
  describeKey,
  formatKey,
  type KubeObject,
  type Lru,
  type ObjectKey,
  textAt,
} from '../../base/index.ts';
import type { ObjectState } from '../plan/index.ts';

/** Another manager that keeps changing one field back. */
export interface Fight {
  readonly object: string;
  readonly manager: string;
  readonly field: string;
}

const reverts = 5;
const withinMs = 60_000;
const answerMs = 2_000;
const pauseMs = 60_000;

/**
 * Notices fights: five reverts of the same field by the same manager within a minute, each within two seconds of our write. Repairs of
 * such an object are then slowed to one a minute, and the fight is said, until it stops.
 */
export class FightWatch {
  readonly #clock: Clock;
  readonly #reverts: Lru<{ times: number[]; fight: Fight }> = createLru({ max: 10_000 });
  readonly #written: Lru<{ readonly at: number; readonly digest: string }> = createLru({ max: 10_000 });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** We wrote the object now, to be what `digest` names. */
  wrote(cluster: ClusterKey, key: ObjectKey, digest: string): void {
    this.#written.set(idOf(cluster, key), { at: this.#clock.now(), digest });
  }

  /** Looks at an object that differs from what it should be: counts the revert where it came at once, and it should still be what we wrote. */
  differs(cluster: ClusterKey, state: ObjectState, ourManager: string): void {
    const id = idOf(cluster, state.key);
    const now = this.#clock.now();
    const written = this.#written.get(id);
    const field = state.differences[0]?.path.join('.');
    if (written === undefined || state.live === undefined || field === undefined) return;
    // A new commit makes a difference too, which nobody fights about.
    if (now - written.at > answerMs || written.digest !== state.digest) return;
    this.#written.delete(id);
    const manager = lastManager(state.live, ourManager);
    const entry = this.#reverts.get(id);
    const same = entry?.fight.manager === manager && entry.fight.field === field;
    const times = [...(same ? entry.times : []), now].filter((time) => now - time <= withinMs).slice(-reverts);
    this.#reverts.set(id, { times, fight: { object: describeKey(state.key), manager, field } });
  }

  /** The fight over an object that is on, and until when its repair is put off. */
  fightOver(cluster: ClusterKey, key: ObjectKey): { readonly fight: Fight; readonly until: number } | undefined {
    const entry = this.#reverts.get(idOf(cluster, key));
    const last = entry?.times.at(-1);
    if (entry === undefined || last === undefined || entry.times.length < reverts) return undefined;
    const until = last + pauseMs;
    if (this.#clock.now() < until) return { fight: entry.fight, until };
    // One more try: the next revert within the window opens the fight again at once.
    entry.times.shift();
    return undefined;
  }
}

function idOf(cluster: ClusterKey, key: ObjectKey): string {
  return `${cluster}|${formatKey(key)}`;
}

/** The manager that wrote last, other than we. */
function lastManager(live: KubeObject, ourManager: string): string {
  const others = (live.metadata.managedFields ?? []).filter((entry) => entry['manager'] !== ourManager);
  const [last] = others.sort((a, b) => textAt(b, 'time').localeCompare(textAt(a, 'time')));
  return textAt(last, 'manager') || 'an unknown manager';
}
