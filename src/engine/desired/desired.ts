import type { KubeObject, ObjectKey, Problem } from '../../base/index.ts';
import type { Manifest } from '../../render/index.ts';
import type { CommitInfo } from '../../source/index.ts';
import type { InventoryEntry } from '../delivery.ts';
import type { HookPhase, Placement } from '../placement.ts';
import type { Refusal } from '../plan/index.ts';

/** One object as it should be in the cluster: rendered, with its namespace and the owner's marks. */
export interface DesiredObject {
  readonly key: ObjectKey;
  readonly object: KubeObject;
  /** Names `object`: equal digests, equal objects. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly placement: Placement;
}

/** An object that is run, as the render gave it: every run makes it ready anew, as its name may depend on the run. */
export interface DesiredHook {
  readonly manifest: Manifest;
  readonly namespaced: boolean | undefined;
  /** The phases in which it runs. */
  readonly phases: readonly HookPhase[];
}

/** The commit that a delivery's source is at, and how it was reached. */
export interface DesiredRevision {
  readonly commit: string;
  readonly name?: string;
}

/** What a delivery wants, or why that cannot be said. */
export type Desired =
  | {
      readonly kind: 'ready';
      readonly revision: DesiredRevision;
      readonly commit: CommitInfo | undefined;
      /** Names the rendered objects. */
      readonly renderDigest: string;
      /** `Directory`, `Kustomize` or `Helm`. */
      readonly sourceType: string;
      readonly objects: readonly DesiredObject[];
      /** What runs as a hook; names may be missing. */
      readonly hooks: readonly DesiredHook[];
      /** Objects that are left alone, and told of. */
      readonly skipped: readonly InventoryEntry[];
      /** Objects that may not be delivered, each with its reason. */
      readonly refused: readonly Refusal[];
      /** What a user should know of the render although it stops nothing. */
      readonly warnings: readonly Problem[];
    }
  | {
      readonly kind: 'failed';
      readonly stage: 'source' | 'render';
      readonly revision: DesiredRevision | undefined;
      readonly problems: readonly Problem[];
    };
