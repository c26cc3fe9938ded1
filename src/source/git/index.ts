export type { GitCredentials, GitHttpOptions, GitProxy } from './credentials.ts';
export { type GitProcess, GitProgram, type GitProgramOptions, type GitRun } from './command/index.ts';
export type { GitReference } from './reference.ts';
export type { CheckoutOptions, CommitInfo, GitRepositories, GitRepository, ResolvedReference } from './repository.ts';
