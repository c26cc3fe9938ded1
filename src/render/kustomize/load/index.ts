export type { Files, LoadedFile } from './files.ts';
export { type BuildLimits, defaultBuildLimits } from './limits.ts';
export { isRemoteFile, type LoadRestriction, type LoadSettings, Location } from './location.ts';
