export { createGitRepositories, type GitRepositoriesOptions } from './repositories/index.ts';
export type { GitProtocol } from './address/index.ts';
export type { GitCredentials } from './credentials.ts';
export { type GitProcess, GitProgram, type GitProgramOptions, type GitRun } from './command/index.ts';
export type { GitReference } from './reference.ts';
export type { CheckoutOptions, CommitInfo, GitRepositories, GitRepository, ResolvedReference } from './repository.ts';
