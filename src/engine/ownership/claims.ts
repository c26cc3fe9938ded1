import {
  type ClusterKey,
  describeKey,
  formatKey,
  type KubeObject,
  type ObjectKey,
  type Problem,
} from '../../base/index.ts';
import type { OwnerKey } from '../delivery.ts';
import type { Tracker } from '../dialect.ts';
import { describeOwner, type OwnerId, ownerId } from '../owner-id.ts';

/**
 * Who delivers which object: no object has two owners, of whatever dialect. The marks on the live object decide; for objects that
 * are not there yet the owner that claimed first does. An owner that gave an object up, or is gone, stands in nobody's way.
 */
export class Claims {
  readonly #trackers: readonly Tracker[];
  readonly #exists: (owner: Pick<OwnerKey, 'group' | 'kind' | 'namespace' | 'name'>) => boolean;
  readonly #claims = new Map<string, OwnerKey>();
  readonly #byOwner = new Map<OwnerId, Set<string>>();

  constructor(options: {
    readonly trackers: readonly Tracker[];
    /** Whether the custom resource of an owner that marks name is there. */
    readonly exists: (owner: Pick<OwnerKey, 'group' | 'kind' | 'namespace' | 'name'>) => boolean;
  }) {
    this.#trackers = options.trackers;
    this.#exists = options.exists;
  }

  /** Says which objects `owner` now delivers, instead of those before; returns the keys that another owner claimed first. */
  claim(cluster: ClusterKey, owner: OwnerKey, keys: readonly ObjectKey[]): ReadonlyMap<string, OwnerKey> {
    const id = ownerId(owner);
    const before = this.#byOwner.get(id) ?? new Set();
    const now = new Set<string>();
    const taken = new Map<string, OwnerKey>();
    for (const key of keys) {
      const text = `${cluster}|${formatKey(key)}`;
      const holder = this.#claims.get(text);
      if (holder !== undefined && ownerId(holder) !== id) taken.set(formatKey(key), holder);
      else {
        this.#claims.set(text, owner);
        now.add(text);
      }
    }
    for (const text of before) if (!now.has(text)) this.#claims.delete(text);
    this.#byOwner.set(id, now);
    return taken;
  }

  /** `owner` is gone: what it claimed is free. */
  release(owner: OwnerKey): void {
    for (const text of this.#byOwner.get(ownerId(owner)) ?? []) this.#claims.delete(text);
    this.#byOwner.delete(ownerId(owner));
  }

  /** The owner that the marks on a live object name, where it is another one that still stands for the object. */
  foreignOwner(
    cluster: ClusterKey,
    owner: OwnerKey,
    live: KubeObject,
    key: ObjectKey,
  ): Pick<OwnerKey, 'kind' | 'namespace' | 'name'> | undefined {
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

/** The problem that an object has two owners, both named. */
export function twoOwners(
  key: ObjectKey,
  owner: OwnerKey,
  other: Pick<OwnerKey, 'kind' | 'namespace' | 'name'>,
): Problem {
  return {
    code: 'two-owners',
    object: describeKey(key),
    message: `${describeKey(key)} belongs to ${describeOwner(other)} and is also in ${describeOwner(owner)}: remove it from one of them`,
  };
}
