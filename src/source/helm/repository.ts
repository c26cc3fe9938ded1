import type { Secret } from '../../base/index.ts';
import type { CachedArchive } from '../archive/index.ts';
import type { HttpOptions } from '../http/index.ts';
import type { LookupOptions } from '../lookups.ts';
import type { OciCredentials } from '../oci/index.ts';
import type { Artifact } from '../tree.ts';
import type { VersionRules } from './choose-version.ts';
import type { HelmIndex } from './index-file.ts';

/** How to sign in to a chart repository over HTTP, and the way there. */
export type ChartCredentials = HttpOptions & {
  readonly username?: string;
  readonly password?: Secret;
  /** Sends the credentials also to other hosts that the index names. */
  readonly passCredentials?: boolean;
};

/** How to sign in to a chart repository of either kind. */
export type ChartRepositoryCredentials =
  | ({ readonly kind: 'http' } & ChartCredentials)
  | { readonly kind: 'oci'; readonly oci: OciCredentials };

/** A chart at one version. */
export interface ResolvedChart {
  readonly name: string;
  readonly version: string;
  /** Where its archive is; for a registry `oci://host/path:tag`. */
  readonly url: string;
  /** What the repository says of its bytes: the archive's sha256, or in a registry that of the manifest. Absent where it says nothing. */
  readonly digest?: string;
  /** When the version was packed, in RFC 3339; absent where the repository does not say. */
  readonly created?: string;
}

/** A chart on the local disk: its tree is that of the chart's folder, its revision the version. */
export interface ChartArtifact extends Artifact {
  readonly chart: ResolvedChart;
  /** The archive as it was published. */
  readonly archive: CachedArchive;
}

/** Which version is wanted. */
export interface ChartWish {
  /** The name in the index; in a registry below its address, empty for the address itself. */
  readonly name: string;
  /** A version, a range, or empty for the latest release. */
  readonly version: string;
  /** Whose rules choose out of a range; `helm` by default. */
  readonly rules?: VersionRules;
}

/** Limits of a pull. */
export interface PullChartOptions {
  /** Bytes of the archive; 10 MiB by default, as in source-controller v1.9. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One chart repository, over HTTP or in a registry, shared by all who read it with the same credentials. However many ask, one look at the index
 * (or a tag) runs at a time and `maxAgeMs`, and one download a chart. Every method throws SourceError.
 */
export interface ChartRepository {
  readonly url: string;
  /** The version that is wanted. */
  resolve(wish: ChartWish, options: LookupOptions): Promise<ResolvedChart>;
  /** The chart itself. It stays readable for half an hour after it was last pulled; who keeps it longer pulls it again. */
  pull(chart: ResolvedChart, options?: PullChartOptions): Promise<ChartArtifact>;
  /** The provenance file that lies beside a chart; undefined where there is none. */
  provenance(chart: ResolvedChart, options?: PullChartOptions): Promise<string | undefined>;
  /** The index; of a registry undefined, which has none. */
  index(options: LookupOptions): Promise<HelmIndex | undefined>;
}

/**
 * All the chart repositories of a process.
 *
 *     const repository = charts.open('https://stefanprodan.github.io/podinfo');
 *     const chart = await repository.resolve({ name: 'podinfo', version: '6.x' }, { maxAgeMs: 60_000, signal });
 *     const { tree, archive } = await repository.pull(chart, { signal });
 */
export interface ChartRepositories {
  /** The shared repository of `http(s)://…` or `oci://…`. Throws SourceError `invalid-address`. */
  open(url: string, credentials?: ChartRepositoryCredentials): ChartRepository;
}
