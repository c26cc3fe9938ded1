export {
  gitRepositoryId,
  GitRepositoryReconciler,
  type GitRepositoryReconcilerOptions,
} from './git-repository/reconciler.ts';
export { MovedSources } from './git-repository/moved-sources.ts';
export { archiveKinds, archiveSourceKind, type ArchiveSourcePorts, isBuiltOf } from './archive-sources.ts';
export { SourceReconciler, type SourceReconcilerOptions } from './source/index.ts';
export { kustomizationDialect } from './kustomization/dialect.ts';
export { inventoryOfStatus as fluxInventory } from './kustomization/inventory.ts';
export { readKustomizationSpec } from './kustomization/spec.ts';
export {
  type ChartCapabilities,
  type ChartRendering,
  type Charts,
  type LoadedChart,
  createStoredCharts,
  type StoredChartsOptions,
} from './helm-release/chart/index.ts';
export { type ReleaseLook, ReleaseLooks, type ReleaseTarget, targetOfRelease } from './helm-release/look-at-release.ts';
export { valueOrigins } from './helm-release/values/index.ts';
export { HelmReleaseReconciler } from './helm-release/reconciler.ts';
export type { HelmReleaseReconcilerOptions } from './helm-release/options.ts';
export {
  fluxFinalizer,
  forceAtAnnotation,
  helmController,
  helmGroup,
  kustomizeController,
  kustomizeGroup,
  requestedAtAnnotation,
  resetAtAnnotation,
  sourceGroup,
} from './names.ts';
export { helmReleaseTracker, kustomizationTracker } from './tracker.ts';
