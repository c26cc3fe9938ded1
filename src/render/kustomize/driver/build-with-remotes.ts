import type { Tree } from '../../../source/index.ts';
import { answerNeeds, needsTooMuch, type RemoteFetcher, remotesOf } from '../../remote/index.ts';
import { type BuildCaches, buildKustomization, type BuildOptions } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import type { ResourceList } from '../resource/index.ts';

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
  const built = await answerNeeds(
    (answers) => buildKustomization(tree, path, { ...options, remotes: remotesOf(answers) }, caches),
    (output) => (output.kind === 'needs' ? output.needs : []),
    fetcher,
    signal,
  );
  if (built?.kind === 'built') return built;
  throw new KustomizeError('limit', needsTooMuch, { file: path });
}
