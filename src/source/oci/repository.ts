import type { CachedArchive, ExtractedTree } from '../archive/index.ts';
import type { LookupOptions } from '../lookups.ts';
import type { OciCredentials } from './credentials.ts';
import type { OciDescriptor, OciManifest } from './manifest.ts';
import type { TagRange } from './version-tag.ts';

/** What is wanted from a repository: one tag, one manifest, or the highest version of the tags. */
export type OciReference =
  | { readonly kind: 'tag'; readonly tag: string }
  /** `sha256:` and 64 hexadecimal digits. */
  | { readonly kind: 'digest'; readonly digest: string }
  | ({ readonly kind: 'semver' } & TagRange);

/** A manifest that a reference led to. */
export interface ResolvedOciReference {
  readonly digest: string;
  /** The tag that led there; absent where the digest itself was asked for. */
  readonly tag?: string;
}

/** One layer of an artifact on the local disk. */
export interface OciLayer {
  readonly manifest: OciManifest;
  readonly layer: OciDescriptor;
  /** The layer as it was pushed. */
  readonly archive: CachedArchive;
}

/** How much of a layer is read. */
export interface PullOptions {
  /** Takes the first layer of this type instead of the first of all. */
  readonly mediaType?: string;
  /** 2 GiB by default. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** One repository of a registry, shared by all who read it with the same credentials. Every method throws SourceError. */
export interface OciRepository {
  readonly url: string;
  resolve(reference: OciReference, options: LookupOptions): Promise<ResolvedOciReference>;
  /** The tag of the highest version in a range. */
  chooseTag(range: TagRange, options: LookupOptions): Promise<string>;
  tags(options: LookupOptions): Promise<readonly string[]>;
  /** The manifest of a digest. */
  manifest(digest: string, signal?: AbortSignal): Promise<OciManifest>;
  /** One layer of the manifest of a digest. */
  pull(digest: string, options?: PullOptions): Promise<OciLayer>;
  /** Any blob that a manifest names. */
  layer(layer: OciDescriptor, options?: Omit<PullOptions, 'mediaType'>): Promise<CachedArchive>;
  /** The tree in a pulled layer: a chart's, without its first folder, or an artifact's. */
  extract(layer: OciLayer, kind: 'chart' | 'artifact', signal?: AbortSignal): Promise<ExtractedTree>;
}

/** All the OCI repositories of a process. */
export interface OciRepositories {
  /** The shared repository of `oci://host/path`. Throws SourceError `invalid-address`. */
  open(url: string, credentials?: OciCredentials): OciRepository;
}
