import { join } from 'node:path';
import type { Clock, Random } from '../base/index.ts';
import {
  ArchiveCache,
  ArchiveTrees,
  type CachedArchive,
  type ExtractedTree,
  type ExtractOptions,
} from './archive/index.ts';
import { type ChartRepositories, createChartRepositories } from './helm/index.ts';
import { HttpClient, type ProxyEnvironment } from './http/index.ts';
import { createOciRepositories, type OciRepositories } from './oci/index.ts';
import { ContentStore } from './store/index.ts';

/** What the sources of a process stand on that come as archives. */
export interface ArchiveSourcesOptions {
  /** A folder that is this process' alone. Whatever is in it may be deleted at any time. */
  readonly cacheDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly proxies?: ProxyEnvironment;
  /** Where trees are kept; a store of its own in `cacheDir` by default. */
  readonly store?: ContentStore;
  /** How many bytes of archives are kept; 1 GiB by default. */
  readonly maxArchiveBytes?: number;
  /** The largest index of charts that is read; 50 MiB by default, as in source-controller v1.9. */
  readonly maxIndexBytes?: number;
}

/** Chart repositories and OCI registries, over one set of connections and caches. */
export interface ArchiveSources {
  readonly charts: ChartRepositories;
  /** The same for those who may not ask every host, not even where a redirect leads to it. */
  readonly chartsWithin: (isAllowed: (host: string) => boolean) => ChartRepositories;
  readonly registries: OciRepositories;
  /** The tree in an archive on the disk, such as the stored artifact of a HelmChart. Throws SourceError. */
  open(archive: CachedArchive, options: ExtractOptions): Promise<ExtractedTree>;
  close(): Promise<void>;
}

/** Makes the sources of a process that come as archives. */
export function createArchiveSources(options: ArchiveSourcesOptions): ArchiveSources {
  const { cacheDir, clock, random, proxies, maxArchiveBytes, maxIndexBytes } = options;
  const http = new HttpClient({ random, proxies });
  const store = options.store ?? new ContentStore({ directory: join(cacheDir, 'trees'), clock, random });
  const directory = join(cacheDir, 'archives');
  const limit = maxArchiveBytes === undefined ? {} : { maxBytes: maxArchiveBytes };
  const trees = new ArchiveTrees(store);
  const archives = new ArchiveCache({ directory, clock, random, ...limit });
  const over = (client: HttpClient): Pick<ArchiveSources, 'charts' | 'registries'> => {
    const common = { http: client, clock, random, trees, archives };
    const registries = createOciRepositories(common);
    const indexLimit = maxIndexBytes === undefined ? {} : { maxIndexBytes };
    return { registries, charts: createChartRepositories({ ...common, ...indexLimit, registries, cacheDir }) };
  };
  return {
    ...over(http),
    chartsWithin: (isAllowed) => over(http.within(isAllowed)).charts,
    open: (archive, options) => trees.open(archive, options),
    close: () => http.close(),
  };
}
