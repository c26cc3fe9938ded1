import { textMapAt } from '../../../base/index.ts';
import { goMapJson } from '../../../release/index.ts';
import { digestOf } from '../digest.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The digest of `spec.commonMetadata`, empty where there is none (helm-controller internal/postrender). */
export function commonMetadataDigest(spec: HelmReleaseSpec): string {
  return spec.commonMetadata === undefined ? '' : digestOf(`${goMapJson(spec.commonMetadata)}\n`);
}

/** Labels and annotations that `spec.commonMetadata` asks for. */
export function commonMetadataOf(spec: HelmReleaseSpec): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  return {
    labels: textMapAt(spec.commonMetadata, 'labels'),
    annotations: textMapAt(spec.commonMetadata, 'annotations'),
  };
}
