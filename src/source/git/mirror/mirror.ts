import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, messageOf, type Random } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import { errorCode, onStorage } from '../../storage-error.ts';
import type { GitProgram, GitRun } from '../command/index.ts';
import { type FetchPlan, ownRefs, type Remote } from '../remote/index.ts';
import { commitPattern } from '../wire/index.ts';
import { MirrorDamage, ObjectReader } from './object-reader.ts';

/** What a mirror stands on. */
export interface MirrorOptions {
  /** Where the bare repository lies; made where it is missing. */
  readonly path: string;
  /** What it is a mirror of, for messages. */
  readonly object: string;
  readonly git: GitProgram;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a run of git over it may take. */
  readonly timeoutMs: number;
}

/** Commits that are told to a server as present, and kept when the mirror is tidied. */
const keptCommits = 16;

/** Packs after which the mirror is tidied. */
const maxPacks = 40;

/** Whether a fetch failed for what is wrong with the mirror itself: what git says of it, or of objects that we told the server to leave out. */
function isLocal(error: unknown, haves: readonly string[]): boolean {
  if (!(error instanceof SourceError)) return false;
  if (/bad config|fatal: not a git repository/.test(error.message)) return true;
  const objects =
    /unresolved delta|bad object|missing (?:blob|tree|commit)|unable to (?:read|find)|corrupt|necessary objects|cannot read existing/;
  return haves.length > 0 && objects.test(error.message);
}

/**
 * A bare repository that holds what was fetched from one repository: a cache, made anew where it is damaged. Each commit that came
 * whole has a reference of ours. Not for use from several sides at once: who uses it holds the lock of its owner.
 */
