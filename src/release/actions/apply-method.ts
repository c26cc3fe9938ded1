import type { Release } from '../record/index.ts';

/** How objects are applied: as the previous revision was, unless it is said. */
export type ApplyMethod = 'auto' | 'server' | 'client';

/** Whether to use server-side apply, by what was asked for and how the other revision was applied. */
export function isServerSide(apply: ApplyMethod | undefined, other: Release): boolean {
  return apply === undefined || apply === 'auto' ? other.applyMethod === 'ssa' : apply === 'server';
}
