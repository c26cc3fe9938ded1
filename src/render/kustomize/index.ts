import { type BuildCaches, ResourceFiles } from './build/index.ts';
import { ConfigMerger } from './transformers/index.ts';

export {
  type BuildCaches,
  type BuildOptions,
  buildKustomization,
  type BuildOutput,
  type ChartRenderer,
  type ChartRequest,
  resourcesText,
  resourceText,
} from './build/index.ts';
export {
  buildWithRemotes,
  createRemoteFetcher,
  type RemoteFetcher,
  type RemoteFetcherOptions,
} from './driver/index.ts';
export { KustomizeError, type KustomizeErrorCode } from './error.ts';
export {
  type BuildLimits,
  defaultBuildLimits,
  type LoadRestriction,
  parseRemoteBase,
  refusingRemotes,
  type RemoteBase,
} from './load/index.ts';
export { currentId, effectiveNamespace, noNamespace, type Resource, type ResourceList } from './resource/index.ts';
export type { KustomizeProfile } from './transformer.ts';

/** Caches for the builds of one thread; parsed files take about `cacheBytes`. */
export function createBuildCaches(options: { readonly cacheBytes: number }): BuildCaches {
  return { files: new ResourceFiles({ maxBytes: options.cacheBytes }), configs: new ConfigMerger() };
}
