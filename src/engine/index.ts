export type {
  ApplyPolicy,
  ChartDeliverySource,
  ChosenRender,
  ClusterFacts,
  Delivery,
  DeliveryMode,
  ArtifactDeliverySource,
  DeliverySource,
  GitDeliverySource,
  InventoryEntry,
  OwnerKey,
  PrunePolicy,
  RenderChoice,
  Restrictions,
  RetryPolicy,
  Rewriting,
  RunRequest,
  WaitPolicy,
} from './delivery.ts';
export type { Dialect, Lookup, OwnerEvent, OwnerPatch, Prepared, Tracker, Translation } from './dialect.ts';
export { assessHealth, type Health, type HealthStatus, isWorse } from './health/index.ts';
export type { IgnoredFields, IgnoredOfObject } from './ignored/index.ts';
export type { FailedStage, Outcome } from './outcome.ts';
export { type HookPhase, type HookPlacement, type Placement, plainPlacement } from './placement.ts';
export { mayPrune, taskId } from './plan/index.ts';
export type {
  Action,
  FieldDifference,
  HookTask,
  ObjectState,
  Plan,
  Refusal,
  Stage,
  SyncVerdict,
} from './plan/index.ts';
export type { Awaited, ObjectResult, Progress, ProgressPhase } from './progress/index.ts';
export type { ClusterAccess, Clusters } from './cluster.ts';
export { Engine, type EngineOptions } from './engine.ts';
export { describeOwner, type OwnerId, ownerId, parseOwnerId } from './owner-id.ts';
export { twoOwners } from './ownership/index.ts';
export { DeliveryReconciler, type DeliveryReconcilerOptions, OwnerWriter, References } from './owners/index.ts';
export { isNamespaceMade, retryDelay } from './progress/index.ts';
