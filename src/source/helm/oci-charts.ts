import { readFile } from 'node:fs/promises';
import { compareVersions, formatVersion, parseConstraint, parseStrictVersion, parseVersion } from '../../lang/index.ts';
import { SourceError } from '../error.ts';
import type { LookupOptions } from '../lookups.ts';
import {
  childAddress,
  mediaTypes,
  type OciCredentials,
  type OciRepositories,
  type OciRepository,
  parseFluxVersion,
  tagOfVersion,
  versionOfTag,
} from '../oci/index.ts';
import { onStorage } from '../storage-error.ts';
import { defaultMaxChartBytes } from './http-charts.ts';
import type { ChartArtifact, ChartRepository, ChartWish, PullChartOptions, ResolvedChart } from './repository.ts';

/** What a folder of charts in a registry stands on. */
export interface OciChartsOptions {
  readonly repositories: OciRepositories;
}

/** The type of charts that helm pushed before 3.7. */
const legacyChart = 'application/tar+gzip';

const maxProvenanceBytes = 1024 * 1024;

/** Charts in an OCI registry, each a repository below `url`. */
export class OciCharts implements ChartRepository {
  readonly url: string;
  readonly #options: OciChartsOptions;
  readonly #credentials: OciCredentials;

  constructor(options: OciChartsOptions, url: string, credentials: OciCredentials) {
    this.url = url;
    this.#options = options;
    this.#credentials = credentials;
  }

  index(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async resolve(wish: ChartWish, options: LookupOptions): Promise<ResolvedChart> {
    const { name } = wish;
    const repository = this.#repository(name);
    const version = await this.#version(repository, wish, options);
    const tag = tagOfVersion(version);
    const { digest } = await repository.resolve({ kind: 'tag', tag }, options);
    return { name: name === '' ? lastPart(this.url) : name, version, url: `${repository.url}:${tag}`, digest };
  }

  async pull(chart: ResolvedChart, options: PullChartOptions = {}): Promise<ChartArtifact> {
    const { signal, maxBytes = defaultMaxChartBytes } = options;
    const repository = this.#of(chart);
    const digest = chart.digest ?? (await this.#digestOf(repository, chart, signal));
    const { layers } = await repository.manifest(digest, signal);
    const mediaType = layers.some((layer) => layer.mediaType === legacyChart) ? legacyChart : mediaTypes.helmChart;
    const layer = await repository.pull(digest, { mediaType, maxBytes, signal });
    const extracted = await repository.extract(layer, 'chart', signal);
    return { ...extracted, revision: chart.version, chart, archive: layer.archive };
  }

  async provenance(chart: ResolvedChart, options: PullChartOptions = {}): Promise<string | undefined> {
    const { signal } = options;
    const repository = this.#of(chart);
    const digest = chart.digest ?? (await this.#digestOf(repository, chart, signal));
    const { layers } = await repository.manifest(digest, signal);
    if (!layers.some((layer) => layer.mediaType === mediaTypes.helmProvenance)) return undefined;
    const pull = { mediaType: mediaTypes.helmProvenance, maxBytes: maxProvenanceBytes, signal };
    const { archive } = await repository.pull(digest, pull);
    return await onStorage(chart.url, () => readFile(archive.file, 'utf8'));
  }

  /**
   * A version that is one is a tag, and no tags are listed; a range is looked up among the tags that are whole versions (helm v4.2,
   * registry.Client; source-controller v1.9, OCIChartRepository).
   */
  async #version(repository: OciRepository, wish: ChartWish, options: LookupOptions): Promise<string> {
    const { version: wanted, rules = 'helm' } = wish;
    const isExact = (rules === 'flux' ? parseFluxVersion(wanted) : parseVersion(wanted)) !== undefined;
    if (isExact) return wanted;
    const object = repository.url;
    const versions = (await repository.tags(options))
      .map((tag) => parseStrictVersion(versionOfTag(tag)))
      .filter((version) => version !== undefined)
      .sort((a, b) => compareVersions(b, a));
    if (versions.length === 0) {
      throw new SourceError('revision-not-found', `unable to locate any tags in provided repository: ${object}`, {
        object,
      });
    }
    const constraint = parseConstraint(wanted === '' ? '*' : wanted);
    if (constraint === undefined) {
      throw new SourceError('invalid-address', `improper constraint: ${wanted}`, { object });
    }
    const chosen = versions.find((version) => constraint.matches(version));
    if (chosen !== undefined) return formatVersion(chosen);
    const text = `could not locate a version matching provided version string ${wanted}`;
    throw new SourceError('revision-not-found', text, { object });
  }

  async #digestOf(repository: OciRepository, chart: ResolvedChart, signal: AbortSignal | undefined): Promise<string> {
    const tag = tagOfVersion(chart.version);
    return (await repository.resolve({ kind: 'tag', tag }, { maxAgeMs: 60_000, signal })).digest;
  }

  #repository(name: string): OciRepository {
    const url = name === '' ? this.url : childAddress(this.url, name);
    return this.#options.repositories.open(url, this.#credentials);
  }

  #of(chart: ResolvedChart): OciRepository {
    return this.#options.repositories.open(chart.url.replace(/:[^/:]+$/, ''), this.#credentials);
  }
}

function lastPart(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
