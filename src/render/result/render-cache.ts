import { canonicalJson, createLru, type Lru } from '../../base/index.ts';
import type { Tree } from '../../source/index.ts';
import { readsHold } from '../tree/index.ts';
import type { RecordedRead, RenderLimits, RenderRequest } from '../renderer.ts';

/** How many results of one key are kept: one for each tree that is about, such as two branches in turn. */
const resultsPerKey = 8;

/** A result and what it follows from. */
export interface KeptResult {
  readonly reads: readonly RecordedRead[];
  readonly bytes: Uint8Array;
}

/** Keeps results by what they were asked for and hands them out again over any tree in which all that they read is still the same. */
export class RenderCache {
  readonly #kept: Lru<{ readonly results: readonly KeptResult[] }>;

  /** `maxBytes` bounds the results together; 0 keeps none. */
  constructor(options: { readonly maxBytes: number }) {
    const sizeOf = (entry: { readonly results: readonly KeptResult[] }): number =>
      entry.results.reduce((sum, { bytes, reads }) => sum + bytes.length + 200 * reads.length, 0);
    this.#kept = createLru({ maxSize: Math.max(1, options.maxBytes), sizeOf });
  }

  /** A result that holds over `tree`, if there is one: its bytes (see `packResult`), and what it read. */
  get(request: RenderRequest, limits: RenderLimits, tree: Tree): KeptResult | undefined {
    return this.#kept.get(keyOf(request, limits))?.results.find(({ reads }) => readsHold(reads, tree, timeOf(request)));
  }

  /** Keeps a result; one without reads follows from no content and is not kept. */
  set(request: RenderRequest, limits: RenderLimits, reads: readonly RecordedRead[], bytes: Uint8Array): void {
    if (reads.length === 0) return;
    const key = keyOf(request, limits);
    const same = JSON.stringify(reads);
    const others = this.#kept.get(key)?.results.filter((kept) => JSON.stringify(kept.reads) !== same) ?? [];
    this.#kept.set(key, { results: [{ reads, bytes }, ...others].slice(0, resultsPerKey) });
  }
}

/** The time that a chart is told counts only where a template asked for it: it is no part of the key. */
function timeOf({ options }: RenderRequest): number {
  return options.kind === 'helm' ? (options.now ?? 0) : 0;
}

function keyOf(request: RenderRequest, limits: RenderLimits): string {
  const { affinity = '', path, options, ignore } = request;
  return canonicalJson([
    affinity,
    path,
    ignore ?? null,
    { ...options, ...(options.kind === 'helm' ? { now: null } : {}) },
    { ...limits },
  ]);
}
