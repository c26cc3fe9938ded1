import { type Clock, createLru, type Lru } from '../../base/index.ts';
import { type Artifact, type CommitInfo, type GitRepository, openTree, type Tree } from '../../source/index.ts';

/** A commit's tree, and what the commit says. */
export interface Checkout {
  readonly artifact: Artifact;
  readonly commit: CommitInfo;
}

/** Sources keep a tree for half an hour after they were last asked for it. */
const freshMs = 60_000;

/** Trees that are read at about the same time. */
const maxTrees = 32;

/**
 * Checkouts at hand: when a commit gives hundreds of deliveries their turn, the source is asked once, and the tree's listings are read
 * once.
 */
export class Checkouts {
  readonly #clock: Clock;
  readonly #checkouts: Lru<{ readonly at: number; readonly checkout: Promise<Checkout> }> = createLru({ max: 1_000 });
  readonly #trees: Lru<Tree> = createLru({ max: maxTrees });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The checkout of a commit, asked for at most once a minute. Throws SourceError. */
  async get(repository: GitRepository, commit: string, signal?: AbortSignal): Promise<Checkout> {
    const id = `${repository.url}|${commit}`;
    const known = this.#checkouts.get(id);
    if (known !== undefined && this.#clock.now() - known.at < freshMs) return known.checkout;
    // Asked for all who will want it, so one who gives up does not end it.
    const checkout = this.#checkout(repository, commit);
    this.#checkouts.set(id, { at: this.#clock.now(), checkout });
    checkout.catch(() => this.#checkouts.delete(id));
    signal?.throwIfAborted();
    return checkout;
  }

  /** The tree of an artifact, opened once. */
  tree(artifact: Artifact): Tree {
    const known = this.#trees.get(artifact.digest);
    if (known !== undefined) return known;
    const tree = openTree(artifact.tree);
    this.#trees.set(artifact.digest, tree);
    return tree;
  }

  async #checkout(repository: GitRepository, commit: string): Promise<Checkout> {
    const artifact = await repository.checkout(commit);
    return { artifact, commit: await repository.commitInfo(commit) };
  }
}
