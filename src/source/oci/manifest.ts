import { isJsonObject, jsonAt, type JsonObject, numberAt, objectsAt, textAt, textMapAt } from '../../base/index.ts';
import { SourceError } from '../error.ts';

/** Media types that registries give out and charts are made of. */
export const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  helmConfig: 'application/vnd.cncf.helm.config.v1+json',
  helmChart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  helmProvenance: 'application/vnd.cncf.helm.chart.provenance.v1.prov',
  fluxConfig: 'application/vnd.cncf.flux.config.v1+json',
  fluxContent: 'application/vnd.cncf.flux.content.v1.tar+gzip',
} as const;

/** What a manifest says of a blob, or an index of a manifest. */
export interface OciDescriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A manifest of one artifact. */
export interface OciManifest {
  readonly digest: string;
  readonly config: OciDescriptor | undefined;
  readonly layers: readonly OciDescriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** Whether a manifest only lists others, one a platform. */
export function isIndex(manifest: JsonObject): boolean {
  const type = textAt(manifest, 'mediaType');
  return type === mediaTypes.index || type === mediaTypes.dockerList || Array.isArray(manifest['manifests']);
}

/** The manifest in an index that Go's clients take: for linux on amd64, else the only one. Throws SourceError `not-found`. */
export function platformManifest(index: JsonObject, object: string): OciDescriptor {
  const listed = objectsAt(index, 'manifests');
  const fitting = listed.find(
    (entry) => jsonAt(entry, 'platform', 'os') === 'linux' && jsonAt(entry, 'platform', 'architecture') === 'amd64',
  );
  const chosen = fitting ?? (listed.length === 1 ? listed[0] : undefined);
  const descriptor = chosen === undefined ? undefined : descriptorOf(chosen);
  if (descriptor !== undefined) return descriptor;
  throw new SourceError('not-found', `${object}: the index names no manifest for linux on amd64`, { object });
}

/** Reads a manifest. Throws SourceError `refused` for what is none. */
export function readManifest(manifest: JsonObject, digest: string, object: string): OciManifest {
  const layers = objectsAt(manifest, 'layers').map(descriptorOf);
  const config = isJsonObject(manifest['config']) ? descriptorOf(manifest['config']) : undefined;
  if (layers.includes(undefined) || !Array.isArray(manifest['layers'])) {
    throw new SourceError('refused', `${object}: the manifest is malformed`, { object });
  }
  const described = layers.filter((layer) => layer !== undefined);
  return { digest, config, layers: described, annotations: textMapAt(manifest, 'annotations') };
}

function descriptorOf(value: JsonObject): OciDescriptor | undefined {
  const digest = textAt(value, 'digest');
  const size = numberAt(value, ['size'], -1);
  if (!/^[a-z0-9]+:[0-9a-f]{32,}$/.test(digest) || size < 0) return undefined;
  return { mediaType: textAt(value, 'mediaType'), digest, size, annotations: textMapAt(value, 'annotations') };
}
