import type { Backoff } from '../../base/index.ts';

/** The times of an informer. */
export interface InformerTuning {
  /** For how long the server is asked to keep a watch; each takes a random time between, so that not all end at once. */
  readonly minWatchSeconds: number;
  readonly maxWatchSeconds: number;
  /** A watch on which nothing arrives for so long counts as dead. API servers send a bookmark about once a minute. */
  readonly idleMs: number;
  /** The same while the initial events of a WatchList come, which do not pause. */
  readonly initialIdleMs: number;
  /** How long one waits after a failure: client-go's reflector, 0.8 s to 30 s. */
  readonly backoff: Backoff;
  /** A watch that ends sooner, without an event, counts as a failure: a server that always does that must not be hammered. */
  readonly shortWatchMs: number;
}

/** What holds where nothing else is said. */
export const defaultTuning: InformerTuning = {
  minWatchSeconds: 300,
  maxWatchSeconds: 600,
  idleMs: 150_000,
  initialIdleMs: 30_000,
  backoff: { initialMs: 800, factor: 2, maxMs: 30_000, jitter: 1 },
  shortWatchMs: 1_000,
};
