export type {
  DirectoryOptions,
  ImageOverride,
  KustomizeOptions,
  KustomizeOverrides,
  Manifest,
  Origin,
  RecordedRead,
  RenderLimits,
  RenderOptions,
  Renderer,
  RenderRequest,
  RenderResult,
} from './renderer.ts';
export { createInlineRenderer } from './create-inline-renderer.ts';
export { createRenderer, type RendererOptions } from './create-renderer.ts';
export { detectSourceType, type SourceType } from './source-type.ts';
export { RenderError, type RenderErrorCode } from './error.ts';
export { defaultLimits } from './limits.ts';
export { readsHold } from './reads.ts';
export {
  type BuildCaches,
  type BuildLimits,
  type BuildOptions,
  buildKustomization,
  type BuildOutput,
  type ChartRenderer,
  type ChartRequest,
  buildWithRemotes,
  createBuildCaches,
  createRemoteFetcher,
  currentId,
  defaultBuildLimits,
  effectiveNamespace,
  KustomizeError,
  type KustomizeErrorCode,
  type KustomizeProfile,
  type LoadRestriction,
  noNamespace,
  parseImageArgument,
  parseRemoteBase,
  refusingRemotes,
  type RemoteBase,
  type RemoteFetcher,
  type RemoteFetcherOptions,
  type Resource,
  type ResourceList,
  resourcesText,
  resourceText,
} from './kustomize/index.ts';
