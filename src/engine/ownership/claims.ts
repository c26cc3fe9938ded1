import {
  type ClusterKey,
  describeKey,
  formatKey,
  type KubeObject,
  type ObjectKey,
  type Place,
  type Problem,
} from '../../base/index.ts';
import type { OwnerKey } from '../delivery.ts';
import type { Tracker } from '../dialect.ts';
import { describeOwner, type OwnerId, ownerId } from '../owner-id.ts';

/** An owner as marks name it: in whatever cluster its objects are, it lies in ours. */
type Named = Pick<OwnerKey, 'group' | 'kind' | 'namespace' | 'name'>;

/** An object that `owner` wants, and `holder` has. */
interface Refusal {
  readonly key: ObjectKey;
  readonly owner: OwnerKey;
  readonly holder: OwnerId;
}

/**
 * Who delivers which object: no object has two owners, of whatever dialect. The marks on the live object decide; for objects that
 * are not there yet the owner that claimed first does, among those that may write now. An owner that gave an object up, or is gone,
 * stands in nobody's way.
 */
export class Claims {
  readonly #trackers: readonly Tracker[];
  readonly #exists: (owner: Named) => boolean;
  readonly #changed: (owner: OwnerId) => void;
  readonly #claims = new Map<string, OwnerKey>();
  /** What each owner wants, also where another claimed it first. */
  readonly #byOwner = new Map<OwnerId, Set<string>>();
  /** Who was refused which object, and who had it: by the one that was refused, then by object. */
  readonly #refusals = new Map<OwnerId, ReadonlyMap<string, Refusal>>();
  readonly #freed = new Set<OwnerId>();
  /** Owners that write nothing until somebody asks them to. */
  readonly #resting = new Set<OwnerId>();

  constructor(options: {
    readonly trackers: readonly Tracker[];
    /** Whether the custom resource of an owner that marks name is there. */
    readonly exists: (owner: Named) => boolean;
    /** Called when another owner began or ceased to want what `owner` has, and when `owner` may have what it was refused. */
    readonly changed: (owner: OwnerId) => void;
  }) {
    this.#trackers = options.trackers;
    this.#exists = options.exists;
    this.#changed = options.changed;
  }

