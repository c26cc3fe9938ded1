import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { dirname, join } from 'node:path';
import { isJsonObject, type Random, sha256, textAt } from '../../base/index.ts';
import type { ArchiveCache, CachedArchive } from '../archive/index.ts';
import { SourceError, type SourceErrorCode } from '../error.ts';
import { dropBody, type HttpClient, type HttpReply, publicAddress, readBody } from '../http/index.ts';
import { onStorage } from '../storage-error.ts';

/** What reading indexes over HTTP stands on. */
export interface IndexFetchOptions {
  readonly http: HttpClient;
  /** Where indexes are kept, by their digest. */
  readonly indexes: ArchiveCache;
  /** Where it is written down which index an address gave last. A folder that is this process' alone. */
  readonly tags: string;
  readonly random: Random;
  /** The largest index that is read. */
  readonly maxBytes: number;
}

/** What an address gave last, and what to say so that it need not give it again. */
interface IndexTag {
  readonly digest: string;
  readonly etag: string;
  readonly lastModified: string;
}

/**
 * The index at `url`: asked for with what the server said of the last one, so that an unchanged index costs one small answer. Throws
 * SourceError; `send` adds credentials.
 */
export async function fetchIndex(
  options: IndexFetchOptions,
  url: string,
  send: (headers: Readonly<Record<string, string>>) => Promise<HttpReply>,
): Promise<CachedArchive> {
  const place = join(options.tags, `${sha256(url)}.json`);
  const tag = await readTag(place);
  const known = tag === undefined ? undefined : await options.indexes.find(tag.digest);
  const reply = await send({
    'accept-encoding': 'gzip',
    ...(known !== undefined && tag?.etag ? { 'if-none-match': tag.etag } : {}),
    ...(known !== undefined && tag?.lastModified ? { 'if-modified-since': tag.lastModified } : {}),
  });
  if (reply.status === 304 && known !== undefined) {
    dropBody(reply.body);
    return known;
  }
  checkStatus(reply, url);
  const bytes = await readBody(reply, options.maxBytes);
  const index = await options.indexes.add({ object: publicAddress(url) }, async (file) => {
    await onStorage(url, () => writeFile(file, bytes, { flag: 'wx' }));
    return { digest: `sha256:${sha256(bytes)}`, size: bytes.byteLength };
  });
  const { etag = '', 'last-modified': lastModified = '' } = reply.headers;
  await onStorage(url, () => writeTag(place, { digest: index.digest, etag, lastModified }, options.random.uuid()));
  return index;
}

/** Throws SourceError for every status but 200, in the words of helm's getter (helm v4.2, pkg/getter/httpgetter.go). */
export function checkStatus(reply: HttpReply, url: string): void {
  if (reply.status === 200 || reply.status === 206) return;
  dropBody(reply.body);
  const object = publicAddress(url);
  const status = `${reply.status} ${STATUS_CODES[reply.status] ?? ''}`.trimEnd();
  throw new SourceError(codeOf(reply.status), `failed to fetch ${object} : ${status}`, { object });
}

function codeOf(status: number): SourceErrorCode {
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 404 || status === 410 ? 'not-found' : 'unreachable';
}

async function readTag(place: string): Promise<IndexTag | undefined> {
  const text = await readFile(place, 'utf8').catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const digest = textAt(value, 'digest');
    const isDigest = /^sha256:[0-9a-f]{64}$/.test(digest);
    return isDigest ? { digest, etag: textAt(value, 'etag'), lastModified: textAt(value, 'lastModified') } : undefined;
  } catch {
    return undefined;
  }
}

async function writeTag(place: string, tag: IndexTag, name: string): Promise<void> {
  const writing = join(dirname(place), `.writing-${name}`);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(writing, JSON.stringify(tag), { flag: 'wx' });
  await rename(writing, place);
}
