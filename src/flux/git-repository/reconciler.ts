import { type Clock, inCluster, jsonAt, type KubeObject, type Logger, type WorkQueue } from '../../base/index.ts';
import {
  type OwnerEvent,
  type OwnerId,
  type OwnerPatch,
  ownerId,
  type OwnerWriter,
  type References,
} from '../../engine/index.ts';
import type { Reconciler, ReconcileResult } from '../../kube/index.ts';
import type { Artifact, ArtifactStore, GitRepositories, GitRepository } from '../../source/index.ts';
import { conditionOf } from '../condition.ts';
import { fluxFinalizer, sourceController, sourceGroup } from '../names.ts';
import { isRequested } from '../request.ts';
import { formatRevision } from '../revision.ts';
import { reportSource, type SourceResult } from '../source/index.ts';
import { gitCredentials } from './credentials.ts';
import { failedFetch, fetchFailure, openFailure } from './fetch-failure.ts';
import type { MovedSources } from './moved-sources.ts';
import { type GitRepositorySpec, readGitRepositorySpec, referenceName } from './spec.ts';
import { storedCommit } from './stored.ts';

/** What the GitRepository controller stands on. */
export interface GitRepositoryReconcilerOptions {
  readonly owners: OwnerWriter;
  readonly references: References;
  readonly repositories: GitRepositories;
  readonly artifacts: ArtifactStore;
  readonly moved: MovedSources;
  /** Called when a GitRepository is at another commit, before the artifact is stored. */
  readonly announce: (repository: { readonly namespace: string; readonly name: string }, artifact: Artifact) => void;
  readonly queue: WorkQueue<OwnerId>;
  readonly emit: (owner: KubeObject, event: OwnerEvent, component: string) => void;
  readonly handles: (owner: KubeObject) => boolean;
  readonly observeOnly: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The waits after failures, as Flux's controllers have them. */
const failureRetry = { initialMs: 750, factor: 2, maxMs: 15 * 60_000 } as const;

const suspended: SourceResult = { kind: 'suspended' };

const collected: OwnerEvent = {
  type: 'Normal',
  reason: 'GarbageCollectionSucceeded',
  message: 'garbage collected artifacts for deleted resource',
};

/** Keeps GitRepositories current: looks the reference up, stores the tree of its commit as an artifact, and says so in status. */
export class GitRepositoryReconciler implements Reconciler<OwnerId> {
  readonly #options: GitRepositoryReconcilerOptions;
  /** The repository that each owner reads, and how to stop hearing of its moves. */
  readonly #subscriptions = new Map<OwnerId, { readonly repository: GitRepository; readonly end: () => void }>();
  /** Failures in a row. */
  readonly #failures = new Map<OwnerId, number>();

  constructor(options: GitRepositoryReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(id: OwnerId, signal: AbortSignal): Promise<ReconcileResult> {
    const { owners, handles, observeOnly, clock } = this.#options;
    const owner = owners.get(id);
    if (owner === undefined) {
      this.#forget(id);
      return { kind: 'done' };
    }
    if (!handles(owner) || observeOnly()) {
      this.#forget(id);
      return { kind: 'done' };
    }
    if (owner.metadata.deletionTimestamp !== undefined) return this.#remove(id, owner, signal);
    const current = await owners.keepFinalizer(owner, fluxFinalizer, signal);
    const spec = readGitRepositorySpec(current);
    if (spec.suspend) this.#unsubscribe(id);
    const result = spec.suspend ? suspended : await this.#look(id, current, spec, signal);
    const { patch, events } = reportSource(current, result, clock.now());
    await this.#write(current, patch, result, signal);
    for (const event of events) this.#options.emit(current, event, sourceController);
    return this.#next(id, spec, result);
  }

  /** When the repository is looked at again: at the interval, or sooner after a failure that may pass. */
  #next(id: OwnerId, spec: GitRepositorySpec, result: SourceResult): ReconcileResult {
    if (result.kind !== 'failed' || result.stalled) {
      this.#failures.delete(id);
      return result.kind === 'stored' ? { kind: 'again', afterMs: spec.intervalMs } : { kind: 'done' };
    }
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    const { initialMs, factor } = failureRetry;
    return { kind: 'again', afterMs: Math.min(spec.intervalMs, failureRetry.maxMs, initialMs * factor ** failures) };
  }

