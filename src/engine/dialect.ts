import type { GroupVersionKind, JsonObject, KubeObject, Problem } from '../base/index.ts';
import type { Delivery, OwnerKey } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import type { HookPlacement, Placement } from './placement.ts';
import type { Progress } from './progress/index.ts';

/** How a dialect reads other objects of the owner's cluster. What was looked up is remembered: when it changes, the owner gets a turn. */
export interface Lookup {
  get(kind: { group: string; kind: string }, namespace: string, name: string): Promise<KubeObject | undefined>;
  /** Every object of a kind in a namespace, with these labels. */
  list(
    kind: { group: string; kind: string },
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<readonly KubeObject[]>;
}

/** What the owner asks for, in the engine's words. */
export type Translation =
  | { readonly kind: 'deliver'; readonly delivery: Delivery }
  /** The owner is being deleted: delete its objects first (`cascade`; `wait`: until they are gone), or leave them. */
  | {
      readonly kind: 'remove';
      readonly delivery: Delivery;
      readonly cascade: boolean;
      readonly wait: boolean;
      /** When waiting ends although objects are still there, in ms since the epoch. */
      readonly waitUntil?: number;
      /** Why objects are left that should have been deleted: the owner is let go all the same. */
      readonly left?: readonly Problem[];
    }
  /** Nothing is to be done: suspended, or waiting for something that will announce itself. */
  | { readonly kind: 'idle' }
  /** It cannot be delivered now; tried again after `retryMs`, or at a change. `stalled`: only at a change. */
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly problems: readonly Problem[];
      readonly retryMs: number | undefined;
      /** The revision that waits, as the dialect writes it. */
      readonly revision?: string;
    };

/** A merge patch for the owner. `status` says which endpoint takes it. Undefined members of the patch are left out. */
export interface OwnerPatch {
  readonly patch: JsonObject;
  readonly subresource: 'status' | undefined;
}

/** A Kubernetes Event about the owner. */
export interface OwnerEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An object made ready for one delivery, or why it may not be delivered. */
export type Prepared =
  | { readonly kind: 'object'; readonly object: KubeObject; readonly placement: Placement }
  /** It is run, not kept. Its name may be left to each run. */
  | { readonly kind: 'hook'; readonly object: KubeObject; readonly placement: Placement & { hook: HookPlacement } }
  /** It is left alone; `told`: the status names it all the same. */
  | { readonly kind: 'skipped'; readonly told?: KubeObject }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * How one kind of custom resource speaks to the engine, as pure functions: the same arguments, the same answers. Everything that a
 * dialect knows lies in its folder; the engine learns of it through this port alone.
 */
export interface Dialect {
  /** The owner's kind; `version` is the one that is watched. */
  readonly kind: GroupVersionKind;
  /** `v` of the controller in Events, such as `kustomize-controller`. */
  readonly component: string;
  /** The field manager under which status and finalizers of owners are written. */
  readonly statusManager: string;
  /** The finalizer that the engine keeps on every owner of this kind, or undefined where users set it themselves. */
  readonly finalizer: string | undefined;
  /** Whether the status tells the health of every object, also where no run waits for it. */
  readonly tellsHealth: boolean;
  /** Whether a finalizer is this dialect's to remove once the owner's objects are gone. */
  ownsFinalizer(finalizer: string): boolean;
  translate(owner: KubeObject, context: { lookup: Lookup; now: number }): Promise<Translation>;
  /** Namespace, marks and whatever else the dialect puts on each object; `namespaced` is undefined while the kind is unknown. */
  prepare(object: KubeObject, delivery: Delivery, namespaced: boolean | undefined): Prepared;
  /** The placement of an object that is there: what somebody wrote on it by hand may count too. Absent: what was prepared stands. */
  placeLive?(placement: Placement, live: KubeObject): Placement;
  /** The run that the owner's status tells of. */
  progress(owner: KubeObject): Progress | undefined;
  /** What the owner's status must become; undefined where it says so already. The owner is as it was when the pass began. */
  report(
    owner: KubeObject,
    outcome: Outcome | Translation,
  ): { patch: OwnerPatch | undefined; events: readonly OwnerEvent[] };
}

/** How a dialect's marks on live objects are read. All of them are asked before an object is touched or deleted. */
export interface Tracker {
  /** The owner whose marks `live` carries, or undefined where it carries none of this dialect's. */
  ownerOf(live: KubeObject): Pick<OwnerKey, 'group' | 'kind' | 'namespace' | 'name'> | undefined;
  /** `false`: these owners get no turn for a change of what they own, unless they have said that they want one. */
  readonly follows?: false;
}
