import type { Tree } from '../../../source/index.ts';
import { type BuildCaches, buildKustomization, type BuildOptions } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import type { FetchedBase, FetchedFile, RemoteBase, RemoteNeed } from '../load/index.ts';
import type { ResourceList } from '../resource/index.ts';

/** Fetches what a build needs from elsewhere. What cannot be had is a value; only an abort is thrown. */
export interface RemoteFetcher {
  file(url: string, signal: AbortSignal | undefined): Promise<FetchedFile>;
  base(base: RemoteBase, signal: AbortSignal | undefined): Promise<FetchedBase>;
}

/** How often a build may find that it needs more; bases that name others take a round each. */
const maxRounds = 50;
/** How many things a build may need in all. */
const maxNeeds = 1000;

/**
 * Builds a kustomization, and fetches what it needs on the way: a build that needs something says so, and is run again when that is here.
 * Everything is fetched once. Throws KustomizeError, and what `options.checkpoint`, the tree and an abort throw.
 */
export async function buildWithRemotes(
  tree: Tree,
  path: string,
  options: Omit<BuildOptions, 'remotes'>,
  caches: BuildCaches,
  fetcher: RemoteFetcher,
  signal?: AbortSignal,
): Promise<{ readonly resources: ResourceList; readonly warnings: readonly string[] }> {
  const files = new Map<string, FetchedFile>();
  const bases = new Map<string, FetchedBase>();
  const remotes = {
    file: (url: string) => files.get(url),
    base: (base: RemoteBase) => bases.get(keyOf(base)),
  };
  for (let round = 0; round < maxRounds; round += 1) {
    const built = buildKustomization(tree, path, { ...options, remotes }, caches);
    if (built.kind === 'built') return built;
    signal?.throwIfAborted();
    if (files.size + bases.size + built.needs.length > maxNeeds) break;
    await Promise.all(
      distinct(built.needs).map(async (need) => {
        if (need.kind === 'file') files.set(need.url, await fetcher.file(need.url, signal));
        else bases.set(keyOf(need.base), await fetcher.base(need.base, signal));
      }),
    );
  }
  const message =
    'this build needs too much from elsewhere, or bases that name one another: keep copies of them instead';
  throw new KustomizeError('limit', message, { file: path });
}

function distinct(needs: readonly RemoteNeed[]): RemoteNeed[] {
  return [...new Map(needs.map((need) => [need.kind === 'file' ? need.url : keyOf(need.base), need])).values()];
}

/** Folders of one repository share its tree. */
function keyOf({ repository, reference, submodules }: RemoteBase): string {
  return JSON.stringify([repository, reference, submodules]);
}
