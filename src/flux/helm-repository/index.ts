export { isRegistry, repositoryCredentials, signInOf } from './credentials.ts';
export { helmRepositoryKind, type HelmRepositoryOptions } from './look.ts';
