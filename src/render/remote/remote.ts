import type { Tree, TreeLocator } from '../../source/index.ts';

/** A Git repository, or a folder of one, as a kustomization names it. */
export interface RemoteBase {
  /** As it was written. */
  readonly address: string;
  /** What git clones. */
  readonly repository: string;
  /** The folder in it; empty for its root. */
  readonly path: string;
  /** The branch, tag or commit; empty for the default branch. */
  readonly reference: string;
  readonly timeoutMs: number;
  readonly submodules: boolean;
}

/** A chart of a repository, as a kustomization names it. */
export interface RemoteChart {
  /** `https://…`, or `oci://…` for a registry. */
  readonly repository: string;
  readonly name: string;
  /** A version, a range, or empty for the latest. */
  readonly version: string;
  /** Whether the latest may be a pre-release. */
  readonly devel: boolean;
}

/** What a render needs from elsewhere before it can be carried out. */
export type RemoteNeed =
  | { readonly kind: 'file'; readonly url: string }
  | { readonly kind: 'base'; readonly base: RemoteBase }
  | { readonly kind: 'chart'; readonly chart: RemoteChart };

/** Nothing was had: there was no answer, or it is not allowed to ask. */
export interface NotFetched {
  readonly kind: 'failed';
  readonly message: string;
}

/** What became of fetching a file. `gone`: the server answered with this status. */
export type FetchedFile =
  | { readonly kind: 'content'; readonly bytes: Uint8Array; readonly digest: string }
  | { readonly kind: 'gone'; readonly status: number }
  | NotFetched;

/** What became of fetching a repository or a chart, as one thread hands it to another; of a chart `commit` names version and content. */
export type FetchedRepository =
  | { readonly kind: 'tree'; readonly tree: TreeLocator; readonly commit: string }
  | NotFetched;

/** The same, opened. */
export type FetchedBase = { readonly kind: 'tree'; readonly tree: Tree } | NotFetched;

/**
 * The port for what lies outside of the tree. A render is synchronous: what is not here yet (undefined) it notes as a need, goes on as far
 * as it can, and is run again when whoever drives it has fetched its needs.
 */
export interface Remotes {
  file(url: string): FetchedFile | undefined;
  base(base: RemoteBase): FetchedBase | undefined;
  /** The folder of a chart. */
  chart(chart: RemoteChart): FetchedBase | undefined;
}

/** Nothing is known, and nothing will be. */
export function refusingRemotes(why: string): Remotes {
  const failed = { kind: 'failed', message: why } as const;
  return { file: () => failed, base: () => failed, chart: () => failed };
}

/** Unwinds to the step that can go on without what is missing. Never leaves a render. */
export class RemoteNeeded extends Error {
  readonly need: RemoteNeed;

  constructor(need: RemoteNeed) {
    super('something has to be fetched first');
    this.need = need;
  }
}

/** Fetches what renders need from elsewhere. What cannot be had is a value; only an abort is thrown. */
export interface RemoteFetcher {
  file(url: string, signal: AbortSignal | undefined): Promise<FetchedFile>;
  base(base: RemoteBase, signal: AbortSignal | undefined): Promise<FetchedRepository>;
  chart(chart: RemoteChart, signal: AbortSignal | undefined): Promise<FetchedRepository>;
  /** What names the content of a file (a digest), of a repository (a commit) or of a chart now; undefined where that cannot be said. */
  current(need: RemoteNeed, signal: AbortSignal | undefined): Promise<string | undefined>;
}
