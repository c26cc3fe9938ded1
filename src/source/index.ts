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
  type ArtifactContent,
  type ArtifactOwner,
  type ArtifactPlace,
  ArtifactStore,
  type ArtifactStoreOptions,
  serveArtifact,
  type ServedArtifact,
  type StoredArtifact,
} from './artifact/index.ts';
export type { HttpOptions, HttpProxy, ProxyEnvironment } from './http/index.ts';
export type { LookupOptions } from './lookups.ts';
export type { CachedArchive, ExtractedTree, ExtractOptions } from './archive/index.ts';
export { type ArchiveSources, type ArchiveSourcesOptions, createArchiveSources } from './archive-sources.ts';
export { ContentStore, type ContentStoreOptions, saveTree } from './store/index.ts';
export {
  type CheckoutOptions,
  type CommitInfo,
  createGitRepositories,
  type GitCredentials,
  type GitProcess,
  GitProgram,
  type GitProgramOptions,
  type GitProtocol,
  type GitReference,
  type GitRepositories,
  type GitRepositoriesOptions,
  type GitRepository,
  type GitRun,
  type ResolvedReference,
} from './git/index.ts';
export {
  dockerConfigSignIn,
  isSignedByKey,
  type OciCredentials,
  type OciDescriptor,
  type OciLayer,
  type OciManifest,
  type OciReference,
  type OciRepositories,
  type OciRepository,
  type OciSignIn,
  type PullOptions,
  type ResolvedOciReference,
  type TagRange,
} from './oci/index.ts';
export type {
  ChartArtifact,
  ChartCredentials,
  ChartRepositories,
  ChartRepository,
  ChartRepositoryCredentials,
  ChartWish,
  HelmIndex,
  IndexedChart,
  PullChartOptions,
  ResolvedChart,
  VersionRules,
} from './helm/index.ts';
export { type ChartPackage, indexJson, packageChart } from './helm/index.ts';
