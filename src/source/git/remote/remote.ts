import type { Dispatcher } from 'undici';
import type { Clock } from '../../../base/index.ts';
import { SourceError, type SourceErrorCode } from '../../error.ts';
import type { GitProgram, GitRun } from '../command/index.ts';
import { type Connection, withGitSettings } from '../connection/index.ts';
import type { ProxyEnvironment } from '../../http/index.ts';
import { type Discovery, isRefName, lsRefsRequest, readLsRefs, type RemoteRefs, SmartHttp } from '../wire/index.ts';
import { fetchByGit } from './fetch-by-git.ts';
import { fetchByWire } from './fetch-by-wire.ts';
import { listByGit } from './list-by-git.ts';

/** What a remote repository is reached with. */
export interface RemoteOptions {
  readonly connection: Connection;
  /** The address in the spelling to be used. */
  readonly url: string;
  readonly git: GitProgram;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** A folder that only we can read, for keys while git runs. */
  readonly temporary: string;
  readonly proxies?: ProxyEnvironment | undefined;
  /** How long a listing of references may take. */
  readonly listTimeoutMs: number;
  /** How long a fetch may take, and how many bytes it may bring. */
  readonly fetchTimeoutMs: number;
  readonly maxFetchBytes: number;
}

/** A repository to fetch into, and what it has. */
export interface FetchTarget {
  /** A bare repository. */
  readonly path: string;
  readonly haves: readonly string[];
  readonly shallow: readonly string[];
}

/** What to fetch. */
export interface FetchPlan {
  readonly commits: readonly string[];
  /** Names under which the server shows the commits, for servers that give out no others. */
  readonly names: readonly string[];
  /** `commit`: the trees of the commits, without their history. `history`: all commits that they reach; their trees need not come. */
  readonly extent: 'commit' | 'history';
  /** Called when the request is on its way, where there is then time for something else. */
  readonly meanwhile?: () => void;
}

/** What a fetch did to the list of commits without parents; undefined where git has written that list itself. */
export type FetchedShallow = readonly string[] | undefined;

/** A listing of references may be that large. */
const maxListBytes = 128 * 1024 * 1024;

/** After these the server is asked anew what it is. */
const rediscover: ReadonlySet<SourceErrorCode> = new Set<SourceErrorCode>(['unreachable', 'not-found', 'refused']);

/**
 * A repository on a server, as one connection sees it. Over HTTP we speak version 2 of the protocol ourselves, one request a
 * look-up; older servers, SSH and files are left to git.
 */
export class Remote {
  readonly #options: RemoteOptions;
  readonly #http: SmartHttp | undefined;
  #discovery: Discovery | undefined;

  constructor(options: RemoteOptions) {
    this.#options = options;
    const { connection, url, dispatcher, clock } = options;
    const { protocol } = connection.address;
    if (protocol === 'http' || protocol === 'https') this.#http = new SmartHttp(connection, url, dispatcher, clock);
  }

  /** The references that begin with one of `prefixes`, and maybe others. Throws SourceError. */
  async listRefs(prefixes: readonly string[], signal?: AbortSignal): Promise<RemoteRefs> {
    if (this.#http === undefined)
      return await this.#byGit((run, url) => listByGit(this.#options.git, url, run), signal);
    if (this.#discovery?.kind === 'smart' && this.#discovery.advertisement.version === 2) {
      try {
        return await this.#listByWire(this.#http, this.#discovery.advertisement.namesFormat, prefixes, signal);
      } catch (error) {
        if (!(error instanceof SourceError && rediscover.has(error.code))) throw error;
      }
    }
    this.#discovery = undefined;
    const discovery = await this.#discover(this.#http, signal);
    if (discovery.kind === 'dumb')
      return await this.#byGit((run, url) => listByGit(this.#options.git, url, run), signal);
    return discovery.advertisement.version === 2
      ? await this.#listByWire(this.#http, discovery.advertisement.namesFormat, prefixes, signal)
      : discovery.advertisement.refs;
  }

  /** Fetches into a bare repository. Throws SourceError: `revision-not-found` where the server does not have or give a commit. */
  async fetch(target: FetchTarget, plan: FetchPlan, signal?: AbortSignal): Promise<FetchedShallow> {
    const { git, fetchTimeoutMs: timeoutMs, maxFetchBytes: maxBytes, clock } = this.#options;
    if (this.#http !== undefined) {
      const discovery = this.#discovery ?? (await this.#discover(this.#http, signal));
      if (discovery.kind === 'smart' && discovery.advertisement.version === 2 && discovery.advertisement.canDeepen) {
        const run = { object: this.#object, secrets: this.#options.connection.secrets, timeoutMs, signal };
        const { canFilter, namesFormat } = discovery.advertisement;
        return await fetchByWire(this.#http, git, target, plan, { ...run, maxBytes, canFilter, namesFormat });
      }
    }
    await this.#byGit((run, url) => fetchByGit(git, url, target, plan, { ...run, timeoutMs, maxBytes, clock }), signal);
    return undefined;
  }

  async #discover(http: SmartHttp, signal: AbortSignal | undefined): Promise<Discovery> {
    this.#discovery = await http.discover({ timeoutMs: this.#options.listTimeoutMs, maxBytes: maxListBytes, signal });
    return this.#discovery;
  }

  async #listByWire(
    http: SmartHttp,
    namesFormat: boolean,
    prefixes: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<RemoteRefs> {
    const names = prefixes.filter((prefix) => isRefName(prefix.replace(/\/$/, '')));
    const request = lsRefsRequest(names, namesFormat);
    const limits = { timeoutMs: this.#options.listTimeoutMs, maxBytes: maxListBytes, signal };
    return await http.command(request, limits, (answer) => readLsRefs(answer, this.#object));
  }

  async #byGit<T>(work: (run: GitRun, url: string) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { connection, temporary, proxies, listTimeoutMs } = this.#options;
    const url = this.#http?.url ?? this.#options.url;
    const { secrets } = connection;
    return await withGitSettings(connection, { url, temporary, proxies }, ({ config, environment }) =>
      work({ object: this.#object, config, environment, secrets, timeoutMs: listTimeoutMs, signal }, url),
    );
  }

  get #object(): string {
    return this.#options.connection.address.url;
  }
}
