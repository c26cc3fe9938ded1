import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, sha256 } from '../../base/index.ts';
import type { ArchiveCache, CachedArchive } from '../archive/index.ts';
import { SourceError } from '../error.ts';
import { download, dropBody, type HttpReply, readBody } from '../http/index.ts';
import type { OciAddress } from './address.ts';
import {
  isIndex,
  mediaTypes,
  type OciDescriptor,
  type OciManifest,
  platformManifest,
  readManifest,
} from './manifest.ts';
import type { RegistrySession } from './registry-session.ts';

/** What a client of one repository needs. */
export interface RegistryClientOptions {
  readonly address: OciAddress;
  readonly session: RegistrySession;
  readonly archives: ArchiveCache;
}

const accept = [mediaTypes.manifest, mediaTypes.dockerManifest, mediaTypes.index, mediaTypes.dockerList].join(', ');

/** Larger manifests are refused, as registries refuse them (distribution specification). */
const maxManifestBytes = 4 * 1024 * 1024;

/** A page of tags, and how much of all pages is read. */
const tagsAPage = 1000;
const maxPageBytes = 8 * 1024 * 1024;
const maxPages = 200;

/** Reads one repository of a registry (OCI distribution specification 1.1). Every method throws SourceError. */
export class RegistryClient {
  readonly #options: RegistryClientOptions;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
  }

  /** The digest that a tag has now. */
  async digestOf(tag: string, signal?: AbortSignal): Promise<string> {
    const path = this.#path('manifests', tag);
    const head = await this.#try(() =>
      this.#options.session.send({ method: 'HEAD', path, headers: { accept }, signal }),
    );
    if (head !== undefined) dropBody(head.body);
    const digest = head?.headers['docker-content-digest'] ?? '';
    // Some registries answer HEAD badly, or not at all (go-containerregistry v0.21, remote.Head in source-controller's getRevision).
    return /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : (await this.#fetch(tag, signal)).digest;
  }

  /** The manifest under a tag or a digest; of an index the one for linux on amd64. */
  async manifest(reference: string, signal?: AbortSignal): Promise<OciManifest> {
    const { url } = this.#options.address;
    const { digest, content } = await this.#fetch(reference, signal);
    if (!isIndex(content)) return readManifest(content, digest, url);
    const chosen = await this.#fetch(platformManifest(content, url).digest, signal);
    return readManifest(chosen.content, chosen.digest, url);
  }

  /** All tags, in the order in which the registry gives them. */
  async tags(signal?: AbortSignal): Promise<readonly string[]> {
    const { address, session } = this.#options;
    const tags: string[] = [];
    let path: string | undefined = `/v2/${address.repository}/tags/list?n=${tagsAPage}`;
    for (let page = 0; path !== undefined; page += 1) {
      if (page === maxPages) {
        throw new SourceError('too-large', `${address.url}: it has more than ${tags.length} tags`, {
          object: address.url,
        });
      }
      const reply: HttpReply = await session.send({ path, signal });
      const answer = this.#object(await readBody(reply, maxPageBytes), 'the list of tags');
      if (Array.isArray(answer['tags'])) tags.push(...answer['tags'].filter((tag) => typeof tag === 'string'));
      path = nextPage(reply);
    }
    return tags;
  }

  /** A blob on the local disk, downloaded where it is not here yet; its bytes are what its digest says. */
  async blob(blob: OciDescriptor, maxBytes: number, signal?: AbortSignal): Promise<CachedArchive> {
    const { address, session, archives } = this.#options;
    const known = await archives.find(blob.digest);
    if (known !== undefined) return known;
    if (blob.size > maxBytes) {
      const text = `${address.url}: ${blob.digest} has ${blob.size} bytes, and ${maxBytes} are allowed`;
      throw new SourceError('too-large', text, { object: address.url });
    }
    const path = this.#path('blobs', blob.digest);
    return await archives.add({ object: address.url, expected: blob.digest, signal }, (file, shared) =>
      download(file, {
        send: (headers) => session.send({ path, headers, signal: shared }),
        check: () => undefined,
        maxBytes: Math.max(blob.size, 1),
        signal: shared,
      }),
    );
  }

  async #fetch(reference: string, signal: AbortSignal | undefined): Promise<{ digest: string; content: JsonObject }> {
    const { address, session } = this.#options;
    const reply = await session.send({ path: this.#path('manifests', reference), headers: { accept }, signal });
    const body = await readBody(reply, maxManifestBytes);
    const digest = `sha256:${sha256(body)}`;
    const promised = reference.includes(':') ? reference : reply.headers['docker-content-digest'];
    if (promised !== undefined && !hasDigest(body, promised)) {
      const text = `${address.url}: the manifest ${reference} has the digest ${digest}, but ${promised} was announced`;
      throw new SourceError('refused', text, { object: address.url });
    }
    return { digest: promised ?? digest, content: this.#object(body, 'the manifest') };
  }

  #object(body: Buffer, what: string): JsonObject {
    const object = this.#options.address.url;
    try {
      const value: unknown = JSON.parse(body.toString('utf8'));
      if (isJsonObject(value)) return value;
      throw new SourceError('refused', `${object}: ${what} is no JSON object`, { object });
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw new SourceError('refused', `${object}: ${what} is no JSON`, { object, cause: error });
    }
  }

  #path(kind: 'manifests' | 'blobs', reference: string): string {
    const { repository, url } = this.#options.address;
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$|^[a-z0-9]+:[0-9a-f]{32,128}$/.test(reference)) {
      const text = `${url}: ${JSON.stringify(reference.slice(0, 140))} is neither a tag nor a digest`;
      throw new SourceError('invalid-address', text, { object: url });
    }
    return `/v2/${repository}/${kind}/${reference}`;
  }

  /** The answer, or undefined where the registry refuses what it may refuse to HEAD alone. */
  async #try(send: () => Promise<HttpReply>): Promise<HttpReply | undefined> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof SourceError && error.code !== 'unauthorized' && error.code !== 'timeout') return undefined;
      throw error;
    }
  }
}

function hasDigest(body: Buffer, digest: string): boolean {
  const [algorithm = '', hex] = digest.split(':');
  if (algorithm !== 'sha256' && algorithm !== 'sha512') return false;
  return createHash(algorithm).update(body).digest('hex') === hex;
}

/** Where the next page of a list is (RFC 8288), on the registry itself. */
function nextPage(reply: HttpReply): string | undefined {
  const link = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(reply.headers['link'] ?? '')?.[1];
  if (link === undefined || !URL.canParse(link, reply.url)) return undefined;
  const next = new URL(link, reply.url);
  return next.origin === new URL(reply.url).origin ? `${next.pathname}${next.search}` : undefined;
}
