import {
  canonicalJson,
  type Clock,
  createLru,
  gvkOf,
  keyOf,
  type Logger,
  type Lru,
  type Priority,
  type Problem,
  sha256,
} from '../../base/index.ts';
import type { Manifest, RecordedRead, Renderer, RenderResult, SourceType } from '../../render/index.ts';
import { type Artifact, SourceError } from '../../source/index.ts';
import type { Delivery, InventoryEntry } from '../delivery.ts';
import type { Dialect } from '../dialect.ts';
import { type OwnerId, ownerId } from '../owner-id.ts';
import type { Refusal } from '../plan/index.ts';
import { Checkouts } from './checkouts.ts';
import { FollowedSources } from './followed-sources.ts';
import type { Desired, DesiredHook, DesiredObject, DesiredRevision } from './desired.ts';
import { openSource, type SourcePorts } from './open-source.ts';
import { type RenderCluster, Renders } from './renders.ts';
import { RepeatedKeys } from './repeated-keys.ts';
import { RewrittenResults } from './rewritten-results.ts';

/** Whether the objects of a kind have a namespace; undefined while the API server does not serve the kind. */
export type NamespacedOf = (kind: { group: string; version: string; kind: string }) => Promise<boolean | undefined>;

/** The last preparation of an owner's render. */
interface PreparedObjects {
  readonly id: string;
  readonly objects: readonly DesiredObject[];
  readonly hooks: readonly DesiredHook[];
  readonly skipped: readonly InventoryEntry[];
  readonly refused: readonly Refusal[];
  readonly warnings: readonly Problem[];
}

/**
 * Finds out what deliveries want: the commit, its tree, the render, and the objects made ready. A delivery is rendered again only when
 * something changed that its last render read.
 */
export class DesiredStates {
  readonly #sources: SourcePorts;
  readonly #renders: Renders;
  readonly #prepared: Lru<PreparedObjects> = createLru({ max: 20_000 });
  readonly #rewritten = new RewrittenResults();
  readonly #followed: FollowedSources;

