import type { InventoryEntry, PrunePolicy } from '../delivery.ts';
import { mayPrune } from './may-prune.ts';
import { inOrder } from './order.ts';
import type { ObjectState } from './plan.ts';

/**
 * What the owner owns after a pass, in the order in which it is written: the desired objects that are there or are left alone on purpose,
 * and extras whose deletion is still due. Extras that are kept on purpose are given up.
 */
export function inventoryOf(states: readonly ObjectState[], prune: PrunePolicy): InventoryEntry[] {
  return states
    .filter(({ live, sync, placement }) => {
      if (sync === 'extra') return live !== undefined && prune.enabled && mayPrune(placement, prune);
      return live !== undefined || placement.write === 'ignore';
    })
    .sort(inOrder)
    .map(({ key, version }) => ({ ...key, version }));
}
