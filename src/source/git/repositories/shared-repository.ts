import { type Clock, createLru, type Logger, messageOf, type Metrics } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import type { Artifact } from '../../tree.ts';
import type { Connection } from '../connection/index.ts';
import type { GitReference } from '../reference.ts';
import type { Remote } from '../remote/index.ts';
import type { CheckoutOptions, CommitInfo, GitRepository, ResolvedReference } from '../repository.ts';
import { needsNoRefs, readCommitId, type Resolution, resolveIn, unusualNames } from '../resolve/index.ts';
import type { RemoteRef, RemoteRefs } from '../wire/index.ts';
import type { Checkouts } from './checkouts.ts';
import { RefLookup, type RefSnapshot } from './ref-lookup.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** What a shared repository stands on. */
export interface SharedRepositoryOptions {
  readonly connection: Connection;
  readonly cache: RepositoryCache;
  readonly checkouts: Checkouts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Aborts when the process ends. */
  readonly closed: AbortSignal;
}

/** How long a look-up that succeeded shows that these credentials open the repository. */
const provenForMs = 60 * 60_000;

/** One repository through one set of credentials. */
export class SharedRepository implements GitRepository {
  readonly url: string;
  readonly lookup: RefLookup;
  readonly #options: SharedRepositoryOptions;
  /** One a spelling of the address, the one that answered last first. */
  #remotes: readonly { readonly url: string; readonly remote: Remote }[] = [];
  /** What the history told: short ids, and commits on branches. */
  readonly #told = createLru<{ readonly commit: string | undefined }>({ max: 1000 });

  constructor(options: SharedRepositoryOptions) {
    this.#options = options;
    this.url = options.connection.address.url;
    this.lookup = new RefLookup({
      list: (prefixes, signal) => this.#list(prefixes, signal),
      clock: options.clock,
      onError: (error) => options.logger.error('subscriber of a repository failed', { error: messageOf(error) }),
    });
  }

  /** Adds a spelling of the address, which is tried where the others are not found. */
  addRemote(url: string, make: () => Remote): void {
    if (!this.#remotes.some((known) => known.url === url)) this.#remotes = [...this.#remotes, { url, remote: make() }];
  }

  async resolve(
    reference: GitReference,
    options: { maxAgeMs: number; signal?: AbortSignal | undefined },
  ): Promise<ResolvedReference> {
    if (needsNoRefs(reference)) {
      return { commit: readCommitId(reference.kind === 'commit' ? reference.commit : referenceText(reference)) };
    }
    let snapshot = await this.lookup.get(options.maxAgeMs, options.signal);
    if (reference.kind === 'commit') return await this.#onBranch(reference, snapshot.refs, options.signal);
    let resolution = resolveIn(snapshot.refs, reference);
    if (resolution.kind === 'missing' || resolution.kind === 'short') {
      const names = unusualNames(reference);
      this.lookup.want(names);
      if (names.some((name) => !snapshot.prefixes.includes(name))) {
        snapshot = await this.lookup.get(0, options.signal);
        resolution = resolveIn(snapshot.refs, reference);
      }
    }
    return await this.#settle(resolution, snapshot, options.signal);
  }

  async checkout(commit: string, options: CheckoutOptions = {}): Promise<Artifact> {
    const id = readCommitId(commit);
    await this.prove(options.signal);
    return await this.#options.checkouts.checkout(this, id, options);
  }

  async commitInfo(commit: string, signal?: AbortSignal): Promise<CommitInfo> {
    const id = readCommitId(commit);
    await this.prove(signal);
    return await this.#options.checkouts.commitInfo(this, id, signal);
  }

  async isAncestor(ancestor: string, commit: string, signal?: AbortSignal): Promise<boolean> {
    const [older, newer] = [readCommitId(ancestor), readCommitId(commit)];
    if (older === newer) return true;
    await this.prove(signal);
    const told = this.#told.get(`${older} ${newer}`);
    if (told !== undefined) return told.commit !== undefined;
    const { cache } = this.#options;
    const is = await cache.withHistory(signal, () =>
      cache.history.isAncestor(this.remote, older, newer, this.namesOf(newer), signal),
    );
    this.#told.set(`${older} ${newer}`, { commit: is ? older : undefined });
    return is;
  }

  subscribe(changed: () => void): () => void {
    return this.lookup.subscribe(changed);
  }

  get connection(): Connection {
    return this.#options.connection;
  }

  get cache(): RepositoryCache {
    return this.#options.cache;
  }

  /** The way to the server that answered last. */
  get remote(): Remote {
    const [first] = this.#remotes;
    if (first === undefined) throw new Error('a repository without a remote');
    return first.remote;
  }

  /** The names under which the server last showed a commit. */
  namesOf(commit: string): readonly string[] {
    const refs = [...(this.lookup.lastKnown?.refs.values() ?? [])];
    return refs
      .filter((ref) => ref.commit === commit && ref.name !== 'HEAD')
      .map((ref) => ref.name)
      .slice(0, 5);
  }

  /**
   * Shows that these credentials open the repository before anything comes out of the cache, which others may have filled. A host that
   * is down does not take back what it has said.
   */
  async prove(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.lookup.get(provenForMs, signal);
    } catch (error) {
      const down = error instanceof SourceError && (error.code === 'unreachable' || error.code === 'timeout');
      if (!down || !this.lookup.hasSucceeded) throw error;
    }
  }

