import type { Json } from '../base/index.ts';
import { PatchError } from './error.ts';

/** How much work a patch may cause. */
export interface PatchLimits {
  /** Operations of one JSON Patch; the API server allows 10,000 (handlers/patch.go). */
  readonly maxOperations: number;
  /** Characters of JSON that the `copy` operations of one JSON Patch may add; the API server allows 3 MiB (server/config.go). */
  readonly maxCopySize: number;
  /** List items that the operations of one JSON Patch may move to make or close gaps. */
  readonly maxMoves: number;
  /** How deep lists and maps may lie in one another, in documents, patches and field sets. */
  readonly maxDepth: number;
}

/** The limits of the API server, and for depth what no real object reaches. */
export const defaultPatchLimits: PatchLimits = {
  maxOperations: 10_000,
  maxCopySize: 3 * 1024 * 1024,
  maxMoves: 50_000_000,
  maxDepth: 500,
};

/** Throws `too-large` where lists and maps lie more than `maxDepth` deep in one another: what follows may then recurse. */
export function checkDepth(value: Json | undefined, maxDepth: number, what: string): void {
  if (!isWithinDepth(value, maxDepth)) {
    throw new PatchError('too-large', 413, `${what} is nested more than ${maxDepth} levels deep`);
  }
}

function isWithinDepth(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isWithinDepth(item, levels - 1)) return false;
    return true;
  }
  for (const key of Object.keys(value)) if (!isWithinDepth(value[key], levels - 1)) return false;
  return true;
}
