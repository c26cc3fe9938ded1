export { ociRepositoryCredentials } from './credentials.ts';
export { ociRepositoryKind, type OciRepositoryOptions } from './look.ts';
