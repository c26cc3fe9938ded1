import { type Clock, createLru, type Lru } from '../../base/index.ts';
import type { ArchiveCache, ArchiveTrees, CachedArchive, ExtractedTree } from '../archive/index.ts';
import { SourceError } from '../error.ts';
import type { HttpClient } from '../http/index.ts';
import { type LookupOptions, Lookups } from '../lookups.ts';
import { type OciAddress, parseOciAddress } from './address.ts';
import type { OciCredentials } from './credentials.ts';
import type { OciDescriptor, OciManifest } from './manifest.ts';
import { RegistryClient } from './registry-client.ts';
import { RegistrySession } from './registry-session.ts';
import type {
  OciLayer,
  OciReference,
  OciRepositories,
  OciRepository,
  PullOptions,
  ResolvedOciReference,
} from './repository.ts';
import { highestTag, type TagRange } from './version-tag.ts';

/** What the OCI repositories of a process stand on. */
export interface OciRepositoriesOptions {
  readonly http: HttpClient;
  readonly archives: ArchiveCache;
  readonly trees: ArchiveTrees;
  readonly clock: Clock;
}

/** Repositories in memory, beyond which those opened least recently are forgotten. */
const maxRepositories = 1000;

const defaultMaxBytes = 2 * 1024 ** 3;

/** Makes the OCI repositories of a process. */
export function createOciRepositories(options: OciRepositoriesOptions): OciRepositories {
  const opened: Lru<SharedOciRepository> = createLru({ max: maxRepositories });
  return {
    open: (url, credentials = { kind: 'none' }) => {
      const address = parseOciAddress(url);
      const key = `${options.http.fingerprint(credentials)} ${address.registry}/${address.repository}`;
      const known = opened.get(key);
      if (known !== undefined) return known;
      const repository = new SharedOciRepository(options, address, credentials);
      opened.set(key, repository);
      return repository;
    },
  };
}

class SharedOciRepository implements OciRepository {
  readonly url: string;
  readonly #options: OciRepositoriesOptions;
  readonly #client: RegistryClient;
  readonly #digests: Lookups<string>;
  readonly #tags: Lookups<readonly string[]>;
  /** Manifests by digest: they do not change. */
  readonly #manifests: Lru<OciManifest> = createLru({ max: 50 });

  constructor(options: OciRepositoriesOptions, address: OciAddress, credentials: OciCredentials) {
    this.url = address.url;
    this.#options = options;
    const { http, clock, archives } = options;
    const session = new RegistrySession({ http, clock, address, credentials });
    this.#client = new RegistryClient({ address, session, archives });
    this.#digests = new Lookups(clock);
    this.#tags = new Lookups(clock, 1);
  }

  async resolve(reference: OciReference, options: LookupOptions): Promise<ResolvedOciReference> {
    if (reference.kind === 'digest') return { digest: reference.digest };
    const tag = reference.kind === 'tag' ? reference.tag : await this.chooseTag(reference, options);
    const digest = await this.#digests.get(tag, options, (signal) => this.#client.digestOf(tag, signal));
    return { digest, tag };
  }

  async chooseTag(range: TagRange, options: LookupOptions): Promise<string> {
    return highestTag(range, await this.tags(options), this.url);
  }

  tags(options: LookupOptions): Promise<readonly string[]> {
    return this.#tags.get('tags', options, (signal) => this.#client.tags(signal));
  }

  async manifest(digest: string, signal?: AbortSignal): Promise<OciManifest> {
    const known = this.#manifests.get(digest);
    if (known !== undefined) return known;
    const manifest = await this.#client.manifest(digest, signal);
    this.#manifests.set(digest, manifest);
    return manifest;
  }

  async pull(digest: string, options: PullOptions = {}): Promise<OciLayer> {
    const { mediaType, maxBytes = defaultMaxBytes, signal } = options;
    const manifest = await this.manifest(digest, signal);
    const layer =
      mediaType === undefined ? manifest.layers[0] : manifest.layers.find((one) => one.mediaType === mediaType);
    if (layer === undefined) {
      const text =
        mediaType === undefined || manifest.layers.length === 0
          ? 'no layers found in artifact'
          : `failed to find layer with media type '${mediaType}' in artifact`;
      throw new SourceError('not-found', text, { object: this.url });
    }
    return { manifest, layer, archive: await this.#client.blob(layer, maxBytes, signal) };
  }

  layer(layer: OciDescriptor, options: Omit<PullOptions, 'mediaType'> = {}): Promise<CachedArchive> {
    return this.#client.blob(layer, options.maxBytes ?? defaultMaxBytes, options.signal);
  }

  extract({ archive }: OciLayer, kind: 'chart' | 'artifact', signal?: AbortSignal): Promise<ExtractedTree> {
    return this.#options.trees.open(archive, { kind, object: this.url, signal });
  }
}
