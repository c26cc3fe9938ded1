import type { JsonObject } from '../../../base/index.ts';
import type { PatchSchema } from '../patch-meta.ts';

/** How two maps are merged. */
export interface MergeOptions {
  /**
   * Whether parallel lists (`$deleteFromPrimitiveList`, `$setElementOrder`, `$retainKeys`) are carried out, as a server does, or
   * kept, as when two patches become one.
   */
  readonly carryOut: boolean;
}

/** Merges a patch into a map; see `mergeMap`. */
export type MapMerger = (
  original: Readonly<JsonObject>,
  patch: Readonly<JsonObject>,
  schema: PatchSchema,
  options: MergeOptions,
) => JsonObject;
