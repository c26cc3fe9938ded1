import type { Replacement } from '../judge/canonical.ts';

/** Controllers that are running on a cluster: upstream's own, or Slipway's. */
export interface RunningControllers extends AsyncDisposable {
  /** Their own addresses, and what stands for them in recordings. */
  readonly replacements: readonly Replacement[];
}

/** Starts controllers of one dialect on the cluster of a kubeconfig; they have finished starting when the promise resolves. */
export type StartControllers = (kubeconfig: string) => Promise<RunningControllers>;
