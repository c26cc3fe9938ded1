export { commonMetadataDigest, commonMetadataOf } from './common-metadata.ts';
export {
  kustomizationsOf,
  type PostRenderer,
  type PostRenderKustomization,
  postRenderersDigest,
  type PostRenderStrategy,
} from './post-renderers.ts';
export type { ActionSpec } from './action-spec.ts';
export { type HelmReleaseSpec, readHelmReleaseSpec, type ValuesReference } from './spec.ts';