  /** Ends every subscription. */
  close(): void {
    for (const id of this.#subscriptions.keys()) this.#forget(id);
  }

  /** Writes the status; readers go by it from then on, or at once where it could not be written. */
  async #write(
    owner: KubeObject,
    patch: OwnerPatch | undefined,
    result: SourceResult,
    signal: AbortSignal,
  ): Promise<void> {
    const { owners, moved } = this.#options;
    const { namespace = '', name = '' } = owner.metadata;
    if (result.kind !== 'stored') moved.forget(namespace, name);
    try {
      if (patch !== undefined) moved.written(await owners.write(owner, patch, signal));
    } catch (error) {
      moved.forget(namespace, name);
      throw error;
    }
  }

  async #look(id: OwnerId, owner: KubeObject, spec: GitRepositorySpec, signal: AbortSignal): Promise<SourceResult> {
    const credentials = await gitCredentials(owner, this.#options.references.lookup(id, signal));
    if (credentials.kind === 'credentials') return this.#fetch(id, owner, spec, credentials.credentials, signal);
    return failedFetch('AuthenticationFailed', credentials.message);
  }

  async #fetch(
    id: OwnerId,
    owner: KubeObject,
    spec: GitRepositorySpec,
    credentials: Parameters<GitRepositories['open']>[1],
    signal: AbortSignal,
  ): Promise<SourceResult> {
    if (spec.unsupported.length > 0) {
      const message = `spec.${spec.unsupported.join(', spec.')}: not carried out yet: nothing was fetched`;
      return failedFetch('InvalidProviderConfiguration', message, true);
    }
    let repository: GitRepository;
    try {
      repository = this.#options.repositories.open(spec.url, credentials);
    } catch (error) {
      this.#unsubscribe(id);
      return openFailure(error, spec);
    }
    this.#subscribe(id, repository);
    const limited = AbortSignal.any([signal, AbortSignal.timeout(spec.timeoutMs)]);
    try {
      const resolved = await repository.resolve(spec.reference, {
        maxAgeMs: this.#maxAge(owner, spec),
        signal: limited,
      });
      const artifact = await repository.checkout(resolved.commit, {
        submodules: spec.recurseSubmodules,
        signal: limited,
      });
      const revision = formatRevision(resolved.commit, referenceName(spec.reference, resolved.name));
      const { namespace = '', name = '' } = owner.metadata;
      if (jsonAt(owner, 'status', 'artifact', 'revision') !== revision) {
        this.#options.moved.move(namespace, name, revision, spec.ignore);
        this.#options.announce({ namespace, name }, artifact);
      }
      const stored = await this.#options.artifacts.store(
        { kind: 'gitrepository', namespace, name, file: `${resolved.commit}.tar.gz` },
        artifact,
        { ignore: spec.ignore, signal: limited },
      );
      const { message } = await repository.commitInfo(resolved.commit, limited);
      const title = message.split('\n')[0] ?? '';
      return storedCommit({ ...stored, revision }, title, spec.ignore);
    } catch (error) {
      if (signal.aborted) throw error;
      return fetchFailure(error, spec);
    }
  }

  /** A request and a change of the spec look now, a retry nearly so; a look by interval may share another's. */
  #maxAge(owner: KubeObject, spec: GitRepositorySpec): number {
    const seen = jsonAt(owner, 'status', 'observedGeneration') === owner.metadata.generation;
    if (isRequested(owner) || !seen) return 0;
    return conditionOf(owner, 'FetchFailed') === undefined ? spec.intervalMs * 0.9 : failureRetry.initialMs / 2;
  }

  async #remove(id: OwnerId, owner: KubeObject, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace = '', name = '' } = owner.metadata;
    await this.#options.artifacts.remove({ kind: 'gitrepository', namespace, name });
    if (jsonAt(owner, 'status', 'artifact') !== undefined) this.#options.emit(owner, collected, sourceController);
    await this.#options.owners.dropFinalizers(owner, (finalizer) => finalizer === fluxFinalizer, signal);
    this.#forget(id);
    return { kind: 'done' };
  }

  #subscribe(id: OwnerId, repository: GitRepository): void {
    if (this.#subscriptions.get(id)?.repository === repository) return;
    this.#unsubscribe(id);
    const end = repository.subscribe(() => this.#options.queue.add(id, 'high'));
    this.#subscriptions.set(id, { repository, end });
  }

  /** What is not read is not fetched at a push either. */
  #unsubscribe(id: OwnerId): void {
    this.#subscriptions.get(id)?.end();
    this.#subscriptions.delete(id);
  }

  #forget(id: OwnerId): void {
    this.#unsubscribe(id);
    this.#failures.delete(id);
    this.#options.references.forget(id);
  }
}

/** The id under which a GitRepository waits in the queue. */
export function gitRepositoryId(namespace: string, name: string): OwnerId {
  return ownerId({ cluster: inCluster, group: sourceGroup, kind: 'GitRepository', namespace, name });
}
