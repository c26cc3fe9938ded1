import type { ObjectState } from './plan.ts';

type Placed = Pick<ObjectState, 'key' | 'placement'>;

/** The order in which objects are written: by phase, wave, rank of the kind, kind, namespace and name. */
export function inOrder(a: Placed, b: Placed): number {
  return (
    a.placement.phase - b.placement.phase ||
    a.placement.wave - b.placement.wave ||
    a.placement.rank - b.placement.rank ||
    compareText(a.key.kind, b.key.kind) ||
    compareText(a.key.namespace, b.key.namespace) ||
    compareText(a.key.name, b.key.name)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
