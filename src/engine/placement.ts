/**
 * Where an object stands in a run, and what is particular to it. The dialect reads it from the object's annotations.
 *
 * Objects are ordered by `phase`, then `wave`, then `rank`, then name, hooks among them.
 */
export interface Placement {
  /** Argo CD: PreSync -1, Sync 0, PostSync 1, SyncFail 2. Flux: its stages 0, 1, 2. Of a hook: the phase of one of its tasks. */
  readonly phase: number;
  readonly wave: number;
  /** The kind's place in the dialect's kind order; lower is written first, and deleted last. */
  readonly rank: number;
  /** Whether a later stage waits until this object is healthy; `multi-stage`: where one follows. */
  readonly gate: 'always' | 'multi-stage' | 'never';
  readonly hook: HookPlacement | undefined;
  /** `false`: not deleted when Git no longer has it; `confirmed`: only once somebody confirmed it. */
  readonly prune: boolean | 'confirmed';
  /** `false`: not deleted when its owner is; `confirmed`: only once somebody confirmed it. */
  readonly remove: boolean | 'confirmed';
  /** Deleted after everything else, whatever the policy is. */
  readonly pruneLast: boolean;
  /** Delete and recreate where it must be, for this object. */
  readonly force: boolean;
  /** PUT instead of server-side apply. */
  readonly replace: boolean;
  /** `override`: conflicts are ours; `merge`: keep others' fields; `if-not-present`: create only; `ignore`: leave alone. */
  readonly write: 'override' | 'merge' | 'if-not-present' | 'ignore';
}

/** An object that is run, not kept: it is made in each of its phases, waited for, and no part of what is compared. */
export interface HookPlacement {
  readonly phases: readonly HookPhase[];
  readonly deletePolicies: readonly ('HookSucceeded' | 'HookFailed' | 'BeforeHookCreation')[];
  /** What keeps the object until it has been read how it ended. */
  readonly finalizer: string;
}

/** A phase in which a hook runs. */
export interface HookPhase {
  readonly phase: number;
  /** As it stands in names that are made of `generateName`, in lower case. */
  readonly name: string;
  /** The phase is run only after the others have failed. */
  readonly onFailure: boolean;
}

/** An object without anything particular. */
export const plainPlacement: Placement = {
  phase: 0,
  wave: 0,
  rank: 0,
  gate: 'never',
  hook: undefined,
  prune: true,
  remove: true,
  pruneLast: false,
  force: false,
  replace: false,
  write: 'override',
};
