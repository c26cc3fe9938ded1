export type { Files, LoadedFile } from './files.ts';
export { type BuildLimits, defaultBuildLimits } from './limits.ts';
export { isRemoteFile, type LoadRestriction, type LoadSettings, Location } from './location.ts';
export {
  type FetchedBase,
  type FetchedFile,
  refusingRemotes,
  type RemoteBase,
  RemoteNeeded,
  type RemoteNeed,
  type Remotes,
} from './remote.ts';
export { parseRemoteBase } from './remote-base.ts';
