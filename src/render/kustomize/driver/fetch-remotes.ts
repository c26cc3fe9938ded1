import { isAbort, messageOf, sha256 } from '../../../base/index.ts';
import { type GitRepositories, openTree } from '../../../source/index.ts';
import type { FetchedBase, FetchedFile, RemoteBase } from '../load/index.ts';
import type { RemoteFetcher } from './build-with-remotes.ts';

/** What a fetcher stands on. */
export interface RemoteFetcherOptions {
  readonly repositories: GitRepositories;
  /** The network, for files. */
  readonly fetch: (url: string, init: { signal: AbortSignal; redirect: 'manual' }) => Promise<Response>;
  /** Whether a host may be asked; of an address without one (a local repository) it is empty. */
  readonly isAllowed: (host: string) => boolean;
  readonly maxFileBytes?: number;
  /** How long a file may take. */
  readonly fileTimeoutMs?: number;
}

/** Redirects that are followed, each to a host that is allowed. */
const maxRedirects = 10;

/** Fetches files by HTTP and repositories by git, from hosts that are allowed, in bounded time and size. */
export function createRemoteFetcher(options: RemoteFetcherOptions): RemoteFetcher {
  const { maxFileBytes = 32 * 1024 * 1024, fileTimeoutMs = 30_000 } = options;
  return {
    async file(url, signal) {
      const limited = AbortSignal.any([AbortSignal.timeout(fileTimeoutMs), ...(signal === undefined ? [] : [signal])]);
      try {
        return await fetchFile(url, options, maxFileBytes, limited);
      } catch (error) {
        signal?.throwIfAborted();
        const message = isAbort(error) ? `there was no answer within ${fileTimeoutMs / 1000} s` : messageOf(error);
        return { kind: 'failed', message };
      }
    },
    async base(base, signal) {
      try {
        return await fetchBase(base, options, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const message = isAbort(error) ? `it took longer than ${base.timeoutMs / 1000} s` : messageOf(error);
        return { kind: 'failed', message };
      }
    },
  };
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

function refused(host: string): FetchedFile & FetchedBase {
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
  { repositories, isAllowed }: RemoteFetcherOptions,
  signal: AbortSignal | undefined,
): Promise<FetchedBase> {
  const host = hostOf(base.repository);
  if (!isAllowed(host)) return refused(host);
  const limited = AbortSignal.any([AbortSignal.timeout(base.timeoutMs), ...(signal === undefined ? [] : [signal])]);
  const repository = repositories.open(base.repository);
  const revision = base.reference === '' ? 'HEAD' : base.reference;
  const { commit } = await repository.resolve({ kind: 'revision', revision }, { maxAgeMs: 0, signal: limited });
  const artifact = await repository.checkout(commit, { submodules: base.submodules, signal: limited });
  return { kind: 'tree', tree: openTree(artifact.tree) };
}

function hostOf(repository: string): string {
  if (URL.canParse(repository) && repository.includes('://')) return new URL(repository).hostname;
  return /^(?:[^@/]*@)?([^:/]+):/.exec(repository)?.[1] ?? '';
}
