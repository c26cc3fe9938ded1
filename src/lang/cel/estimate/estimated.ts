/** How large a variable's value, and what is in it, may be. */
export interface SizeHint {
  /** The most items, entries, characters or bytes. */
  readonly maxElements: number;
  /** Of the items of a list, or the values of a map. */
  readonly element?: SizeHint;
  readonly fields?: ReadonlyMap<string, SizeHint>;
}

/** What can be told of a node before it runs. */
export interface Estimated {
  /** The most that it may cost. */
  readonly cost: number;
  /** The largest that its value may be; undefined where nobody knows. */
  readonly size: number | undefined;
  /** The largest that keys and values in it may be. */
  readonly entry?: { readonly key: number; readonly value: number } | undefined;
  readonly hint?: SizeHint | undefined;
}

/** Above this, costs are all the same: Go's uint64 ends there. */
export const unbounded = 2 ** 64;

/** The size, where it is known. */
export function sizeOrUnbounded({ size }: Estimated): number {
  return size ?? unbounded;
}

/** A product that stays finite. */
export function times(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return Math.min(unbounded, a * b);
}