  /**
   * Says which objects `owner` now delivers, instead of those before; returns the keys that another owner claimed first. What an owner
   * claims that does not write by itself (`writes`) yields to one that does: else nobody would ever make it.
   */
  claim(
    cluster: ClusterKey,
    owner: OwnerKey,
    keys: readonly ObjectKey[],
    writes = true,
  ): ReadonlyMap<string, OwnerKey> {
    const id = ownerId(owner);
    const before = this.#byOwner.get(id) ?? new Set();
    const displaced = new Set<OwnerId>();
    const now = new Set<string>();
    const taken = new Map<string, OwnerKey>();
    for (const key of keys) {
      const text = `${cluster}|${formatKey(key)}`;
      const holder = this.#claims.get(text);
      const other = holder === undefined || ownerId(holder) === id ? undefined : ownerId(holder);
      if (holder !== undefined && other !== undefined && !(writes && this.#resting.has(other)))
        taken.set(formatKey(key), holder);
      else {
        if (other !== undefined) displaced.add(other);
        this.#claims.set(text, owner);
      }
      now.add(text);
    }
    for (const text of before) if (!now.has(text)) this.#unclaim(text, id);
    this.#byOwner.set(id, now);
    this.#tellRefused(id, now);
    for (const other of displaced) this.#changed(other);
    if (writes) this.#resting.delete(id);
    else this.rest(owner);
    return taken;
  }

  /** `owner` writes nothing any more until it claims anew: those that it stands in the way of get a turn. */
  rest(owner: OwnerKey): void {
    const id = ownerId(owner);
    if (this.#resting.has(id)) return;
    this.#resting.add(id);
    this.#tellRefused(id, new Set());
  }

  /** `owner` is gone: what it claimed is free. */
  release(owner: OwnerKey): void {
    const id = ownerId(owner);
    this.refused('', owner, []);
    this.#freed.delete(id);
    this.#resting.delete(id);
    for (const text of this.#byOwner.get(id) ?? []) this.#unclaim(text, id);
    this.#byOwner.delete(id);
    this.#tellRefused(id, new Set());
  }

  /** Says which objects `owner` was refused, instead of those before, and who has each of them. */
  refused(
    cluster: ClusterKey,
    owner: OwnerKey,
    refusals: readonly { readonly key: ObjectKey; readonly holder: Named }[],
  ): void {
    const id = ownerId(owner);
    const before = this.#refusals.get(id) ?? new Map<string, Refusal>();
    const now = new Map(
      refusals.map(({ key, holder }) => {
        const refusal = { key, owner, holder: ownerId({ ...holder, cluster: owner.cluster }) };
        return [`${cluster}|${formatKey(key)}`, refusal];
      }),
    );
    if (now.size === 0) this.#refusals.delete(id);
    else this.#refusals.set(id, now);
    for (const [text, { holder }] of now) if (before.get(text)?.holder !== holder) this.#changed(holder);
    for (const [text, { holder }] of before) if (now.get(text)?.holder !== holder) this.#changed(holder);
  }

  /** The other owners that want what `owner` has, and were refused. */
  contenders(owner: OwnerKey): readonly { readonly key: ObjectKey; readonly owner: OwnerKey }[] {
    const id = ownerId(owner);
    return [...this.#refusals.values()].flatMap((refusals) =>
      [...refusals.values()].filter(({ holder }) => holder === id),
    );
  }

  /** Whether another owner wants an object that `owner` has and does not want any more. */
  isContended(cluster: ClusterKey, owner: OwnerKey, key: ObjectKey): boolean {
    const id = ownerId(owner);
    const text = `${cluster}|${formatKey(key)}`;
    const claimed = this.#claims.get(text);
    if (claimed !== undefined && ownerId(claimed) !== id) return true;
    return [...this.#refusals.values()].some((refusals) => refusals.get(text)?.holder === id);
  }

  /** Whether something became free that `owner` was refused, since this was last asked: what failed for it may be tried again at once. */
  takeFreed(owner: OwnerKey): boolean {
    return this.#freed.delete(ownerId(owner));
  }

  #unclaim(text: string, id: OwnerId): void {
    const holder = this.#claims.get(text);
    if (holder !== undefined && ownerId(holder) === id) this.#claims.delete(text);
  }

  /** Those who were refused what `holder` does not claim get a turn: they may have it. */
  #tellRefused(holder: OwnerId, claimed: ReadonlySet<string>): void {
    for (const [id, refusals] of this.#refusals) {
      const freed = [...refusals].some(([text, refusal]) => refusal.holder === holder && !claimed.has(text));
      if (!freed) continue;
      this.#freed.add(id);
      this.#changed(id);
    }
  }

  /** The owner that the marks on a live object name, where it is another one that still stands for the object. */
  foreignOwner(cluster: ClusterKey, owner: OwnerKey, live: KubeObject, key: ObjectKey): Named | undefined {
    for (const tracker of this.#trackers) {
      const marked = tracker.ownerOf(live);
      if (marked === undefined) continue;
      if (ownerId({ ...marked, cluster: owner.cluster }) === ownerId(owner)) continue;
      if (!this.#exists(marked)) continue;
      const markedId = ownerId({ ...marked, cluster: owner.cluster });
      const claims = this.#byOwner.get(markedId);
      // An owner that has been looked at and does not claim the object has given it up; its prune sees our marks and leaves it alone.
      if (claims !== undefined && !claims.has(`${cluster}|${formatKey(key)}`)) continue;
      return marked;
    }
    return undefined;
  }
}

/** The problem that an object has two owners, both named, with the place where one of them has it. */
export function twoOwners(
  key: ObjectKey,
  owner: OwnerKey,
  other: Pick<OwnerKey, 'kind' | 'namespace' | 'name'>,
  place?: Place,
): Problem {
  return {
    ...place,
    code: 'two-owners',
    object: describeKey(key),
    message: `${describeKey(key)} belongs to ${describeOwner(other)} and is also in ${describeOwner(owner)}: remove it from one of them`,
  };
}
