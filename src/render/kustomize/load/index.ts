export type { Files, LoadedFile, TreeFiles } from './files.ts';
export { type BuildLimits, defaultBuildLimits } from './limits.ts';
export { isRemoteFile, type LoadRestriction, type LoadSettings, Location } from './location.ts';
