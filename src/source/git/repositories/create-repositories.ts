import { createSecretKey, type KeyObject } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import {
  type Clock,
  type Logger,
  messageOf,
  type Metrics,
  noMetrics,
  type Random,
  silentLogger,
} from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { createDispatcher, fingerprint, type ProxyEnvironment } from '../../http/index.ts';
import { ContentStore } from '../../store/index.ts';
import { defaultTreeLimits, type TreeLimits } from '../../tree/index.ts';
import { announcementKey, type GitProtocol, parseGitAddress } from '../address/index.ts';
import { submoduleAddress } from '../checkout/index.ts';
import { GitProgram } from '../command/index.ts';
import { connect, type Connection } from '../connection/index.ts';
import type { GitCredentials } from '../credentials.ts';
import { Remote } from '../remote/index.ts';
import type { GitRepositories, GitRepository } from '../repository.ts';
import { Checkouts } from './checkouts.ts';
import { removeIdleCaches, RepositoryCache } from './repository-cache.ts';
import { SharedRepository } from './shared-repository.ts';

/** What all the Git repositories of a process stand on. */
export interface GitRepositoriesOptions {
  /** A folder that is this process' alone. Whatever is in it may be deleted at any time. */
  readonly cacheDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** The `PATH` for git and ssh. */
  readonly path: string;
  /** The git program; `git` by default. */
  readonly git?: string;
  /** Transports that addresses may use; https, http and ssh by default. `file` reads whatever the process may read. */
  readonly protocols?: readonly GitProtocol[];
  readonly proxies?: ProxyEnvironment;
  readonly limits?: Partial<TreeLimits>;
  /** How long a listing of references may take; 30 seconds by default. */
  readonly listTimeoutMs?: number;
  /** How long a fetch may take; 5 minutes by default. */
  readonly fetchTimeoutMs?: number;
  /** How many bytes one fetch may bring; 2 GiB by default. */
  readonly maxFetchBytes?: number;
  /** Where trees are kept; a store of its own in `cacheDir` by default. */
  readonly store?: ContentStore;
}

/** How long the caches of a repository that nobody opens stay on the disk, and how often that is looked at. */
const idleCacheMs = 24 * 60 * 60_000;
const tidyEveryMs = 60 * 60_000;

/** How the folder for keys is called, before what tells those of one process from those of the next. */
const temporaryName = 'connections-';

/** Repositories in memory, beyond which those that nobody watches are forgotten, least recently opened first. */
const maxRepositories = 2000;

/** Makes the Git repositories of a process. Keys of SSH are on the disk, below `cacheDir`, only while git runs. */
export function createGitRepositories(options: GitRepositoriesOptions): GitRepositories {
  return new Repositories(options);
}

