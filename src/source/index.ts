export { SourceError, type SourceErrorCode } from './error.ts';
export type { Artifact, Tree, TreeEntry, TreeLocator } from './tree.ts';
export {
  defaultTreeLimits,
  fileDigest,
  folderDigest,
  joinPath,
  type MemoryFile,
  memoryTree,
  openTree,
  pathTree,
  resolveLinks,
  type ResolvedPath,
  type TreeLimits,
  type WalkedEntry,
  walkTree,
} from './tree/index.ts';
export { type IgnoreRules, ignoring, readIgnoreRules } from './ignore/index.ts';
export {
  type ArtifactOwner,
  type ArtifactPlace,
  ArtifactStore,
  type ArtifactStoreOptions,
  serveArtifact,
  type ServedArtifact,
  type StoredArtifact,
} from './artifact/index.ts';
export { ContentStore, type ContentStoreOptions, saveTree } from './store/index.ts';
export {
  type CheckoutOptions,
  type CommitInfo,
  createGitRepositories,
  type GitCredentials,
  type GitHttpOptions,
  type GitProcess,
  GitProgram,
  type GitProgramOptions,
  type GitProxy,
  type GitProtocol,
  type GitReference,
  type GitRepositories,
  type GitRepositoriesOptions,
  type GitRepository,
  type GitRun,
  type ProxyEnvironment,
  type ResolvedReference,
} from './git/index.ts';