  constructor(options: {
    readonly sources: SourcePorts;
    readonly renderer: Renderer;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Called when a reference moved that the owner reads. */
    readonly moved: (owner: OwnerId, priority: Priority) => void;
  }) {
    this.#sources = options.sources;
    const checkouts = new Checkouts(options.clock);
    this.#renders = new Renders(options.renderer, checkouts);
    this.#followed = new FollowedSources({
      logger: options.logger,
      checkouts,
      touches: (owner, artifact) => this.touches(owner, artifact),
      moved: options.moved,
    });
  }

  /** `of` a cluster: which kinds have a namespace, what it serves, and what charts draw from. */
  async of(
    delivery: Delivery,
    dialect: Dialect,
    { namespacedOf, ...cluster }: RenderCluster & { readonly namespacedOf: NamespacedOf },
    signal: AbortSignal,
  ): Promise<Desired> {
    let revision: DesiredRevision | undefined;
    try {
      const { source } = delivery;
      if (source === undefined) throw new SourceError('not-found', 'the delivery has no source');
      const { repository, reference } = openSource(source, this.#sources);
      const owner = ownerId(delivery.owner);
      // A commit does not move: whoever chose it gives the owner its turn.
      if (reference.kind === 'commit') this.#followed.forget(owner);
      else this.#followed.follow(owner, repository, reference);
      const maxAgeMs = source.kind === 'artifact' ? Infinity : source.maxAgeMs;
      revision = await repository.resolve(reference, { maxAgeMs, signal });
      const rendered = await this.#renders.of(owner, source, repository, revision.commit, cluster, signal);
      const { type, commit } = rendered;
      const result = this.#rewritten.of(owner, rendered.result, delivery.rewriting);
      if (result.problems.length > 0) return { kind: 'failed', stage: 'render', revision, problems: result.problems };
      const { objects, hooks, skipped, refused, warnings } = await this.#prepare(
        delivery,
        dialect,
        result,
        namespacedOf,
      );
      return {
        kind: 'ready',
        revision,
        commit,
        renderDigest: result.digest,
        sourceType: type === undefined ? '' : typeNames[type],
        objects,
        hooks,
        skipped,
        refused,
        warnings,
      };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const problem = {
        code: error.code,
        message: error.message,
        ...(error.object === undefined ? {} : { object: error.object }),
      };
      return { kind: 'failed', stage: 'source', revision, problems: [problem] };
    }
  }

  /** Whether a move of the source to `artifact` changes anything that the owner's last render read. */
  touches(owner: OwnerId, artifact: Artifact): boolean {
    return this.#renders.touches(owner, artifact);
  }

  /** What the owner's last render read. */
  reads(owner: OwnerId): readonly RecordedRead[] {
    return this.#renders.reads(owner);
  }

  forget(owner: OwnerId): void {
    this.#renders.forget(owner);
    this.#prepared.delete(owner);
    this.#rewritten.forget(owner);
    this.#followed.forget(owner);
  }

  /** Stops following sources. */
  close(): void {
    this.#followed.close();
  }

  async #prepare(
    delivery: Delivery,
    dialect: Dialect,
    result: RenderResult,
    namespacedOf: NamespacedOf,
  ): Promise<Omit<PreparedObjects, 'id'>> {
    const owner = ownerId(delivery.owner);
    const { restrictions } = delivery;
    const id = [delivery.generation, result.digest, delivery.namespace, restrictions?.id].join('|');
    const last = this.#prepared.get(owner);
    if (last?.id === id) return last;
    const objects: DesiredObject[] = [];
    const hooks: DesiredHook[] = [];
    const skipped: InventoryEntry[] = [];
    const refused: Refusal[] = [];
    const repeated = new RepeatedKeys();
    let complete = true;
    for (const manifest of result.manifests) {
      const { apiVersion, kind } = manifest.object;
      const slash = apiVersion.indexOf('/');
      const group = slash < 0 ? '' : apiVersion.slice(0, slash);
      const namespaced = await namespacedOf({ group, version: apiVersion.slice(slash + 1), kind });
      if (namespaced === undefined) complete = false;
      const prepared = dialect.prepare(manifest.object, delivery, namespaced);
      if (prepared.kind === 'refused') refused.push({ ...refusalOf(manifest), ...prepared.problem });
      if (prepared.kind === 'skipped' && prepared.told !== undefined)
        skipped.push({ ...keyOf(prepared.told), version: gvkOf(prepared.told).version });
      if (prepared.kind === 'refused' || prepared.kind === 'skipped') continue;
      const { object, placement } = prepared;
      const key = keyOf(object);
      const denial = namespaced === undefined ? undefined : restrictions?.refusal(key, namespaced);
      if (denial !== undefined) {
        refused.push({ ...refusalOf(manifest), key, ...denial });
        continue;
      }
      if (prepared.kind === 'hook') {
        hooks.push({ manifest, namespaced, phases: prepared.placement.hook.phases });
        continue;
      }
      repeated.add(key, manifest.origin);
      objects.push({ key, object, digest: sha256(canonicalJson(object)), manifest, placement });
    }
    const warnings = [...warningsOf(result), ...repeated.warnings()];
    const known = { objects: repeated.lastOf(objects), hooks, skipped, refused, warnings };
    // While a kind is unknown the answer may change without any of our inputs changing.
    if (complete) this.#prepared.set(owner, { id, ...known });
    return known;
  }
}

/** What a refusal says of an object whatever the reason is: which it is, and where it stands in the source. */
function refusalOf({ object, origin }: Manifest): Omit<Refusal, 'code' | 'message'> {
  const { file, line, column } = origin;
  return { key: keyOf(object), version: gvkOf(object).version, file, line, column };
}

/** The renderer sees objects before their namespaces are filled in: what is repeated is told from their keys. */
function warningsOf({ warnings }: RenderResult): readonly Problem[] {
  return warnings.filter(({ code }) => code !== 'repeated-object');
}

const typeNames: Readonly<Record<SourceType, string>> = {
  directory: 'Directory',
  kustomize: 'Kustomize',
  helm: 'Helm',
};