export class Mirror {
  readonly #options: MirrorOptions;
  /** The commits that came whole, latest first; undefined before they were looked up. */
  #here: readonly string[] | undefined;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /** Whether the commit has come whole. */
  async has(commit: string): Promise<boolean> {
    return await onStorage(this.#options.object, () => exists(this.#refFile(commit)));
  }

  /** Fetches commits that are not here. Throws SourceError. */
  async fetch(remote: Remote, plan: FetchPlan, signal?: AbortSignal): Promise<void> {
    await onStorage(this.#options.object, () => this.#open());
    const haves = (await this.#commits()).slice(0, keptCommits);
    const shallow = await this.#shallow();
    const target = { path: this.#options.path, haves, shallow };
    const nowShallow = await remote.fetch(target, plan, signal).catch(async (error: unknown) => {
      // A git that failed leaves what it has written, which on a full disk is what fills it.
      await this.#dropRests().catch(() => undefined);
      // Some of what was too much may have come whole.
      if (error instanceof SourceError && error.code === 'too-large') await this.reset();
      throw isLocal(error, haves) ? new MirrorDamage(messageOf(error)) : error;
    });
    await onStorage(this.#options.object, async () => {
      if (nowShallow !== undefined && nowShallow.length !== shallow.length) await this.#writeShallow(nowShallow);
      const kept = plan.commits.slice(0, keptCommits);
      for (const commit of kept) await this.#replace(this.#refFile(commit), `${commit}\n`);
      this.#here = [...kept, ...(this.#here ?? []).filter((commit) => !kept.includes(commit))];
    });
  }

  /**
   * Runs `work` with a reader of the objects. `before` fetches what may be missing, and can have the reader started meanwhile. Rejects with
   * MirrorDamage where objects are missing.
   */
  async read<T>(
    signal: AbortSignal | undefined,
    before: (startReader: () => void) => Promise<void>,
    work: (reader: ObjectReader) => Promise<T>,
  ): Promise<T> {
    let reader: ObjectReader | undefined;
    const start = (): ObjectReader => (reader ??= new ObjectReader(this.#options.git, this.#run(signal)));
    try {
      await before(start);
      return await work(start());
    } finally {
      await reader?.close();
    }
  }

  /** Runs git over the mirror. Throws SourceError. */
  run(
    args: readonly string[],
    options: { readonly signal?: AbortSignal | undefined; readonly accept?: readonly number[] } = {},
  ): Promise<{ readonly code: number; readonly stdout: Buffer }> {
    const { signal, accept } = options;
    return this.#options.git.run(args, { ...this.#run(signal), ...(accept === undefined ? {} : { accept }) });
  }

  /** Throws the mirror away; the next fetch begins anew. */
  async reset(): Promise<void> {
    this.#here = undefined;
    await onStorage(this.#options.object, () => rm(this.#options.path, { recursive: true, force: true }));
  }

  /** Whether so many fetches have left their packs that `tidy` is worth its while. */
  async isUntidy(): Promise<boolean> {
    const names = await namesIn(join(this.#options.path, 'objects', 'pack'));
    return names.filter((name) => name.endsWith('.pack')).length > maxPacks;
  }

  /** Packs what lies in many packs into one, and drops what no recent commit needs. */
  async tidy(signal?: AbortSignal): Promise<void> {
    const kept = (await this.#commits()).slice(0, keptCommits);
    await onStorage(this.#options.object, async () => {
      for (const old of (await this.#commits()).slice(keptCommits)) await rm(this.#refFile(old), { force: true });
      this.#here = kept;
      await rm(join(this.#options.path, ownRefs, 'named'), { recursive: true, force: true });
    });
    await this.run(['repack', '-a', '-d', '-q', '--threads=1'], { signal });
    await onStorage(this.#options.object, async () => {
      await this.#writeShallow((await this.#shallow()).filter((commit) => kept.includes(commit)));
    });
  }

  async #commits(): Promise<readonly string[]> {
    if (this.#here !== undefined) return this.#here;
    const folder = join(this.#options.path, ownRefs);
    const names = (await namesIn(folder)).filter((name) => commitPattern.test(name));
    const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
    this.#here = aged.sort((a, b) => b.at - a.at).map(({ name }) => name);
    return this.#here;
  }

  async #shallow(): Promise<readonly string[]> {
    const text = await readFile(join(this.#options.path, 'shallow'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => commitPattern.test(line));
  }

  async #writeShallow(commits: readonly string[]): Promise<void> {
    const file = join(this.#options.path, 'shallow');
    if (commits.length === 0) await rm(file, { force: true });
    else await this.#replace(file, commits.map((commit) => `${commit}\n`).join(''));
  }

  /** What `git init --bare` would make, as far as git needs it: no template, no hooks, no configuration to inherit. */
  async #open(): Promise<void> {
    const { path } = this.#options;
    const present = await exists(join(path, 'HEAD'));
    if (present && this.#here !== undefined) return;
    this.#here = undefined;
    const packs = join(path, 'objects', 'pack');
    await mkdir(packs, { recursive: true });
    await mkdir(join(path, ownRefs), { recursive: true });
    await this.#dropRests();
    for (const lock of ['shallow.lock', 'packed-refs.lock']) await rm(join(path, lock), { force: true });
    if (present) return;
    await this.#replace(join(path, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
    await this.#replace(join(path, 'HEAD'), 'ref: refs/heads/none\n');
  }

  /** Drops what a git that was killed, or that failed, left half written. */
  async #dropRests(): Promise<void> {
    const packs = join(this.#options.path, 'objects', 'pack');
    const rests = (await readdir(packs)).filter((name) => name.startsWith('tmp_'));
    for (const name of rests) await rm(join(packs, name), { force: true });
  }

  #refFile(commit: string): string {
    return join(this.#options.path, ownRefs, commit);
  }

  async #replace(file: string, content: string): Promise<void> {
    const beside = join(this.#options.path, `writing-${this.#options.random.uuid()}`);
    await writeFile(beside, content, { flag: 'wx' });
    await rename(beside, file);
  }

  #run(signal: AbortSignal | undefined): GitRun {
    const { path, object, timeoutMs } = this.#options;
    return { object, repository: path, timeoutMs, signal };
  }
}

/**
 * Runs `work` over a mirror, a second time over a new one where the first is damaged. Throws SourceError `storage` where that does not help.
 */
export async function repairing<T>(mirror: Mirror, object: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MirrorDamage)) throw error;
    await mirror.reset();
  }
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MirrorDamage)) throw error;
    const message = `${object}: what was fetched is incomplete, twice: ${error.message}`;
    throw new SourceError('storage', message, { object, cause: error });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}
