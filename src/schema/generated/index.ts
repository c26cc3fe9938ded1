export type { AppProject, AppProjectSpec, AppProjectStatus } from './app-project.ts';
export type { Application, ApplicationSpec, ApplicationStatus } from './application.ts';
export type { GitRepository, GitRepositorySpec, GitRepositoryStatus } from './git-repository.ts';
export type { Kustomization, KustomizationSpec, KustomizationStatus } from './kustomization.ts';
