import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { isAbort, messageOf } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import type { ContentStore, StoreSession } from '../store/index.ts';
import type { TreeLocator } from '../tree.ts';
import { defaultTreeLimits, fileDigest, type TreeLimits } from '../tree/index.ts';
import { type ArchiveKind, entryPath } from './entry-path.ts';
import { TreeBuilder } from './tree-builder.ts';

/** How an archive is opened. */
export interface ExtractOptions {
  readonly kind: ArchiveKind;
  /** What it is, for messages. */
  readonly object: string;
  readonly limits?: TreeLimits;
  readonly signal?: AbortSignal | undefined;
}

/** What helm v4.2 reads of a chart at most (pkg/chart/loader/archive). */
export const chartLimits: TreeLimits = {
  ...defaultTreeLimits,
  maxEntries: 50_000,
  maxFileBytes: 5 * 1024 * 1024,
  maxTotalBytes: 100 * 1024 * 1024,
};

/** A tree that came out of an archive. */
export interface ExtractedTree {
  readonly digest: string;
  readonly tree: TreeLocator;
}

/**
 * Reads a `tar.gz` file into a content store, one entry in memory at a time. Of an artifact symbolic links are left out (source-controller v1.9);
 * in a chart they are empty files, as helm reads them. Throws SourceError: `refused` for what is no archive or would leave the tree,
 * `too-large` beyond the limits.
 */
export async function extractArchive(
  store: ContentStore,
  file: string,
  options: ExtractOptions,
): Promise<ExtractedTree> {
  const digest = await store.write(async (session) => {
    const limits = options.limits ?? (options.kind === 'chart' ? chartLimits : defaultTreeLimits);
    const builder = new TreeBuilder(limits, options.object);
    const reading = new ArchiveReading(session, builder, limits, options);
    const archive = extract();
    const feeding = pipeline(createReadStream(file), createGunzip(), archive);
    // What broke the archive also ends the reading; the reason is the first of the two.
    const broken = feeding.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    try {
      await reading.all(archive);
    } catch (error) {
      archive.destroy();
      const first = await broken;
      throw readFailure(error instanceof SourceError ? error : (first?.error ?? error), options);
    }
    const failed = await broken;
    if (failed !== undefined) throw readFailure(failed.error, options);
    if (reading.files === 0) throw new SourceError('refused', `${options.object}: the archive is empty`, options);
    return await builder.store(session);
  });
  return { digest, tree: store.locate(digest) };
}

function readFailure(error: unknown, { object, signal }: ExtractOptions): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof SourceError || isAbort(error)) return error;
  const text = `${object}: it is no readable tar.gz archive (${messageOf(error)})`;
  return new SourceError('refused', text, { object, cause: error });
}

/** One entry of an archive that is being read. */
type Entry = AsyncIterable<unknown> & { readonly header: Header; resume(): unknown };

class ArchiveReading {
  readonly #session: StoreSession;
  readonly #builder: TreeBuilder;
  readonly #limits: TreeLimits;
  readonly #options: ExtractOptions;
  #bytes = 0;
  /** How many files there were. */
  files = 0;

  constructor(session: StoreSession, builder: TreeBuilder, limits: TreeLimits, options: ExtractOptions) {
    this.#session = session;
    this.#builder = builder;
    this.#limits = limits;
    this.#options = options;
  }

  async all(entries: AsyncIterable<Entry>): Promise<void> {
    for await (const entry of entries) {
      this.#options.signal?.throwIfAborted();
      await this.#one(entry);
    }
  }

  async #one(entry: Entry): Promise<void> {
    const { name, type, size, mode } = entry.header;
    const { kind, object } = this.#options;
    const isFolder = type === 'directory' || name.endsWith('/');
    const skipped = kind === 'chart' ? isFolder : type === 'symlink';
    // Even of what is left out, a name that leads out of the tree tells that the archive is hostile.
    const path = kind === 'chart' && isFolder ? undefined : entryPath(kind, name, object);
    if (path === undefined || skipped) return void entry.resume();
    if (isFolder) {
      this.#builder.folder(path);
      return void entry.resume();
    }
    if (kind === 'artifact' && type !== 'file' && type !== 'contiguous-file') {
      throw new SourceError('refused', `${object}: ${path} is neither a file nor a folder (${type})`, { object });
    }
    this.#admit(path, size);
    const content = await contentOf(entry);
    const digest = fileDigest(content);
    if ((await this.#session.fileSize(digest)) !== content.byteLength) await this.#session.writeFile(digest, content);
    this.#builder.file(path, { digest, executable: (mode & 0o111) !== 0, size: content.byteLength });
    this.files += 1;
  }

  #admit(path: string, size: number): void {
    const { object } = this.#options;
    const { maxFileBytes, maxTotalBytes } = this.#limits;
    if (size > maxFileBytes) {
      const text = `${object}: ${path} has ${size} bytes, and ${maxFileBytes} are allowed`;
      throw new SourceError('too-large', text, { object });
    }
    this.#bytes += size;
    if (this.#bytes <= maxTotalBytes) return;
    throw new SourceError('too-large', `${object} holds more than ${maxTotalBytes} bytes`, { object });
  }
}

/** The header says how long it is, and the archive reader gives no more. */
async function contentOf(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
