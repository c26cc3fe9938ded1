import { type Clock, createLru, type Metrics } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { type ContentStore, verifyTree } from '../../store/index.ts';
import type { Artifact } from '../../tree.ts';
import { contentPath, type FolderTotals, type TreeLimits } from '../../tree/index.ts';
import {
  Extraction,
  overlaySubmodules,
  readSubmodules,
  type Submodule,
  submoduleCommit,
  type SubmoduleTree,
} from '../checkout/index.ts';
import type { GitProgram } from '../command/index.ts';
import { type ParsedCommit, parseCommit } from '../commit-object.ts';
import { MirrorDamage, type ObjectReader, repairing } from '../mirror/index.ts';
import type { CheckoutOptions, CommitInfo } from '../repository.ts';
import type { RepositoryCache } from './repository-cache.ts';
import { SharedWork } from '../../shared-work.ts';
import type { SharedRepository } from './shared-repository.ts';

/** What checking out stands on. */
export interface CheckoutsOptions {
  readonly git: GitProgram;
  readonly store: ContentStore;
  readonly limits: TreeLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly timeoutMs: number;
  /** Aborts when the process ends. */
  readonly closed: AbortSignal;
  /** Opens the repository of a submodule; throws SourceError where its address is not allowed. */
  readonly openSubmodule: (parent: SharedRepository, url: string) => SharedRepository;
}

/** How often the files of a tree that is used are looked for: somebody may empty the cache under us. */
const verifyEveryMs = 60_000;

/** How many submodules may lie in each other. */
const maxSubmoduleDepth = 8;

/** A commit with a longer message is refused: git itself has no limit. */
const maxCommitBytes = 16 * 1024 * 1024;

/** Fetches commits and turns them into trees, one fetch and one extraction a commit however many ask. */
export class Checkouts {
  readonly #options: CheckoutsOptions;
  readonly #work = new SharedWork<string>();
  readonly #commits = createLru<ParsedCommit>({ max: 2000 });

  constructor(options: CheckoutsOptions) {
    this.#options = options;
  }

  /** The tree of a commit. Throws SourceError. */
  async checkout(repository: SharedRepository, commit: string, options: CheckoutOptions): Promise<Artifact> {
    const digest = await this.#tree(repository, commit, options, 0);
    return { revision: commit, digest, tree: this.#options.store.locate(digest) };
  }

  /** What the commit itself says; fetched where it is not here. Throws SourceError. */
  async commitInfo(repository: SharedRepository, commit: string, signal: AbortSignal | undefined): Promise<CommitInfo> {
    return (await this.#commit(repository, commit, signal)).info;
  }

  async #tree(repository: SharedRepository, commit: string, options: CheckoutOptions, depth: number): Promise<string> {
    const { cache } = repository;
    const name = options.submodules === true ? `${commit}-submodules` : commit;
    const deep = options.verify === true;
    const known = await cache.find(name);
    if (known !== undefined && !deep && this.#options.clock.now() - known.verifiedAt < verifyEveryMs) {
      if (await this.#options.store.has(known.digest)) return known.digest;
    }
    const key = `${cache.directory} ${name}${deep ? ' verify' : ''}`;
    return await this.#work.run(key, options.signal, async (given) => {
      const signal = AbortSignal.any([given, this.#options.closed]);
      if (known !== undefined && (await this.#isWhole(known.digest, deep))) {
        cache.markVerified(name, known.digest);
        return known.digest;
      }
      cache.forget(name);
      const plain = await this.#extract(repository, commit, signal);
      const digest = options.submodules === true ? await this.#withSubmodules(repository, plain, signal, depth) : plain;
      await cache.remember(name, digest);
      cache.tidySoon();
      return digest;
    });
  }

  async #isWhole(digest: string, deep: boolean): Promise<boolean> {
    const { store } = this.#options;
    return (await store.has(digest)) && (await verifyTree(store, digest, deep ? 'contents' : 'sizes'));
  }

  async #extract(repository: SharedRepository, commit: string, signal: AbortSignal): Promise<string> {
    const { store, limits } = this.#options;
    const { cache } = repository;
    return await cache.withMirror(signal, () =>
      repairing(cache.mirror, repository.url, async () => {
        const fetch = (meanwhile: () => void): Promise<void> => this.#fetch(repository, commit, signal, meanwhile);
        return await cache.mirror.read(signal, fetch, async (reader) => {
          const { tree } = await this.#readCommit(reader, cache, commit);
          return await store.write(async (session) => {
            await new Extraction(reader, session, limits).extract(tree);
            return tree;
          });
        });
      }),
    );
  }

  async #fetch(
    repository: SharedRepository,
    commit: string,
    signal: AbortSignal | undefined,
    meanwhile: () => void,
  ): Promise<void> {
    const { mirror } = repository.cache;
    if (await mirror.has(commit)) return;
    const { metrics, clock } = this.#options;
    const labels = { repo: repository.url, request_type: 'fetch' };
    const startedAt = clock.now();
    metrics.count('argocd_git_request_total', labels);
    try {
      const plan = { commits: [commit], names: repository.namesOf(commit), extent: 'commit', meanwhile } as const;
      await mirror.fetch(repository.remote, plan, signal);
    } catch (error) {
      metrics.count('argocd_git_fetch_fail_total', { repo: repository.url });
      throw error;
    } finally {
      metrics.observe('argocd_git_request_duration_seconds', (clock.now() - startedAt) / 1000, labels);
    }
  }

