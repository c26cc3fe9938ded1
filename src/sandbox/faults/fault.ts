/** Which requests a fault meets; what is absent or empty matches everything. */
export interface FaultScope {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verbs?: readonly string[];
  /** Plurals, with their group where they have one, and subresources: `pods`, `deployments.apps`, `pods/log`. */
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly name?: string;
}

/** What happens to a request. */
export type FaultEffect =
  /** It is answered with this status, such as 429, 500 or 503. */
  | { readonly kind: 'error'; readonly status: number; readonly retryAfterSeconds?: number }
  /** It waits before it is handled. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Its connection is cut before anything is answered. */
  | { readonly kind: 'refuse' }
  /** Watches are cut: those that are open at once, and later ones after `afterMs` where that is given. */
  | { readonly kind: 'drop'; readonly afterMs?: number }
  /** History before now is forgotten: open watches are cut, and those that go on from an older version get 410. */
  | { readonly kind: 'compact' };

/** A fault as it is asked for. */
export interface Fault extends FaultScope {
  readonly effect: FaultEffect;
  /** How many requests it meets before it is over; without end where absent. */
  readonly count?: number;
  /** How likely it meets a request that matches, from 0 to 1; always where absent. */
  readonly probability?: number;
  /** Makes the draws of `probability` repeatable. */
  readonly seed?: number;
}

/** A fault that is in force. */
export interface ActiveFault extends Fault {
  readonly id: string;
  /** How many requests it has met. */
  readonly met: number;
}
