import type { Artifact } from '../tree.ts';
import type { GitCredentials } from './credentials.ts';
import type { GitReference } from './reference.ts';

/** A commit that a reference led to. */
export interface ResolvedReference {
  /** 40 lower-case hexadecimal digits. */
  readonly commit: string;
  /** The full reference that led there, such as `refs/heads/main`; absent where the commit itself was asked for. */
  readonly name?: string;
}

/** A commit as history shows it. */
export interface CommitInfo {
  readonly commit: string;
  readonly author: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly message: string;
}

/** What a checkout takes. */
export interface CheckoutOptions {
  /** Puts the trees of submodules where they belong; else they are empty folders. */
  readonly submodules?: boolean;
  /** Looks at every byte of the local copy first: for who has met damage in it. */
  readonly verify?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One Git repository behind one bare mirror, shared by all who read it. Every method throws SourceError. However many ask, one
 * `ls-remote` runs per repository and `maxAgeMs`, and one fetch per commit.
 */
export interface GitRepository {
  readonly url: string;
  /** The commit that `reference` names on the remote, looked up at most `maxAgeMs` ago (0: now). */
  resolve(
    reference: GitReference,
    options: { maxAgeMs: number; signal?: AbortSignal | undefined },
  ): Promise<ResolvedReference>;
  /**
   * The tree of a commit, fetched where it is not here yet. It stays readable for half an hour after it was last checked out; who keeps it
   * longer checks it out again, which costs next to nothing.
   */
  checkout(commit: string, options?: CheckoutOptions): Promise<Artifact>;
  /** Author, date and message of a commit that has been fetched. */
  commitInfo(commit: string, signal?: AbortSignal): Promise<CommitInfo>;
  /** Whether `ancestor` is reachable from `commit`; both fetched. */
  isAncestor(ancestor: string, commit: string, signal?: AbortSignal): Promise<boolean>;
  /** Calls `changed` when a look-up finds that any reference moved; returns the way to end it. */
  subscribe(changed: () => void): () => void;
}

/** All the Git repositories of a process. */
export interface GitRepositories {
  /** The shared repository of an address; addresses that differ only in spelling (`.git`, case of the host, port) share one. */
  open(url: string, credentials?: GitCredentials): GitRepository;
  /**
   * A push to `url` was announced: where there are subscribers, looks up the references now and tells them of what moved; else the next
   * who asks gets a new look-up. Unknown addresses are ignored.
   */
  announce(url: string, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
