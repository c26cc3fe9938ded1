import type { Replacement } from '../judge/canonical.ts';
import type { Oracle, OraclePlaces } from './oracle.ts';

/** Controllers that are running on a cluster: upstream's own, or Slipway's. */
export interface RunningControllers extends AsyncDisposable {
  /** Their own addresses, and what stands for them in recordings. */
  readonly replacements: readonly Replacement[];
}

/**
 * Starts controllers of one dialect on a cluster: installs what they need there (CRDs, settings), and resolves when they have
 * finished starting.
 */
export type StartControllers = (
  places: OraclePlaces,
  oracle: Pick<Oracle, 'cluster' | 'kubeconfig'>,
) => Promise<RunningControllers>;
