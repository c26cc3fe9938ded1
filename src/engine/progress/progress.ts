import type { ObjectKey, Place } from '../../base/index.ts';
import type { KubeErrorCode } from '../../kube/index.ts';

/** What a run did to one object. */
export interface ObjectResult {
  readonly key: ObjectKey;
  readonly version: string;
  readonly phase: number;
  /** The wave in which it was done; absent where it was read back from the owner's status. */
  readonly wave?: number;
  /** Whether it was to be deleted because the source does not hold it any more. */
  readonly pruning: boolean;
  readonly status: 'applied' | 'unchanged' | 'failed' | 'pruned' | 'prune-skipped';
  /** For people: `configured`, `created`, the API server's refusal. */
  readonly message: string;
  /** The API server's class of refusal; `unserved`: it does not know the kind. */
  readonly code?: KubeErrorCode | 'unserved';
  /** Of a failure that the source is to blame for: where that stands. A status does not keep it. */
  readonly place?: Place;
  /** It was refused when all that the run writes was validated: nothing has been written. */
  readonly validated?: true;
  /** Of a hook, and of nothing else. */
  readonly hookPhase?: 'running' | 'succeeded' | 'failed';
}

/** Whether a result is that of the namespace that everything goes into, which comes before every phase. */
export function isNamespaceMade({ phase, hookPhase }: ObjectResult): boolean {
  return phase < 0 && hookPhase === undefined;
}

/** Where a run stands. The last four are ends. */
export type ProgressPhase =
  | 'running'
  | 'waiting'
  | 'retrying'
  | 'terminating'
  | 'succeeded'
  | 'failed'
  | 'error'
  | 'terminated';

/**
 * The memory of the progress machine: one run of one delivery. It is made from the owner's status at each step and goes back into
 * it, so a controller that is killed goes on where it was. See docs/decisions/0003-progress-machine.md.
 */
export interface Progress {
  /** The revision that the run delivers. */
  readonly revision: string;
  /** Generation of the owner that the run delivers. */
  readonly generation: string;
  /** Of the request that the run answers; absent for runs that the engine began by itself. */
  readonly requestId?: string;
  readonly phase: ProgressPhase;
  /** The run repairs drift of a revision that was delivered before: hooks are left out, and it makes no history. */
  readonly repair: boolean;
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** When the wait for health began. */
  readonly waitingSince?: number;
  /** Failed attempts before this one. */
  readonly attempt: number;
  readonly results: readonly ObjectResult[];
  readonly message: string;
}
