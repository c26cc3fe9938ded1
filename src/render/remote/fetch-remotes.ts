import { type Clock, createLru, isAbort, messageOf, sha256 } from '../../base/index.ts';
import type { ChartRepositories, ChartRepository, GitRepositories, ResolvedChart } from '../../source/index.ts';
import type {
  FetchedFile,
  FetchedRepository,
  NotFetched,
  RemoteBase,
  RemoteChart,
  RemoteFetcher,
  RemoteNeed,
} from './remote.ts';

/** What a fetcher stands on. */
export interface RemoteFetcherOptions {
  readonly repositories: GitRepositories;
  /** Absent: no charts are pulled. */
  readonly chartsWithin?: ((isAllowed: (host: string) => boolean) => ChartRepositories) | undefined;
  /** The network, for files. */
  readonly fetch: (url: string, init: { signal: AbortSignal; redirect: 'manual' }) => Promise<Response>;
  /** Whether a host may be asked; of an address without one (a local repository) it is empty. */
  readonly isAllowed: (host: string) => boolean;
  readonly clock: Clock;
  /** How old an answer of a remote may be before it is asked again; absent: 0. */
  readonly maxAgeMs?: number;
  readonly maxFileBytes?: number;
  /** How long a file may take. */
  readonly fileTimeoutMs?: number;
  /** How long a repository may take at most, whatever its address asks for. */
  readonly baseTimeoutMs?: number;
  /** How long a chart may take. */
  readonly chartTimeoutMs?: number;
}

/** Redirects that are followed, each to a host that is allowed. */
const maxRedirects = 10;

/** How much remembered files may take together. */
const maxRememberedBytes = 32 * 1024 * 1024;

/** Fetches files by HTTP and repositories by git, from hosts that are allowed, in bounded time and size. */
export function createRemoteFetcher(options: RemoteFetcherOptions): RemoteFetcher {
  const { clock, maxAgeMs = 0, maxFileBytes = 32 * 1024 * 1024, fileTimeoutMs = 30_000, baseTimeoutMs } = options;
  const { chartTimeoutMs = 60_000 } = options;
  const charts = options.chartsWithin?.(options.isAllowed);
  const remembered = createLru<{ readonly at: number; readonly fetched: FetchedFile }>({
    maxSize: maxRememberedBytes,
    sizeOf: ({ fetched }) => (fetched.kind === 'content' ? fetched.bytes.byteLength : 0) + 200,
  });

  const file = async (url: string, signal: AbortSignal | undefined): Promise<FetchedFile> => {
    const known = remembered.get(url);
    if (known !== undefined && clock.now() - known.at < maxAgeMs) return known.fetched;
    const fetched = await bounded(fileTimeoutMs, signal, 'there was no answer within', (limited) =>
      fetchFile(url, options, maxFileBytes, limited),
    );
    if (maxAgeMs > 0 && fetched.kind !== 'failed') remembered.set(url, { at: clock.now(), fetched });
    return fetched;
  };

  const base = (wanted: RemoteBase, signal: AbortSignal | undefined): Promise<FetchedRepository> =>
    bounded(Math.min(wanted.timeoutMs, baseTimeoutMs ?? Infinity), signal, 'it took longer than', (limited) =>
      fetchBase(wanted, options, limited),
    );

  const chart = (wanted: RemoteChart, signal: AbortSignal | undefined): Promise<FetchedRepository> =>
    bounded(chartTimeoutMs, signal, 'it took longer than', (limited) =>
      fetchChart(wanted, { ...options, charts }, limited),
    );

  const current = async (need: RemoteNeed, signal: AbortSignal | undefined): Promise<string | undefined> => {
    if (need.kind === 'file') {
      const fetched = await file(need.url, signal);
      return fetched.kind === 'content' ? fetched.digest : undefined;
    }
    if (need.kind === 'chart') {
      const found = await bounded(chartTimeoutMs, signal, '', (limited) =>
        chartOf(need.chart, { ...options, charts }, limited),
      );
      return found.kind === 'chart' ? contentOf(found.chart) : undefined;
    }
    const now = await bounded(need.base.timeoutMs, signal, '', (limited) => commitOf(need.base, options, limited));
    return typeof now === 'string' ? now : undefined;
  };
  return { file, base, chart, current };
}

