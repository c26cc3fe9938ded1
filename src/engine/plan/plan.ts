import type { KubeObject, ObjectKey, Problem } from '../../base/index.ts';
import type { Manifest } from '../../render/index.ts';
import type { HookPlacement, Placement } from '../placement.ts';
import type { Health } from '../health/index.ts';

/** How a live object stands to the desired one. `extra`: ours, and no longer desired. */
export type SyncVerdict = 'synced' | 'out-of-sync' | 'missing' | 'extra';

/** A field whose live value is not the desired one. */
export interface FieldDifference {
  readonly path: readonly (string | number)[];
  readonly desired: unknown;
  readonly live: unknown;
}

/** All that is known about one object of a delivery. */
export interface ObjectState {
  readonly key: ObjectKey;
  readonly version: string;
  /** What should be: marked as the owner's, with its namespace; undefined for `extra`. */
  readonly desired: KubeObject | undefined;
  /** Names `desired`; empty for `extra`. */
  readonly digest: string;
  readonly manifest: Manifest | undefined;
  readonly live: KubeObject | undefined;
  readonly placement: Placement;
  readonly sync: SyncVerdict;
  readonly differences: readonly FieldDifference[];
  /** Undefined for kinds that have no health and for objects that are not there. */
  readonly health: Health | undefined;
}

/** What an action writes. */
interface ToWrite {
  readonly desired: KubeObject;
  readonly digest: string;
  /** Where it stands in the source. */
  readonly manifest: Manifest | undefined;
}

/** One step of a run, with its reason in words for a person. */
export type Action = {
  readonly key: ObjectKey;
  readonly placement: Placement;
  readonly reason: string;
} & (
  | ({
      readonly kind: 'create' | 'update' | 'replace';
      /** Only ignored fields differ: done by a run that there is anyway, and no reason for one. */
      readonly along?: true;
    } & ToWrite)
  | { readonly kind: 'delete'; readonly live: KubeObject }
  /** The object is on its way out and must be gone before it is written anew. */
  | ({ readonly kind: 'await-deletion'; readonly live: KubeObject } & ToWrite)
  | ({ readonly kind: 'run-hook'; readonly live: KubeObject | undefined } & ToWrite)
  /** A hook is let go of, and deleted where `remove` says so. */
  | { readonly kind: 'end-hook'; readonly live: KubeObject; readonly remove: boolean }
);

/** A hook in one of its phases. */
export interface HookTask extends Omit<ObjectState, 'desired' | 'manifest'> {
  readonly desired: KubeObject;
  readonly manifest: Manifest;
  readonly placement: Placement & { readonly hook: HookPlacement };
}

/** A part of a run that is done before the next begins: one phase and wave. */
export interface Stage {
  /** `clear`: hooks go before others are made, which leaves no results but failures; `tidy`: after the run, which leaves none. */
  readonly kind: 'write' | 'prune' | 'clear' | 'tidy';
  readonly phase: number;
  readonly wave: number;
  /** Every object of the stage: the desired ones, of which those that are gates are waited for, or the extras that go. */
  readonly objects: readonly ObjectState[];
  /** What is run beside them: each is waited for until it has ended. */
  readonly hooks?: readonly HookTask[];
  readonly actions: readonly Action[];
}

/** A desired object that may not be delivered, and why. */
export interface Refusal extends Problem {
  readonly key: ObjectKey;
  readonly version: string;
}

/** What differs, as ordered stages. A plan can be shown without being run. */
export interface Plan {
  readonly stages: readonly Stage[];
  /** What a run does once it has failed: stages of hooks alone. */
  readonly onFailure?: readonly Stage[];
  /** Why parts of the desired state are left out (prune guards, objects of other owners). */
  readonly problems: readonly Problem[];
  /** Desired objects that may not be delivered: a run with any fails before it writes anything. */
  readonly refused: readonly Refusal[];
}
