import type { Problem } from '../base/index.ts';
import type { Tree } from '../source/index.ts';
import type { OriginTable } from './origin/index.ts';
import type { RemoteNeed, Remotes } from './remote/index.ts';
import type { RenderLimits, RenderOptions } from './renderer.ts';

/** What a kind of renderer may use beside its tree and its options. */
export interface RenderContext {
  readonly limits: RenderLimits;
  /** Call it between files and in long loops: throws RenderStopped when the time is up or nobody waits any more. */
  checkpoint(): void;
  /** What lies outside of the tree, as far as it is here. */
  readonly remotes: Remotes;
}

/** One object as a renderer hands it on: its JSON text in UTF-8 and where each node of it was set. */
export interface RenderedObject {
  readonly json: Uint8Array;
  readonly origins: OriginTable;
}

/** What a kind of renderer made of a tree, in the order of the output; what it read, its tree has recorded. */
export interface RenderOutput {
  readonly objects: readonly RenderedObject[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Whether a template asked for the time. */
  readonly readsTime?: boolean;
  /** A RenderedRelease as JSON in UTF-8. */
  readonly release?: Uint8Array;
}

/** A render that cannot be finished before this is here; it is run again then. */
export interface RenderNeeds {
  readonly needs: readonly RemoteNeed[];
}

/**
 * The seam for a kind of renderer: a synchronous function over a tree, a folder in it and options, run in a worker thread. It reads
 * nothing but the tree (which records that) and `context.remotes` (what is missing there is a need), the clock not at all, and throws only RenderStopped and SourceError: what a user wrote
 * wrongly is a problem.
 *
 * To add a kind: give its options a type with a `kind` of its own and add that to `RenderOptions` (`renderer.ts`); write a folder
 * `<kind>/` whose index exports `create<Kind>Kind(options): RenderKind<ItsOptions>`, where caches of parsed files may live, bounded
 * and keyed by content digest, never by path; add it to `createRenderKinds` (`registry.ts`), where the compiler asks for it; and
 * add case folders under `testdata/cases/`.
 */
export interface RenderKind<O extends RenderOptions> {
  render(tree: Tree, path: string, options: O, context: RenderContext): RenderOutput | RenderNeeds;
}

/** Ends a render from within `RenderContext.checkpoint`. */
export class RenderStopped extends Error {
  override readonly name = 'RenderStopped';
}