  async #list(prefixes: readonly string[], signal: AbortSignal): Promise<RemoteRefs> {
    const { clock, metrics } = this.#options;
    const startedAt = clock.now();
    metrics.count('argocd_git_request_total', { repo: this.url, request_type: 'ls-remote' });
    try {
      return await this.#listAny(prefixes, AbortSignal.any([signal, this.#options.closed]));
    } finally {
      const seconds = (clock.now() - startedAt) / 1000;
      metrics.observe('argocd_git_request_duration_seconds', seconds, { repo: this.url, request_type: 'ls-remote' });
    }
  }

  async #listAny(prefixes: readonly string[], signal: AbortSignal): Promise<RemoteRefs> {
    let failure: unknown;
    for (const known of this.#remotes) {
      try {
        const refs = await known.remote.listRefs(prefixes, signal);
        if (this.#remotes[0] !== known) this.#remotes = [known, ...this.#remotes.filter((other) => other !== known)];
        return refs;
      } catch (error) {
        failure ??= error;
        if (!(error instanceof SourceError && error.code === 'not-found')) throw error;
      }
    }
    throw failure;
  }

  async #settle(
    resolution: Resolution,
    snapshot: RefSnapshot,
    signal: AbortSignal | undefined,
  ): Promise<ResolvedReference> {
    switch (resolution.kind) {
      case 'found': {
        const { commit, name } = resolution;
        return name === undefined ? { commit } : { commit, name };
      }
      case 'latest':
        return await this.#latest(resolution.refs, signal);
      case 'short':
        return { commit: await this.#complete(resolution.prefix, snapshot, signal) };
      default:
        throw this.#notFound(resolution.reason);
    }
  }

  /** Of equal versions the one that was committed last, as in Flux; of those the last by name. */
  async #latest(refs: readonly RemoteRef[], signal: AbortSignal | undefined): Promise<ResolvedReference> {
    const { cache } = this.#options;
    const commits = [...new Set(refs.map((ref) => ref.commit))];
    const times = await cache.withHistory(signal, () => cache.history.commitTimes(this.remote, commits, signal));
    const age = (ref: RemoteRef): number => times.get(ref.commit) ?? 0;
    const [latest] = [...refs].sort((a, b) => age(b) - age(a) || (a.name < b.name ? 1 : -1));
    if (latest === undefined) throw this.#notFound('no tag matches');
    return { commit: latest.commit, name: latest.name };
  }

  async #complete(prefix: string, snapshot: RefSnapshot, signal: AbortSignal | undefined): Promise<string> {
    const known = this.#told.get(prefix)?.commit;
    if (known !== undefined) return known;
    const tips = [...new Set([...snapshot.refs.values()].map((ref) => ref.commit))];
    const commit =
      tips.find((tip) => tip.startsWith(prefix)) ??
      (await this.#options.cache.withHistory(signal, () =>
        this.#options.cache.history.findCommit(this.remote, prefix, tips, signal),
      ));
    if (commit === undefined) throw this.#notFound(`no branch, tag or commit is called ${prefix}`);
    this.#told.set(prefix, { commit });
    return commit;
  }

  /** A commit that is wanted from a branch has to be on it: hosts also give out commits of other people's forks. */
  async #onBranch(
    reference: Extract<GitReference, { kind: 'commit' }>,
    refs: RemoteRefs,
    signal: AbortSignal | undefined,
  ): Promise<ResolvedReference> {
    const commit = readCommitId(reference.commit);
    const head = refs.get(`refs/heads/${reference.branch ?? ''}`);
    if (head === undefined) throw this.#notFound(`there is no branch ${reference.branch ?? ''}`);
    if (!(await this.isAncestor(commit, head.commit, signal))) {
      throw this.#notFound(`the commit ${commit} is not on the branch ${reference.branch ?? ''}`);
    }
    return { commit, name: head.name };
  }

  #notFound(reason: string): SourceError {
    return new SourceError('revision-not-found', `${this.url}: ${reason}`, { object: this.url });
  }
}

function referenceText(reference: GitReference): string {
  return reference.kind === 'revision' ? reference.revision : '';
}
