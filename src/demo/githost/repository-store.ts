import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, Semaphore } from '../../base/index.ts';
import { GitProgram, type GitRun } from '../../source/index.ts';
import { GitHostError } from './error.ts';
import { type CommittedFile, fastImportStream } from './fast-import.ts';
import { logFormat, movedRefs, noCommit, type PushedCommit, type PushEvent, readLog } from './push-event.ts';

/** The bare repositories below a folder. Changes to one repository happen one after the other. */
export class RepositoryStore {
  readonly git: GitProgram;
  readonly #directory: string;
  readonly #defaultBranch: string;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #locks = new Map<string, Semaphore>();
  readonly #listeners = new Set<(event: PushEvent) => void>();
  /** The address of the host, once it listens. */
  address = '';

  constructor(options: { directory: string; path: string; clock: Clock; defaultBranch: string; timeoutMs: number }) {
    this.#directory = options.directory;
    this.#defaultBranch = options.defaultBranch;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
    this.git = new GitProgram({
      path: options.path,
      home: join(options.directory, '.home'),
      protocols: [],
      clock: options.clock,
    });
  }

  /** Where a repository lies. Throws GitHostError `invalid-name`. */
  pathOf(name: string): string {
    if (name.length > 200 || !/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}$/.test(name)) {
      throw new GitHostError('invalid-name', `${JSON.stringify(name)} is no name for a repository`, { object: name });
    }
    return join(this.#directory, `${name}.git`);
  }

  urlOf(name: string): string {
    return `${this.address}/${name}.git`;
  }

  async has(name: string): Promise<boolean> {
    return await stat(join(this.pathOf(name), 'HEAD')).then(
      () => true,
      () => false,
    );
  }

  /** Makes an empty repository and gives its address. Throws GitHostError `exists`. */
  async create(name: string): Promise<string> {
    const path = this.pathOf(name);
    if (await this.has(name))
      throw new GitHostError('exists', `the repository ${name} exists already`, { object: name });
    await mkdir(path, { recursive: true });
    await this.git.run(
      ['init', '--quiet', '--bare', '--template=', `--initial-branch=${this.#defaultBranch}`, path],
      this.#run(name, undefined),
    );
    return this.urlOf(name);
  }

  async remove(name: string): Promise<void> {
    await this.#locked(name, () => rm(this.pathOf(name), { recursive: true, force: true }));
  }

  async names(folder = ''): Promise<readonly string[]> {
    const found: string[] = [];
    for (const entry of await readdir(join(this.#directory, folder), { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      const name = join(folder, entry.name);
      if (name.endsWith('.git')) found.push(name.slice(0, -'.git'.length));
      else found.push(...(await this.names(name)));
    }
    return found.sort();
  }

  /** Commits on top of a branch, which is made where it is missing, and gives the id of the commit. */
  async commitFiles(
    name: string,
    branch: string,
    files: Readonly<Record<string, CommittedFile>>,
    message: string,
  ): Promise<string> {
    await this.#checkRef(name, `refs/heads/${branch}`);
    return await this.change(name, async () => {
      const parent = (await this.refs(name)).get(`refs/heads/${branch}`);
      const input = fastImportStream({
        branch,
        parent,
        files,
        message,
        author: { name: 'Slipway demo', email: 'demo@slipway.dev' },
        date: this.#clock.now(),
      });
      const answer = await this.git.run(['fast-import', '--quiet', '--done', '--date-format=raw'], {
        ...this.#run(name, this.pathOf(name)),
        input,
      });
      return answer.stdout.toString().trim();
    });
  }

  /** Moves, makes, or (`undefined`) deletes a reference, such as `refs/tags/v1`, whatever it pointed to. */
  async updateRef(name: string, ref: string, commit: string | undefined): Promise<void> {
    await this.#checkRef(name, ref);
    if (commit !== undefined && !/^[0-9a-f]{40}$/.test(commit)) {
      throw new GitHostError('invalid-name', `${JSON.stringify(commit)} is no commit`, { object: name });
    }
    const args = commit === undefined ? ['update-ref', '-d', ref] : ['update-ref', ref, commit];
    await this.change(name, async () => {
      await this.git.run(args, this.#run(name, this.pathOf(name)));
    });
  }

  /** What each reference points to, tags not peeled. */
  async refs(name: string): Promise<ReadonlyMap<string, string>> {
    if (!(await this.has(name)))
      throw new GitHostError('not-found', `there is no repository ${name}`, { object: name });
    const { stdout } = await this.git.run(
      ['for-each-ref', '--format=%(objectname) %(refname)'],
      this.#run(name, this.pathOf(name)),
    );
    const lines = stdout
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /** Calls `pushed` for each reference that a push or a commit here moved; returns the way to end it. */
  onPush(pushed: (event: PushEvent) => void): () => void {
    this.#listeners.add(pushed);
    return () => this.#listeners.delete(pushed);
  }

  /** Runs `work` while nothing else changes the repository. */
  async #locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(name) ?? new Semaphore(1);
    this.#locks.set(name, lock);
    return await lock.run(work);
  }

  /** Runs `work`, which may move references of a repository, and tells the listeners of those that moved. */
  async change<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { result, events } = await this.#locked(name, async () => {
      const before = await this.refs(name);
      const result = await work();
      const moved = movedRefs(before, await this.refs(name));
      const events = this.#listeners.size === 0 ? [] : await Promise.all(moved.map((ref) => this.#eventOf(name, ref)));
      return { result, events };
    });
    for (const event of events) {
      for (const listener of this.#listeners) listener(event);
    }
    return result;
  }

  async #eventOf(name: string, moved: { ref: string; before: string; after: string }): Promise<PushEvent> {
    const commits = moved.after === noCommit ? [] : await this.#commitsBetween(name, moved.before, moved.after);
    return { repository: name, url: this.urlOf(name), defaultBranch: this.#defaultBranch, ...moved, commits };
  }

  async #commitsBetween(name: string, before: string, after: string): Promise<readonly PushedCommit[]> {
    const known = before === noCommit ? [] : [`^${before}`];
    const { stdout } = await this.git.run(
      ['log', '-z', '--root', '--no-renames', '--name-status', '-n', '20', `--format=${logFormat}`, after, ...known],
      this.#run(name, this.pathOf(name)),
    );
    return readLog(stdout.toString()).toReversed();
  }

  async #checkRef(name: string, ref: string): Promise<void> {
    const { code } = await this.git.run(['check-ref-format', ref], { ...this.#run(name, undefined), accept: [0, 1] });
    if (code !== 0 || !ref.startsWith('refs/')) {
      throw new GitHostError('invalid-name', `${JSON.stringify(ref)} is no name for a reference`, { object: name });
    }
  }

  #run(name: string, repository: string | undefined): GitRun {
    const object = `repository ${name}`;
    return { object, timeoutMs: this.#timeoutMs, ...(repository === undefined ? {} : { repository }) };
  }
}
