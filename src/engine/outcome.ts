import type { Problem } from '../base/index.ts';
import type { CommitInfo } from '../source/index.ts';
import type { Delivery, InventoryEntry } from './delivery.ts';
import type { ObjectState, Plan } from './plan/index.ts';
import type { Awaited, LiveHook, Progress } from './progress/index.ts';

/** The stage at which a pass ended early. */
export type FailedStage = 'translate' | 'source' | 'render' | 'compare' | 'apply' | 'prune' | 'health';

/**
 * What one pass over a delivery learned and did: the only thing that a dialect writes status and events from. Fields that a pass
 * did not reach (the source was gone, say) are undefined, and the dialect keeps what the status said.
 */
export interface Outcome {
  readonly delivery: Delivery;
  /** Milliseconds since the epoch: when the pass ended. */
  readonly now: number;
  /** The commit, and the name of the reference that led there (`refs/heads/main`). */
  readonly revision: { readonly commit: string; readonly name?: string } | undefined;
  readonly commit: CommitInfo | undefined;
  /** Names the rendered objects. */
  readonly renderDigest: string | undefined;
  /** What the source was found to be: `Directory`, `Kustomize`, `Helm`. */
  readonly sourceType: string | undefined;
  /** What a user should know of the render although it stops nothing. */
  readonly warnings: readonly Problem[];
  readonly objects: readonly ObjectState[] | undefined;
  /** Hooks of the owner that are there, and objects that are left alone but told of; absent: none. */
  readonly hooks?: readonly LiveHook[];
  readonly skipped?: readonly InventoryEntry[];
  readonly plan: Plan | undefined;
  readonly progress: Progress | undefined;
  /** What the end of the run waits for, with its health. */
  readonly awaited: readonly Awaited[];
  /** What the owner owns now, for its status. */
  readonly inventory: readonly InventoryEntry[] | undefined;
  /** Why the pass ended early. */
  readonly failure: { readonly stage: FailedStage; readonly problems: readonly Problem[] } | undefined;
  /** Objects of this owner that other owners want too: those were refused, and nothing is wrong with what this one has. */
  readonly contested: readonly Problem[];
  /** Another manager keeps changing these objects back: repairs are slowed. */
  readonly fights: readonly { readonly object: string; readonly manager: string; readonly field: string }[];
  /** When the pass must be repeated though nothing changes (a deadline, a retry), in ms since the epoch. */
  readonly dueAt: number | undefined;
  /** True while a deletion of the owner's objects is not finished. */
  readonly deleting: boolean;
  /** True while objects remain whose deletion was not even asked for: they come after others. */
  readonly stagesLeft: boolean;
}

/** The outcome of a pass that learned nothing yet. */
export function emptyOutcome(delivery: Delivery, now: number): Outcome {
  return {
    delivery,
    now,
    revision: undefined,
    commit: undefined,
    renderDigest: undefined,
    sourceType: undefined,
    warnings: [],
    objects: undefined,
    plan: undefined,
    progress: undefined,
    awaited: [],
    inventory: undefined,
    failure: undefined,
    contested: [],
    fights: [],
    dueAt: undefined,
    deleting: false,
    stagesLeft: false,
  };
}
