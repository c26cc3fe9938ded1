import type { Remote } from '../remote/index.ts';
import type { Mirror } from './mirror.ts';

/**
 * The commits of a repository without their files, where the server can leave those out: fetched only when somebody asks for what one commit alone
 * does not say.
 */
export class History {
  readonly #mirror: Mirror;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /**
   * Whether `ancestor` is reachable from `commit`, whose history is fetched where it is not here. `names` are those under which the
   * server shows the commit.
   */
  async isAncestor(
    remote: Remote,
    ancestor: string,
    commit: string,
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (ancestor === commit) return true;
    await this.#fetch(remote, [commit], names, signal);
    const args = ['merge-base', '--is-ancestor', ancestor, commit];
    const { code } = await this.#mirror.run(args, { signal, accept: [0, 1, 128] });
    return code === 0;
  }

  /** The one commit of all those reachable from `tips` whose id begins with `prefix`; undefined where none or several do. */
  async findCommit(
    remote: Remote,
    prefix: string,
    tips: readonly string[],
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    await this.#fetch(remote, tips, [], signal);
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${prefix}^{commit}`];
    const { code, stdout } = await this.#mirror.run(args, { signal, accept: [0, 1, 128] });
    return code === 0 ? stdout.toString().trim() : undefined;
  }

  /** When each commit was committed, in seconds since the epoch. */
  async commitTimes(
    remote: Remote,
    commits: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    await this.#fetch(remote, commits, [], signal);
    const args = ['log', '--no-walk=unsorted', '--format=%H %ct', '--end-of-options', ...commits];
    const { stdout } = await this.#mirror.run(args, { signal });
    const lines = stdout.toString().trim().split('\n');
    return new Map(lines.map((line) => [line.slice(0, 40), Number(line.slice(41))]));
  }

  async #fetch(
    remote: Remote,
    commits: readonly string[],
    names: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const here = await Promise.all(commits.map((commit) => this.#mirror.has(commit)));
    const missing = commits.filter((_, index) => here[index] !== true);
    if (missing.length === 0) return;
    // Its packs lack the trees, so git cannot repack them.
    if (await this.#mirror.isUntidy()) await this.#mirror.reset();
    await this.#mirror.fetch(remote, { commits: missing, names, extent: 'history' }, signal);
  }
}