class Repositories implements GitRepositories {
  readonly #options: GitRepositoriesOptions;
  readonly #logger: Logger;
  readonly #git: GitProgram;
  readonly #protocols: readonly GitProtocol[];
  readonly #checkouts: Checkouts;
  readonly #fingerprintKey: KeyObject;
  readonly #temporary: string;
  readonly #caches = new Map<string, RepositoryCache>();
  readonly #repositories = new Map<string, SharedRepository>();
  readonly #dispatchers = new Map<string, Dispatcher>();
  readonly #closed = new AbortController();
  #tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(options: GitRepositoriesOptions) {
    const { cacheDir, clock, random, path } = options;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#protocols = options.protocols ?? ['https', 'http', 'ssh'];
    this.#fingerprintKey = createSecretKey(random.bytes(32));
    this.#temporary = join(cacheDir, `${temporaryName}${random.uuid()}`);
    const program = options.git === undefined ? {} : { program: options.git };
    this.#git = new GitProgram({ ...program, path, home: join(cacheDir, 'home'), protocols: this.#protocols, clock });
    const store = { directory: join(cacheDir, 'trees'), clock, random, logger: this.#logger, metrics: this.#metrics };
    this.#checkouts = new Checkouts({
      git: this.#git,
      store: options.store ?? new ContentStore(store),
      limits: { ...defaultTreeLimits, ...options.limits },
      clock,
      metrics: this.#metrics,
      timeoutMs: this.#fetchTimeoutMs,
      closed: this.#closed.signal,
      openSubmodule: (parent, url) => this.#openSubmodule(parent, url),
    });
  }

  open(url: string, credentials: GitCredentials = { kind: 'none' }): GitRepository {
    return this.#open(url, credentials, this.#protocols);
  }

  async announce(url: string, signal?: AbortSignal): Promise<void> {
    const key = this.#announced(url);
    const meant = [...this.#repositories.values()].filter(
      ({ connection }) => announcementKey(connection.address.key) === key,
    );
    const read = meant.filter(({ lookup }) => lookup.isWatched);
    for (const { lookup } of meant) if (!lookup.isWatched) lookup.expire();
    const results = await Promise.allSettled(read.map((repository) => repository.lookup.get(0, signal)));
    for (const result of results) {
      if (result.status === 'rejected') {
        this.#logger.warn('announced repository was not read', { error: messageOf(result.reason) });
      }
    }
  }

  /** What an announcement means; undefined for what is no address, which anybody may announce. */
  #announced(url: string): string | undefined {
    try {
      return announcementKey(parseGitAddress(url, ['https', 'http', 'ssh', 'file']).key);
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new SourceError('unreachable', 'the repositories were closed'));
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    await rm(this.#temporary, { recursive: true, force: true }).catch((error: unknown) => {
      this.#logger.warn('folder for keys was not removed', { error: messageOf(error) });
    });
  }

  #open(url: string, credentials: GitCredentials, protocols: readonly GitProtocol[]): SharedRepository {
    this.#closed.signal.throwIfAborted();
    const connection = connect(parseGitAddress(url, protocols), credentials);
    const { address } = connection;
    const key = `${fingerprint(connection.credentials, this.#fingerprintKey)} ${address.key}`;
    const repository = this.#repositories.get(key) ?? this.#make(connection);
    // Set again, it becomes the one that was opened last.
    this.#repositories.delete(key);
    this.#repositories.set(key, repository);
    repository.addRemote(address.url, () => this.#remote(connection));
    repository.cache.markUsed();
    this.#forgetIdle();
    this.#tidyDisk();
    return repository;
  }

  #make(connection: Connection): SharedRepository {
    const { address } = connection;
    const { clock } = this.#options;
    return new SharedRepository({
      connection,
      cache: this.#cache(address.key, address.url),
      checkouts: this.#checkouts,
      clock,
      logger: this.#logger.with({ repository: address.url }),
      metrics: this.#metrics,
      closed: this.#closed.signal,
    });
  }

  #cache(key: string, object: string): RepositoryCache {
    const known = this.#caches.get(key);
    if (known !== undefined) return known;
    const { cacheDir, clock, random } = this.#options;
    const directory = join(cacheDir, 'repositories');
    const logger = this.#logger.with({ repository: object });
    const cache = new RepositoryCache(key, object, {
      directory,
      git: this.#git,
      clock,
      random,
      logger,
      timeoutMs: this.#fetchTimeoutMs,
    });
    this.#caches.set(key, cache);
    return cache;
  }

  #remote(connection: Connection): Remote {
    const { clock, proxies } = this.#options;
    return new Remote({
      connection,
      url: connection.address.url,
      git: this.#git,
      dispatcher: this.#dispatcher(connection),
      clock,
      temporary: this.#temporary,
      proxies,
      listTimeoutMs: this.#options.listTimeoutMs ?? 30_000,
      fetchTimeoutMs: this.#fetchTimeoutMs,
      maxFetchBytes: this.#options.maxFetchBytes ?? 2 * 1024 ** 3,
    });
  }

  /** Connections are shared by all who reach hosts in the same way, whoever they sign in as. */
  #dispatcher(connection: Connection): Dispatcher {
    const { caCertificate, clientCertificate, insecureSkipTlsVerify, proxy } = connection.http;
    const key = fingerprint({ caCertificate, clientCertificate, insecureSkipTlsVerify, proxy }, this.#fingerprintKey);
    const known = this.#dispatchers.get(key);
    if (known !== undefined) return known;
    const dispatcher = createDispatcher(connection.http, this.#options.proxies);
    this.#dispatchers.set(key, dispatcher);
    return dispatcher;
  }

  /** A submodule on the same host is read with the parent's credentials, any other with none. No submodule leads to local files. */
  #openSubmodule(parent: SharedRepository, url: string): SharedRepository {
    const { address: from, credentials } = parent.connection;
    const absolute = submoduleAddress(parent.url, url);
    if (absolute === undefined) {
      throw new SourceError('invalid-address', `the address ${url.slice(0, 200)} leads nowhere`, {
        object: parent.url,
      });
    }
    const protocols = this.#protocols.filter((protocol) => protocol !== 'file' || from.protocol === 'file');
    const address = parseGitAddress(absolute, protocols);
    const same = address.host === from.host && address.protocol === from.protocol;
    return this.#open(absolute, same ? credentials : { kind: 'none' }, protocols);
  }

  #forgetIdle(): void {
    for (const [key, repository] of this.#repositories) {
      if (this.#repositories.size <= maxRepositories) return;
      if (!repository.lookup.isWatched) this.#repositories.delete(key);
    }
  }

  /** Drops, once an hour, what nobody has opened for long, and keys that a process left when it was killed. */
  #tidyDisk(): void {
    const now = this.#options.clock.now();
    if (now - this.#tidiedAt < tidyEveryMs) return;
    this.#tidiedAt = now;
    this.#dropIdle(now - idleCacheMs).catch((error: unknown) => {
      this.#logger.warn('idle caches were not removed', { error: messageOf(error) });
    });
  }

  async #dropIdle(since: number): Promise<void> {
    for (const [key, repository] of this.#repositories) {
      if (repository.cache.usedAt < since && !repository.lookup.isWatched) this.#repositories.delete(key);
    }
    const held = new Set([...this.#repositories.values()].map((repository) => repository.cache));
    for (const [key, cache] of this.#caches) {
      if (held.has(cache)) await cache.touch();
      else if (cache.usedAt < since) this.#caches.delete(key);
    }
    const { cacheDir } = this.#options;
    for (const name of await readdir(cacheDir)) {
      const folder = join(cacheDir, name);
      const isLeft = name.startsWith(temporaryName) && folder !== this.#temporary;
      if (isLeft) await rm(folder, { recursive: true, force: true });
    }
    const open = new Set([...this.#caches.values()].map((cache) => cache.directory));
    await removeIdleCaches(join(cacheDir, 'repositories'), open, since);
  }

  get #metrics(): Metrics {
    return this.#options.metrics ?? noMetrics;
  }

  get #fetchTimeoutMs(): number {
    return this.#options.fetchTimeoutMs ?? 5 * 60_000;
  }
}
