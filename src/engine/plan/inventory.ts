import { formatKey } from '../../base/index.ts';
import type { InventoryEntry } from '../delivery.ts';
import type { ObjectState } from './plan.ts';

/**
 * What the owner owns after a pass: every desired object that is there and is its own, and every extra that has not been deleted. Sorted by key, so that
 * equal inventories are written equally.
 */
export function inventoryOf(states: readonly ObjectState[]): InventoryEntry[] {
  return states
    .filter((state) => state.live !== undefined || state.sync === 'extra')
    .map((state) => ({ ...state.key, version: state.version }))
    .sort((a, b) => (formatKey(a) < formatKey(b) ? -1 : 1));
}
