import { canonicalJson, createLru, type Lru, sealForTransfer, type Secret, sha256 } from '../../base/index.ts';
import {
  type RecordedRead,
  readsHold,
  type Renderer,
  type RenderOptions,
  type RenderResult,
} from '../../render/index.ts';
import type { Artifact, CommitInfo, GitRepository } from '../../source/index.ts';
import type { ChosenRender, ClusterFacts, DeliverySource } from '../delivery.ts';
import type { OwnerId } from '../owner-id.ts';
import type { Checkouts } from './checkouts.ts';

/** The last render of an owner. */
export interface Rendered {
  readonly commit: CommitInfo;
  readonly type: RenderOptions['kind'] | undefined;
  readonly result: RenderResult;
}

/** What charts ask of the cluster of a delivery. */
export interface RenderCluster {
  /** What it serves. */
  readonly facts: (signal: AbortSignal) => Promise<ClusterFacts>;
  /** What random functions draw from; undefined where there is nothing. */
  readonly randomKey: (signal: AbortSignal) => Promise<Secret | undefined>;
}

type Chosen = Exclude<ChosenRender, { readonly kind: 'needs-cluster' }>;

interface Kept extends Rendered {
  /** What the source asked for, before its folder was looked at. */
  readonly asked: string;
  /** How its folder was rendered. */
  readonly chosen: string;
  readonly tree: string;
  /** A chart that drew from nothing: a key may come. */
  readonly lacksKey: boolean;
}

/** Renders what owners read, again only where something changed that the last render read. */
export class Renders {
  readonly #renderer: Renderer;
  readonly #checkouts: Checkouts;
  readonly #kept: Lru<Kept> = createLru({ max: 20_000 });

  constructor(renderer: Renderer, checkouts: Checkouts) {
    this.#renderer = renderer;
    this.#checkouts = checkouts;
  }

  /**
   * The render of a commit: the last one again where it was of this commit, so that a source that is gone takes nothing back. Throws
   * SourceError, RenderError and what the signal aborts with.
   */
  async of(
    owner: OwnerId,
    source: DeliverySource,
    repository: GitRepository,
    revision: string,
    cluster: RenderCluster,
    signal: AbortSignal,
  ): Promise<Rendered> {
    const asked = canonicalJson([source.path, source.ignore ?? null, askedOf(source.render)]);
    const last = this.#kept.get(owner);
    const lasting = last !== undefined && last.result.reads.length > 0;
    const remotesHold = lasting && (await this.#renderer.remotesHold(last.result.reads, signal));
    if (remotesHold && !last.lacksKey && last.asked === asked && last.commit.commit === revision) return last;
    const { artifact, commit } = await this.#checkouts.get(repository, revision, signal);
    const choice = await this.#choose(source, artifact, commit, () => cluster.facts(signal));
    const draws = choice.kind === 'options' && mayDraw(choice.options);
    const key = draws ? await cluster.randomKey(signal) : undefined;
    const chosen = canonicalJson([
      source.path,
      source.ignore ?? null,
      choice.kind === 'options' ? { ...choice.options, now: null } : null,
      key === undefined ? null : sha256(key.reveal()),
    ]);
    const holds = remotesHold && last.chosen === chosen && this.#hold(last, artifact, timeOf(choice));
    const result = holds ? last.result : await this.#render(source, artifact, choice, key, signal);
    const type = choice.kind === 'options' ? choice.options.kind : undefined;
    const kept = { asked, chosen, commit, tree: artifact.digest, type, result, lacksKey: draws && key === undefined };
    this.#kept.set(owner, kept);
    return kept;
  }

  /** Whether a move of the source to `artifact` changes anything that the owner's last render read. */
  touches(owner: OwnerId, artifact: Artifact): boolean {
    const last = this.#kept.get(owner);
    return last === undefined || !this.#hold(last, artifact);
  }

  /** What the last render of an owner read. */
  reads(owner: OwnerId): readonly RecordedRead[] {
    return this.#kept.get(owner)?.result.reads ?? [];
  }

  forget(owner: OwnerId): void {
    this.#kept.delete(owner);
  }

  /** `now` is the time that the render would be told; absent: another one than before. */
  #hold({ tree, result: { reads } }: Kept, artifact: Artifact, now?: number): boolean {
    if (tree === artifact.digest && !reads.some(({ kind }) => kind === 'time')) return true;
    return readsHold(reads, this.#checkouts.tree(artifact), now);
  }

  async #choose(
    { render }: DeliverySource,
    artifact: Artifact,
    commit: CommitInfo,
    facts: () => Promise<ClusterFacts>,
  ): Promise<Chosen> {
    if (render.kind !== 'choice') return { kind: 'options', options: render, reads: [] };
    const tree = this.#checkouts.tree(artifact);
    const chosen = render.choose(tree, commit, undefined);
    const known = chosen.kind === 'needs-cluster' ? render.choose(tree, commit, await facts()) : chosen;
    if (known.kind === 'needs-cluster') throw new Error('a choice asked for what it was given');
    return known;
  }

  async #render(
    source: DeliverySource,
    artifact: Artifact,
    choice: Chosen,
    key: Secret | undefined,
    signal: AbortSignal,
  ): Promise<RenderResult> {
    if (choice.kind === 'refused') {
      // Nothing is delivered, and nothing pruned.
      return { manifests: [], problems: choice.problems, warnings: [], reads: choice.reads, digest: '' };
    }
    const { path, ignore, url } = source;
    const { options } = choice;
    const result = await this.#renderer.render(
      {
        tree: artifact.tree,
        path,
        options: key === undefined ? options : drawingFrom(options, key),
        affinity: url,
        ...(ignore === undefined ? {} : { ignore }),
      },
      signal,
    );
    // A result that follows from no content stays one.
    return result.reads.length === 0 ? result : { ...result, reads: [...choice.reads, ...result.reads] };
  }
}

/** Whether there may be charts in it, whose templates draw at random. */
function mayDraw(options: RenderOptions): boolean {
  return options.kind === 'helm' || (options.kind === 'kustomize' && options.charts !== undefined);
}

function drawingFrom(options: RenderOptions, key: Secret): RenderOptions {
  const randomKey = sealForTransfer(key);
  if (options.kind === 'helm') return { ...options, randomKey };
  if (options.kind !== 'kustomize' || options.charts === undefined) return options;
  return { ...options, charts: { ...options.charts, randomKey } };
}

/** What tells the ways of rendering apart, also before a choice is made. */
function askedOf(render: DeliverySource['render']): unknown {
  return render.kind === 'choice' ? render.id : render;
}

/** The time that a render is told. */
function timeOf(choice: Chosen): number {
  return choice.kind === 'options' && choice.options.kind === 'helm' ? (choice.options.now ?? 0) : 0;
}
