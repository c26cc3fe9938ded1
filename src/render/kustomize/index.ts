export {
  type BuildCaches,
  createBuildCaches,
  type BuildOptions,
  buildKustomization,
  type BuildOutput,
  type ChartRenderer,
  type ChartRequest,
  resourcesText,
  resourceText,
} from './build/index.ts';
export { type ChartRendererOptions, createChartRenderer } from './charts/index.ts';
export { buildWithRemotes } from './driver/index.ts';
export { editKustomization, type KustomizationEdit } from './edit/index.ts';
export { createKustomizeKind, parseImageArgument, prepareKustomization } from './kind/index.ts';
export { KustomizeError, type KustomizeErrorCode } from './error.ts';
export { type BuildLimits, defaultBuildLimits, type LoadRestriction } from './load/index.ts';
export {
  fieldOrigins,
  fieldPathText,
  findField,
  type FieldOrigin,
  type FoundField,
  parseFieldPath,
  type PathStep,
} from './provenance/index.ts';
export type { Place } from './node/index.ts';
export {
  allIds,
  currentId,
  effectiveNamespace,
  noNamespace,
  type Resource,
  type ResourceList,
} from './resource/index.ts';
export { matchesLabels, parseLabelSelector } from './selectors/index.ts';
export type { KustomizeProfile } from './transformer.ts';
