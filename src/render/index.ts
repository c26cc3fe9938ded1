export type {
  DirectoryOptions,
  Manifest,
  Origin,
  RecordedRead,
  RenderLimits,
  RenderOptions,
  Renderer,
  RenderRequest,
  RenderResult,
} from './renderer.ts';
