export { SourceError, type SourceErrorCode } from './error.ts';
export type { Artifact, Tree, TreeEntry, TreeLocator } from './tree.ts';
export type { GitReference } from './git/reference.ts';
export type {
  CheckoutOptions,
  CommitInfo,
  GitCredentials,
  GitRepositories,
  GitRepository,
  ResolvedReference,
} from './git/repository.ts';
