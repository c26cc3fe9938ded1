import { join } from 'node:path';
import { type Clock, createLru, type Lru, type Random } from '../../base/index.ts';
import { ArchiveCache, type ArchiveTrees } from '../archive/index.ts';
import { SourceError } from '../error.ts';
import type { HttpClient } from '../http/index.ts';
import { Lookups } from '../lookups.ts';
import type { OciCredentials, OciRepositories } from '../oci/index.ts';
import { HttpCharts, type HttpChartsOptions } from './http-charts.ts';
import type { HelmIndex } from './index-file.ts';
import { OciCharts } from './oci-charts.ts';
import type { ChartRepositories, ChartRepository } from './repository.ts';

/** What the chart repositories of a process stand on. */
export interface ChartRepositoriesOptions {
  /** A folder that is this process' alone. Whatever is in it may be deleted at any time. */
  readonly cacheDir: string;
  readonly http: HttpClient;
  readonly archives: ArchiveCache;
  readonly trees: ArchiveTrees;
  /** Registries, for charts in them. */
  readonly registries: OciRepositories;
  readonly clock: Clock;
  readonly random: Random;
  /** The largest index that is read; 50 MiB by default, as in source-controller v1.9. */
  readonly maxIndexBytes?: number;
}

/** Repositories in memory, beyond which those opened least recently are forgotten. */
const maxRepositories = 1000;

/** Indexes in memory: their parts are found, their charts read when they are wanted. */
const maxIndexes = 100;

/** Makes the chart repositories of a process. */
export function createChartRepositories(options: ChartRepositoriesOptions): ChartRepositories {
  const { cacheDir, http, archives, trees, registries, clock, random } = options;
  const opened: Lru<ChartRepository> = createLru({ max: maxRepositories });
  const openRegistry = (url: string, credentials: OciCredentials): ChartRepository =>
    new OciCharts({ repositories: registries }, url.replace(/\/+$/, ''), credentials);
  const overHttp: HttpChartsOptions = {
    http,
    archives,
    trees,
    indexes: new ArchiveCache({ directory: join(cacheDir, 'indexes'), clock, random }),
    tags: join(cacheDir, 'index-tags'),
    random,
    lookups: new Lookups<HelmIndex>(clock, maxIndexes),
    maxBytes: options.maxIndexBytes ?? 50 * 1024 * 1024,
    openRegistry: (url) => openRegistry(url, { kind: 'none' }),
  };
  return {
    open: (url, credentials = url.startsWith('oci://') ? { kind: 'oci', oci: { kind: 'none' } } : { kind: 'http' }) => {
      const key = `${http.fingerprint(credentials)} ${url}`;
      const known = opened.get(key);
      if (known !== undefined) return known;
      if (url.startsWith('oci://') !== (credentials.kind === 'oci')) {
        throw new SourceError(
          'invalid-address',
          `${url.slice(0, 200)}: the credentials are for another kind of repository`,
        );
      }
      const repository =
        credentials.kind === 'oci' ? openRegistry(url, credentials.oci) : new HttpCharts(overHttp, url, credentials);
      opened.set(key, repository);
      return repository;
    },
  };
}
