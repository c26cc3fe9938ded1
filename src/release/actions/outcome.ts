import type { Release } from '../record/index.ts';

/**
 * How an action ended that has stored a revision: with it, and with what went wrong on the way, which the revision tells too. Actions throw
 * only where nothing was stored.
 */
export interface ActionOutcome {
  readonly release: Release;
  readonly error?: Error;
}
