import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Client } from './client.ts';

/** Files by path; null takes one away. */
export type Files = Readonly<Record<string, string | null>>;

/** A clone of a repository, worked on with the real git as its owner does. */
export class WorkingCopy {
  readonly url: string;
  readonly #git: Client;
  readonly #folder: string;

  private constructor(url: string, git: Client, folder: string) {
    this.url = url;
    this.#git = git;
    this.#folder = folder;
  }

  /** Clones `url` into `folder`. */
  static async clone(url: string, git: Client, folder: string): Promise<WorkingCopy> {
    await git.run(['clone', '--quiet', url, folder]);
    return new WorkingCopy(url, git, folder);
  }

  /** Runs git in the clone; gives what it printed. */
  async git(...args: readonly string[]): Promise<string> {
    return (await this.#git.run(args, { cwd: this.#folder })).stdout.trim();
  }

  /** Writes files and commits them; gives the id of the commit. */
  async commit(files: Files, message: string): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.#folder, path);
      if (content === null) await rm(file);
      else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
    return this.head();
  }

  /** Commits files to the branch and pushes it; gives the id of the commit. */
  async push(files: Files, message: string): Promise<string> {
    const commit = await this.commit(files, message);
    await this.git('push', '--quiet', 'origin', 'HEAD');
    return commit;
  }

  /** The id of the commit that is checked out. */
  head(): Promise<string> {
    return this.git('rev-parse', 'HEAD');
  }
}
