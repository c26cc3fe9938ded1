import type { Priority } from '../base/index.ts';

/** What a reconcile asks for. */
export type ReconcileResult =
  /** Nothing more until something changes. */
  | { readonly kind: 'done' }
  /** Another turn after `afterMs`, unless a change comes first. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly priority?: Priority };

/**
 * The contract of every controller.
 *
 * `reconcile` brings the world to what the object named by `key` asks for, by looking at what is, never at what happened: it is
 * called for any change, several changes may be one call, a call may come for nothing, and the object may be gone. It must be
 * idempotent: a second call on an unchanged world writes nothing. It is never called twice at the same time for one key. When it
 * throws, it is called again after a back-off that grows from 0.75 s to 15 min, and the error is logged; what a user must see goes
 * into the object's status instead. It stops early, leaving a state that a later call can go on from, when `signal` aborts.
 */
export interface Reconciler<K extends string = string> {
  reconcile(key: K, signal: AbortSignal): Promise<ReconcileResult>;
}
