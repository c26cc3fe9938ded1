import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, createLru, type Logger, messageOf, type Random, Semaphore, sha256 } from '../../../base/index.ts';
import { onStorage } from '../../storage-error.ts';
import type { GitProgram } from '../command/index.ts';
import { History, Mirror } from '../mirror/index.ts';

/** What the caches of all repositories stand on. */
export interface RepositoryCacheOptions {
  /** Below it each repository has a folder. */
  readonly directory: string;
  readonly git: GitProgram;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly timeoutMs: number;
}

/** A tree that a commit led to. */
export interface CheckedOut {
  readonly digest: string;
  /** When all of its files were last seen to be there, in milliseconds since the epoch. */
  readonly verifiedAt: number;
}

/** The most commits whose trees are written down, a repository. */
const maxWrittenCommits = 1000;

/**
 * What is kept of one repository, for all who read it, whoever they sign in as: the mirror, the history, and which trees its commits
 * led to.
 */
export class RepositoryCache {
  readonly mirror: Mirror;
  readonly history: History;
  readonly #directory: string;
  readonly #commits: string;
  readonly #options: RepositoryCacheOptions;
  readonly #known = createLru<CheckedOut>({ max: 1000 });
  readonly #mirrorLock = new Semaphore(1);
  readonly #historyLock = new Semaphore(1);
  #usedAt: number;

  constructor(key: string, object: string, options: RepositoryCacheOptions) {
    const { git, clock, random, timeoutMs } = options;
    this.#options = options;
    this.#usedAt = clock.now();
    this.#directory = join(options.directory, sha256(key).slice(0, 40));
    this.#commits = join(this.#directory, 'commits');
    this.mirror = new Mirror({ path: join(this.#directory, 'mirror.git'), object, git, clock, random, timeoutMs });
    const history = { path: join(this.#directory, 'history.git'), object, git, clock, random, timeoutMs };
    this.history = new History(new Mirror(history));
  }

  /** Runs `work` while nobody else uses the mirror. */
  withMirror<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    return this.#mirrorLock.run(async () => {
      signal?.throwIfAborted();
      return await work();
    });
  }

  /** Runs `work` while nobody else uses the history. */
  withHistory<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    return this.#historyLock.run(async () => {
      signal?.throwIfAborted();
      return await work();
    });
  }

  /** The tree that was checked out under `name` before, in this process or an earlier one. */
  async find(name: string): Promise<CheckedOut | undefined> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const digest = (await readFile(join(this.#commits, name), 'utf8').catch(() => '')).trim();
    return /^[0-9a-f]{40}$/.test(digest) ? { digest, verifiedAt: Number.NEGATIVE_INFINITY } : undefined;
  }

  /** Remembers that all files of the tree were there just now. */
  markVerified(name: string, digest: string): void {
    this.#known.set(name, { digest, verifiedAt: this.#options.clock.now() });
  }

  async remember(name: string, digest: string): Promise<void> {
    this.markVerified(name, digest);
    await onStorage(this.#directory, async () => {
      await mkdir(this.#commits, { recursive: true });
      const file = join(this.#directory, `commit-${this.#options.random.uuid()}`);
      await writeFile(file, `${digest}\n`, { flag: 'wx' });
      await rename(file, join(this.#commits, name));
    });
  }

  /** Forgets what was checked out under `name`. */
  forget(name: string): void {
    this.#known.delete(name);
  }

  /** Tidies the mirror where that is due, without anybody waiting for it. */
  tidySoon(): void {
    const tidy = async (): Promise<void> => {
      if (!(await this.mirror.isUntidy())) return;
      await this.withMirror(undefined, () => this.mirror.tidy());
      const names = await readdir(this.#commits).catch(() => []);
      // Which of them go does not matter: what is missing is found out anew.
      for (const name of names.slice(0, Math.max(0, names.length - maxWrittenCommits))) {
        await rm(join(this.#commits, name), { force: true });
      }
    };
    tidy().catch((error: unknown) => this.#options.logger.warn('mirror was not tidied', { error: messageOf(error) }));
  }

  /** When the repository was last opened, in milliseconds since the epoch. */
  get usedAt(): number {
    return this.#usedAt;
  }

  markUsed(): void {
    this.#usedAt = this.#options.clock.now();
  }

  /** Writes down when the repository was last opened, for the next process. */
  async touch(): Promise<void> {
    const time = new Date(this.#usedAt);
    await onStorage(this.#directory, async () => {
      await mkdir(this.#directory, { recursive: true });
      await utimes(this.#directory, time, time);
    });
  }

  get directory(): string {
    return this.#directory;
  }
}

/** Removes the folders of repositories that no process has used since `since` (milliseconds since the epoch) and that are not in `open`. */
export async function removeIdleCaches(directory: string, open: ReadonlySet<string>, since: number): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const folder = join(directory, name);
    if (open.has(folder)) continue;
    const used = await stat(folder).catch(() => undefined);
    if (used !== undefined && used.mtimeMs < since) await rm(folder, { recursive: true, force: true });
  }
}
