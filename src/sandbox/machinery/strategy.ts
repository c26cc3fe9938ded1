import type { KubeObject } from '../../base/index.ts';
import type { Cluster, UserInfo } from './cluster.ts';
import type { FieldError } from './field-error.ts';

/** What a strategy may look at besides the object. */
export interface StrategyContext {
  readonly cluster: Cluster;
  /** The subresource that is written; empty for the object itself. */
  readonly subresource: string;
  readonly dryRun: boolean;
  /** Who writes. */
  readonly user: UserInfo;
  /** Adds a `Warning:` header. */
  readonly warn: (text: string) => void;
}

/**
 * What a kind does with its objects beyond what all do: the strategies of Kubernetes' registry. A draft is of the storage version,
 * owned by the request and changed in place; `old` is never changed.
 */
export interface Strategy {
  /** Completes a new object: what is allocated, computed or reset. */
  prepareForCreate?(draft: KubeObject, context: StrategyContext): void;
  /** Completes a changed object: what must not change is taken from `old`, `metadata.generation` is raised. */
  prepareForUpdate?(draft: KubeObject, old: KubeObject, context: StrategyContext): void;
  validate?(object: KubeObject, context: StrategyContext): readonly FieldError[];
  /** Also what is checked on create, where that may become wrong by an update. */
  validateUpdate?(object: KubeObject, old: KubeObject, context: StrategyContext): readonly FieldError[];
  /** What is wrong with a name, one text a rule; DNS subdomain names by default. `prefix` for a generateName. */
  readonly nameProblems?: (name: string, prefix: boolean) => readonly string[];
  /** How long a delete takes effect after it was asked for; undefined for kinds that are deleted at once. */
  gracePeriodSeconds?(object: KubeObject, requested: number | undefined): number | undefined;
  /** Whether an object must be marked and not deleted, for a reason other than its metadata's finalizers. */
  holdsDelete?(object: KubeObject): boolean;
  /** Completes an object that was marked for deletion. */
  markDeleted?(draft: KubeObject, now: string): void;
  /** Told once an object is stored or gone, never for a dry run. */
  committed?(object: KubeObject | undefined, previous: KubeObject | undefined, cluster: Cluster): void;
  /** What is told to who deletes an object without saying what becomes of its dependents. */
  readonly deleteWarning?: string;
  /** Whether a PUT makes what is not there. */
  readonly createOnUpdate?: boolean;
  /** Whether a PUT without a resource version is refused. */
  readonly conditionalUpdateOnly?: boolean;
  /** Whether `metadata.generation` counts changes outside metadata and status. */
  readonly generation?: boolean;
  /** Whether dependents are orphaned where the client does not say. */
  readonly orphanByDefault?: boolean;
  /** Whether the garbage collector's finalizers are never set. */
  readonly noGarbageCollection?: boolean;
  /** Whether a status that a client sends on create is kept. */
  readonly keepStatusOnCreate?: boolean;
  /** Whether the answer to a delete that took effect is the object, not a Status. */
  readonly returnDeleted?: boolean;
}
