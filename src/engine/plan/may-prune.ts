import type { PrunePolicy } from '../delivery.ts';
import type { Placement } from '../placement.ts';

/** Whether what is on an object lets it be deleted when the source does not hold it any more. */
export function mayPrune({ prune }: Placement, policy: PrunePolicy): boolean {
  return prune === 'confirmed' ? policy.confirmed === true : prune;
}
