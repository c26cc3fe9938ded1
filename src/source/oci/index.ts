export { childAddress } from './address.ts';
export { isSignedByKey } from './cosign.ts';
export { createOciRepositories, type OciRepositoriesOptions } from './create-oci-repositories.ts';
export { dockerConfigSignIn, type OciCredentials, type OciSignIn } from './credentials.ts';
export { mediaTypes, type OciDescriptor, type OciManifest } from './manifest.ts';
export type {
  OciLayer,
  OciReference,
  OciRepositories,
  OciRepository,
  PullOptions,
  ResolvedOciReference,
} from './repository.ts';
export { parseFluxVersion, type TagRange, tagOfVersion, versionOfTag } from './version-tag.ts';