/** What `act` gives in time, or why it gave nothing. Throws the reason of `signal` alone. */
async function bounded<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  late: string,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T | NotFetched> {
  const limited = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
  try {
    return await act(limited);
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'failed', message: isAbort(error) ? `${late} ${timeoutMs / 1000} s` : messageOf(error) };
  }
}

async function fetchFile(
  address: string,
  { fetch, isAllowed }: RemoteFetcherOptions,
  maxBytes: number,
  signal: AbortSignal,
): Promise<FetchedFile> {
  let url = new URL(address);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused(url.protocol);
    if (!isAllowed(url.hostname)) return refused(url.hostname);
    const response = await fetch(url.href, { signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url);
      continue;
    }
    if (response.status < 200 || response.status > 299) {
      await response.body?.cancel();
      return { kind: 'gone', status: response.status };
    }
    const bytes = await readBounded(response, maxBytes);
    if (bytes === undefined) return { kind: 'failed', message: `it has more than ${maxBytes} bytes` };
    return { kind: 'content', bytes, digest: sha256(bytes) };
  }
  return { kind: 'failed', message: `it redirects more than ${maxRedirects} times` };
}

function refused(host: string): NotFetched {
  return { kind: 'failed', message: `${host} is not allowed: allow it, or keep a copy` };
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function fetchBase(
  base: RemoteBase,
  options: RemoteFetcherOptions,
  signal: AbortSignal,
): Promise<FetchedRepository> {
  const commit = await commitOf(base, options, signal);
  if (typeof commit !== 'string') return commit;
  const repository = options.repositories.open(base.repository);
  const artifact = await repository.checkout(commit, { submodules: base.submodules, signal });
  return { kind: 'tree', tree: artifact.tree, commit };
}

/** The commit that a base is at; at most as old as the answers of remotes may be. Throws SourceError. */
async function commitOf(
  { repository, reference }: RemoteBase,
  { repositories, isAllowed, maxAgeMs = 0 }: RemoteFetcherOptions,
  signal: AbortSignal,
): Promise<string | NotFetched> {
  const host = hostOf(repository);
  if (!isAllowed(host)) return refused(host);
  const revision = reference === '' ? 'HEAD' : reference;
  const { commit } = await repositories.open(repository).resolve({ kind: 'revision', revision }, { maxAgeMs, signal });
  return commit;
}

async function fetchChart(wanted: RemoteChart, options: ChartOptions, signal: AbortSignal): Promise<FetchedRepository> {
  const found = await chartOf(wanted, options, signal);
  if (found.kind === 'failed') return found;
  const { tree } = await found.repository.pull(found.chart, { signal });
  return { kind: 'tree', tree, commit: contentOf(found.chart) };
}

type ChartOptions = RemoteFetcherOptions & { readonly charts: ChartRepositories | undefined };

type FoundChart = { readonly kind: 'chart'; readonly repository: ChartRepository; readonly chart: ResolvedChart };

/** The version of a chart that `helm pull` would take; at most as old as the answers of remotes may be. Throws SourceError. */
async function chartOf(
  { repository: url, name, version, devel }: RemoteChart,
  { charts, isAllowed, maxAgeMs = 0 }: ChartOptions,
  signal: AbortSignal,
): Promise<FoundChart | NotFetched> {
  if (charts === undefined) return { kind: 'failed', message: 'charts are not pulled here: keep a copy' };
  const host = hostOf(url);
  if (!isAllowed(host)) return refused(host);
  const repository = charts.open(url);
  const wish = version === '' && devel ? '>0.0.0-0' : version;
  const chart = await repository.resolve({ name, version: wish, rules: 'helm' }, { maxAgeMs, signal });
  const archiveHost = hostOf(chart.url);
  return isAllowed(archiveHost) ? { kind: 'chart', repository, chart } : refused(archiveHost);
}

/** What tells one content of a chart from another. */
function contentOf({ version, digest = '' }: ResolvedChart): string {
  return `${version} ${digest}`;
}

function hostOf(repository: string): string {
  if (URL.canParse(repository) && repository.includes('://')) return new URL(repository).hostname;
  return /^(?:[^@/]*@)?([^:/]+):/.exec(repository)?.[1] ?? '';
}
