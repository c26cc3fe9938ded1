import { type Logger, messageOf, type Priority } from '../../base/index.ts';
import type { Artifact, GitReference, GitRepository } from '../../source/index.ts';
import type { Checkouts } from './checkouts.ts';
import type { OwnerId } from '../owner-id.ts';

/** What an owner reads of a repository. */
interface Follower {
  readonly repository: GitRepository;
  readonly reference: GitReference;
}

/**
 * Who reads which repository, so that a moved reference gives its readers a turn: those whose last render read something that
 * the move changes come first.
 */
export class FollowedSources {
  readonly #logger: Logger;
  readonly #checkouts: Checkouts;
  readonly #touches: (owner: OwnerId, artifact: Artifact) => boolean;
  readonly #moved: (owner: OwnerId, priority: Priority) => void;
  readonly #followers = new Map<OwnerId, Follower>();
  readonly #repositories = new Map<GitRepository, { readonly owners: Set<OwnerId>; readonly end: () => void }>();

  constructor(options: {
    readonly logger: Logger;
    readonly checkouts: Checkouts;
    readonly touches: (owner: OwnerId, artifact: Artifact) => boolean;
    readonly moved: (owner: OwnerId, priority: Priority) => void;
  }) {
    this.#logger = options.logger;
    this.#checkouts = options.checkouts;
    this.#touches = options.touches;
    this.#moved = options.moved;
  }

  /** `owner` reads `repository` at `reference`, and nothing else any more. */
  follow(owner: OwnerId, repository: GitRepository, reference: GitReference): void {
    if (this.#followers.get(owner)?.repository !== repository) {
      this.forget(owner);
      const known = this.#repositories.get(repository) ?? this.#subscribe(repository);
      known.owners.add(owner);
    }
    this.#followers.set(owner, { repository, reference });
  }

  /** `owner` reads nothing any more. */
  forget(owner: OwnerId): void {
    const follower = this.#followers.get(owner);
    if (follower === undefined) return;
    this.#followers.delete(owner);
    const known = this.#repositories.get(follower.repository);
    known?.owners.delete(owner);
    if (known?.owners.size !== 0) return;
    known.end();
    this.#repositories.delete(follower.repository);
  }

  close(): void {
    for (const { end } of this.#repositories.values()) end();
    this.#repositories.clear();
    this.#followers.clear();
  }

  #subscribe(repository: GitRepository): { readonly owners: Set<OwnerId>; readonly end: () => void } {
    const owners = new Set<OwnerId>();
    const end = repository.subscribe(() => {
      this.#tell(repository, owners).catch((error: unknown) => {
        this.#logger.warn('looking at a moved repository failed', {
          repository: repository.url,
          error: messageOf(error),
        });
        for (const owner of owners) this.#moved(owner, 'normal');
      });
    });
    const known = { owners, end };
    this.#repositories.set(repository, known);
    return known;
  }

  async #tell(repository: GitRepository, owners: ReadonlySet<OwnerId>): Promise<void> {
    const untouched: OwnerId[] = [];
    for (const owner of Array.from(owners)) {
      const reference = this.#followers.get(owner)?.reference;
      if (reference === undefined) continue;
      // The move was just looked up: the answer is at hand.
      const { commit } = await repository.resolve(reference, { maxAgeMs: Infinity });
      const { artifact } = await this.#checkouts.get(repository, commit);
      if (this.#touches(owner, artifact)) this.#moved(owner, 'high');
      else untouched.push(owner);
    }
    // They would take all places before the last of those is found that the move changes something for.
    for (const owner of untouched) this.#moved(owner, 'low');
  }
}
