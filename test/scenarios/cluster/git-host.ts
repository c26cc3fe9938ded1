import type { CommitAction } from '../model/scenario.ts';

/** The port for the Git host of one scenario: repositories over smart HTTP, and the ways in which a host fails. */
export interface GitHost extends AsyncDisposable {
  /** `http://host:port/prefix`, which no other host ever has; a repository lies at `<url>/<name>.git`. */
  readonly url: string;
  /** Makes the repository where it is missing, commits and pushes; the new commit's SHA. */
  commit(commit: CommitAction): Promise<string>;
  /** Sets a lightweight tag on a branch's newest commit. */
  tag(repository: string, branch: string, name: string): Promise<void>;
  /** Removes a repository: it answers 404 from now on. */
  drop(repository: string): Promise<void>;
  /** Whether connections are taken or refused. */
  setReachable(reachable: boolean): Promise<void>;
}

/** Author and committer of every commit. */
export const author = { name: 'Scenario', email: 'scenario@example.com' } as const;

/** The time of a host's commit number `count` (from 0), in seconds since the epoch: one minute apart. */
export function commitTime(count: number): number {
  return Date.UTC(2026, 0, 1) / 1000 + count * 60;
}
