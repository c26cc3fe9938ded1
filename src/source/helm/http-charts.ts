import { Secret } from '../../base/index.ts';
import type { ArchiveCache, ArchiveTrees, CachedArchive } from '../archive/index.ts';
import { SourceError } from '../error.ts';
import {
  download,
  dropBody,
  type HttpClient,
  type HttpReply,
  mayCarryCredentials,
  publicAddress,
  readBody,
} from '../http/index.ts';
import type { LookupOptions, Lookups } from '../lookups.ts';
import { chartUrl, indexUrl } from './chart-url.ts';
import { chooseVersion } from './choose-version.ts';
import { checkStatus, fetchIndex, type IndexFetchOptions } from './http-index.ts';
import { type HelmIndex, openIndex } from './index-file.ts';
import type {
  ChartArtifact,
  ChartCredentials,
  ChartRepository,
  ChartWish,
  PullChartOptions,
  ResolvedChart,
} from './repository.ts';

/** What a chart repository over HTTP stands on. */
export interface HttpChartsOptions extends IndexFetchOptions {
  readonly http: HttpClient;
  readonly archives: ArchiveCache;
  readonly trees: ArchiveTrees;
  readonly lookups: Lookups<HelmIndex>;
  /** Pulls charts that the index says lie in a registry. */
  readonly openRegistry: (url: string) => ChartRepository;
}

/** What source-controller v1.9 takes of a chart at most. */
export const defaultMaxChartBytes = 10 * 1024 * 1024;

const maxProvenanceBytes = 1024 * 1024;

/** A chart repository over HTTP: an index, and archives that it names. */
export class HttpCharts implements ChartRepository {
  readonly url: string;
  readonly #options: HttpChartsOptions;
  readonly #credentials: ChartCredentials;
  readonly #indexUrl: string;
  readonly #key: string;
  #opened: HelmIndex | undefined;

  constructor(options: HttpChartsOptions, url: string, credentials: ChartCredentials) {
    this.#indexUrl = indexUrl(url);
    this.url = url;
    this.#options = options;
    this.#credentials = credentials;
    this.#key = `${options.http.fingerprint(credentials)} ${this.#indexUrl}`;
  }

  async index(options: LookupOptions): Promise<HelmIndex> {
    return await this.#options.lookups.get(this.#key, options, async (signal) => {
      const file = await fetchIndex(this.#options, this.#indexUrl, (headers) =>
        this.#send(this.#indexUrl, headers, signal),
      );
      const known = this.#opened;
      if (known?.digest === file.digest) return known;
      const index = await openIndex(file, this.url);
      this.#opened = index;
      return index;
    });
  }

  async resolve(wish: ChartWish, options: LookupOptions): Promise<ResolvedChart> {
    const { name, version, rules = 'helm' } = wish;
    const index = await this.index(options);
    const versions = await index.versions(name);
    if (versions === undefined) {
      throw new SourceError('not-found', 'no chart name found', { object: `${this.url} ${name}` });
    }
    const chosen = chooseVersion(versions, { name, version, rules, object: `${this.url} ${name}` });
    const [reference] = chosen.urls;
    if (reference === undefined) {
      const text = `chart '${name}' has no downloadable URLs`;
      throw new SourceError('not-found', text, { object: `${this.url} ${name}` });
    }
    const digest = sha256Of(chosen.digest);
    return {
      name: chosen.name,
      version: chosen.version,
      url: chartUrl(this.url, reference),
      ...(digest === undefined ? {} : { digest }),
      ...(chosen.created === '' ? {} : { created: chosen.created }),
    };
  }

  async pull(chart: ResolvedChart, options: PullChartOptions = {}): Promise<ChartArtifact> {
    if (chart.url.startsWith('oci://')) {
      const { url, version } = splitTag(chart);
      const registry = this.#options.openRegistry(url);
      const resolved = await registry.resolve({ name: '', version }, { maxAgeMs: 60_000, signal: options.signal });
      return { ...(await registry.pull(resolved, options)), chart };
    }
    const archive = await this.#archive(chart, options);
    const object = `${chart.name}-${chart.version}.tgz`;
    const extracted = await this.#options.trees.open(archive, { kind: 'chart', object, signal: options.signal });
    return { ...extracted, revision: chart.version, chart, archive };
  }

  async provenance(chart: ResolvedChart, options: PullChartOptions = {}): Promise<string | undefined> {
    const reply = await this.#send(`${chart.url}.prov`, {}, options.signal);
    if (reply.status === 404) {
      dropBody(reply.body);
      return undefined;
    }
    checkStatus(reply, `${chart.url}.prov`);
    return (await readBody(reply, maxProvenanceBytes)).toString('utf8');
  }

  async #archive(chart: ResolvedChart, options: PullChartOptions): Promise<CachedArchive> {
    const { archives } = this.#options;
    const cached = chart.digest === undefined ? undefined : await archives.find(chart.digest);
    if (cached !== undefined) return cached;
    const wanted = { object: publicAddress(chart.url), expected: chart.digest, signal: options.signal };
    return await archives.add(wanted, (file, signal) =>
      download(file, {
        send: (headers) => this.#send(chart.url, headers, signal),
        check: (reply) => checkStatus(reply, chart.url),
        maxBytes: options.maxBytes ?? defaultMaxChartBytes,
        signal,
      }),
    );
  }

  /** Credentials and the client's certificate stay with the host of the repository, unless they are to be passed on. */
  #send(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<HttpReply> {
    const { username = '', password, passCredentials = false, clientCertificate, ...http } = this.#credentials;
    const trusted = passCredentials || mayCarryCredentials(this.#indexUrl, url);
    const pair = password === undefined || username === '' ? undefined : `${username}:${password.reveal()}`;
    return this.#options.http.send({
      url,
      http: { ...http, ...(trusted && clientCertificate !== undefined ? { clientCertificate } : {}) },
      headers,
      passCredentials,
      signal,
      authorization:
        trusted && pair !== undefined ? new Secret(`Basic ${Buffer.from(pair).toString('base64')}`) : undefined,
    });
  }
}

/** The digest of an index in the form of all others; undefined for what is none, or of another algorithm. */
function sha256Of(digest: string): string | undefined {
  const hex = digest.replace(/^sha256:/, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? `sha256:${hex}` : undefined;
}

function splitTag({ url, version }: ResolvedChart): { readonly url: string; readonly version: string } {
  const match = /^(oci:\/\/.+\/[^/:]+):([^/:]+)$/.exec(url);
  return { url: match?.[1] ?? url, version: match?.[2] ?? version };
}
