import { ConfigMerger } from '../transformers/index.ts';
import { ResourceFiles } from './parse-resources.ts';
import type { BuildCaches } from './run.ts';

/** Caches for the builds of one thread; parsed files take about `cacheBytes`. */
export function createBuildCaches(options: { readonly cacheBytes: number }): BuildCaches {
  return { files: new ResourceFiles({ maxBytes: options.cacheBytes }), configs: new ConfigMerger() };
}