  async #commit(repository: SharedRepository, commit: string, signal: AbortSignal | undefined): Promise<ParsedCommit> {
    const { cache } = repository;
    const known = this.#commits.get(`${cache.directory} ${commit}`);
    if (known !== undefined) return known;
    return await cache.withMirror(signal, () =>
      repairing(cache.mirror, repository.url, async () => {
        const fetch = (meanwhile: () => void): Promise<void> => this.#fetch(repository, commit, signal, meanwhile);
        return await cache.mirror.read(signal, fetch, (reader) => this.#readCommit(reader, cache, commit));
      }),
    );
  }

  async #readCommit(reader: ObjectReader, cache: RepositoryCache, commit: string): Promise<ParsedCommit> {
    const tooLarge = (size: number): SourceError =>
      new SourceError('too-large', `the commit ${commit} has ${size} bytes`, { object: commit });
    const parsed = parseCommit(commit, await reader.read(commit, 'commit', maxCommitBytes, tooLarge));
    if (parsed === undefined) throw new MirrorDamage(`the commit ${commit} names no tree`);
    this.#commits.set(`${cache.directory} ${commit}`, parsed);
    return parsed;
  }

  /** The tree with those of its submodules in it. */
  async #withSubmodules(
    repository: SharedRepository,
    root: string,
    signal: AbortSignal,
    depth: number,
  ): Promise<string> {
    const modules = await this.#submodulesOf(repository, root, signal);
    if (modules.length === 0) return root;
    if (depth >= maxSubmoduleDepth) {
      const message = `${repository.url}: submodules lie in each other more than ${maxSubmoduleDepth} deep`;
      throw new SourceError('too-large', message, { object: repository.url });
    }
    const trees = new Map<string, SubmoduleTree>();
    for (const module of modules) {
      const tree = await this.#submodule(repository, root, module, signal, depth);
      if (tree !== undefined) trees.set(module.path, tree);
    }
    const { store } = this.#options;
    const folder = store.folder.bind(store);
    return await store.write(async (session) => (await overlaySubmodules(session, folder, root, trees)).digest);
  }

  async #submodulesOf(repository: SharedRepository, root: string, signal: AbortSignal): Promise<readonly Submodule[]> {
    const { store, git, timeoutMs } = this.#options;
    const listing = await store.folder(root);
    const file = listing?.entries.find((entry) => entry.name === '.gitmodules');
    if (file?.kind !== 'file') return [];
    const options = { object: `${repository.url} (.gitmodules)`, timeoutMs, signal };
    return await readSubmodules(git, contentPath(store.objects, file.digest), options);
  }

  async #submodule(
    parent: SharedRepository,
    root: string,
    module: Submodule,
    signal: AbortSignal,
    depth: number,
  ): Promise<SubmoduleTree | undefined> {
    const { store, openSubmodule } = this.#options;
    const commit = await submoduleCommit(store.folder.bind(store), root, module.path);
    if (commit === undefined) return undefined;
    try {
      const repository = openSubmodule(parent, module.url);
      await repository.prove(signal);
      const digest = await this.#tree(repository, commit, { submodules: true, signal }, depth + 1);
      const totals: FolderTotals | undefined = (await store.folder(digest))?.totals;
      return totals === undefined ? undefined : { digest, totals };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const message = `the submodule ${module.path} cannot be had: ${error.message}`;
      throw new SourceError(error.code, message, { object: module.path, cause: error });
    }
  }
}
