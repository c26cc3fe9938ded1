import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Clock,
  createLru,
  type Logger,
  messageOf,
  type Metrics,
  noMetrics,
  type Random,
  silentLogger,
  sleep,
} from '../../base/index.ts';
import { errorCode, onStorage } from '../storage-error.ts';
import type { TreeLocator } from '../tree.ts';
import {
  contentPath,
  decodeListing,
  emptyFolderDigest,
  emptyListing,
  encodeListing,
  type FolderTotals,
  type Listing,
  listingPath,
} from '../tree/index.ts';
import { collectGarbage, type Reprieve } from './garbage.ts';

/** What a content store needs. */
export interface ContentStoreOptions {
  /** A folder that is this store's alone: one process at a time. It is made where it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** How many bytes may lie on the disk before trees that nobody uses are dropped; 5 GiB by default. */
  readonly maxBytes?: number;
  /** How long a tree stays readable after it was last asked for, however full the disk is; 30 minutes by default. */
  readonly keepMs?: number;
}

/** Writes the content of one large file piece by piece; it is there for readers once `close` ended well. */
export interface ContentWriter {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Drops what was written. */
  abandon(): Promise<void>;
}

/**
 * Writing of one tree. What a session found present or wrote is not collected while the session runs. A folder is written after all
 * that it holds, so a folder that is present is there with everything below it.
 */
export interface StoreSession {
  /** What a folder holds in all; undefined where it is not here. */
  folderTotals(digest: string): Promise<FolderTotals | undefined>;
  /** The size of a file's content; undefined where it is not here. */
  fileSize(digest: string): Promise<number | undefined>;
  writeFile(digest: string, content: Uint8Array): Promise<void>;
  createFile(digest: string): Promise<ContentWriter>;
  writeFolder(digest: string, listing: Listing): Promise<void>;
}

/**
 * Contents and folders by digest on the local disk: one store for the trees of all sources. It is a cache: a crash at any moment
 * leaves it whole, since everything is written beside its place and renamed, and contents before what names them. Every method
 * throws SourceError `storage` when the disk refuses.
 */
export class ContentStore {
  readonly directory: string;
  /** Where contents and listings lie. */
  readonly objects: string;
  readonly #roots: string;
  readonly #writing: string;
  readonly #options: ContentStoreOptions;
  readonly #touched = createLru<{ readonly at: number }>({ max: 10_000 });
  #sessions = 0;
  #prepared: Promise<void> | undefined;
  #collecting: Promise<void> | undefined;
  /** What was asked for since the collection under way began. */
  #reprieve: Reprieve | undefined;
  /** Settles when a sweep that must not meet a session is over. */
  #closed: Promise<unknown> | undefined;
  #writtenBytes = 0;

  constructor(options: ContentStoreOptions) {
    this.#options = options;
    this.directory = options.directory;
    this.objects = join(options.directory, 'objects');
    this.#roots = join(options.directory, 'roots');
    this.#writing = join(options.directory, 'writing');
  }

  /** Names the tree whose root folder has this digest, for `openTree`. */
  locate(digest: string): TreeLocator {
    return { kind: 'content', index: listingPath(this.objects, digest), objects: this.objects };
  }

  /** Runs `work`, which writes a tree and gives the digest of its root; the tree then stays for `keepMs` at least. */
  write(work: (session: StoreSession) => Promise<string>): Promise<string> {
    return this.#session(async (session) => {
      const digest = await work(session);
      await this.#use(digest);
      return digest;
    });
  }

  /** Whether the tree is here; where it is, it stays for `keepMs` at least. */
  has(digest: string): Promise<boolean> {
    return this.#session(async (session) => {
      const present = (await session.folderTotals(digest)) !== undefined;
      if (present) await this.#use(digest);
      return present;
    });
  }

  /** A stored folder; undefined where it is not here or damaged. */
  async folder(digest: string): Promise<Listing | undefined> {
    if (digest === emptyFolderDigest) return emptyListing;
    const bytes = await readFile(listingPath(this.objects, digest)).catch(() => undefined);
    return bytes === undefined ? undefined : decodeListing(bytes);
  }

  /** Drops trees that were not used for `keepMs`, least recently used first, until the store is well below `maxBytes`. */
  collect(): Promise<void> {
    this.#collecting ??= onStorage(this.directory, () => this.#collect()).finally(() => {
      this.#collecting = undefined;
    });
    return this.#collecting;
  }

  async #session<T>(work: (session: StoreSession) => Promise<T>): Promise<T> {
    while (this.#closed !== undefined) await this.#closed;
    this.#sessions += 1;
    try {
      return await onStorage(this.directory, async () => {
        await this.#prepare();
        return await work(this.#writer);
      });
    } finally {
      this.#sessions -= 1;
      if (this.#writtenBytes > this.#maxBytes * collectAfter) {
        this.collect().catch((error: unknown) => {
          this.#logger.warn('content store could not be collected', { error: messageOf(error) });
        });
      }
    }
  }

  readonly #writer: StoreSession = {
    folderTotals: async (digest) => (await this.folder(digest))?.totals,
    fileSize: (digest) => {
      this.#reprieve?.files.add(digest);
      return sizeOf(contentPath(this.objects, digest));
    },
    writeFile: (digest, content) => {
      this.#reprieve?.files.add(digest);
      return this.#writeAt(contentPath(this.objects, digest), content);
    },
    createFile: (digest) => {
      this.#reprieve?.files.add(digest);
      return this.#createAt(contentPath(this.objects, digest));
    },
    writeFolder: async (digest, listing) => {
      if (digest !== emptyFolderDigest) await this.#writeAt(listingPath(this.objects, digest), encodeListing(listing));
    },
  };

  async #writeAt(place: string, content: Uint8Array): Promise<void> {
    const file = this.#newFile();
    await this.#inFolder(file, () => writeFile(file, content, { flag: 'wx' }));
    await this.#inFolder(place, () => rename(file, place));
    this.#writtenBytes += content.byteLength;
  }

  async #createAt(place: string): Promise<ContentWriter> {
    const file = this.#newFile();
    const handle = await this.#inFolder(file, () => open(file, 'wx'));
    return {
      write: async (chunk) => {
        this.#writtenBytes += chunk.byteLength;
        await handle.appendFile(chunk);
      },
      close: async () => {
        await handle.close();
        await this.#inFolder(place, () => rename(file, place));
      },
      abandon: async () => {
        await handle.close();
        await rm(file, { force: true });
      },
    };
  }

  /** Runs `act` on a file, a second time where its folder was missing: whoever runs us may empty the cache at any moment. */
  async #inFolder<T>(file: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await mkdir(dirname(file), { recursive: true });
      return await act();
    }
  }

  #newFile(): string {
    return join(this.#writing, this.#options.random.uuid());
  }

  /** Drops, once, what a process that was killed left half written. */
  #prepare(): Promise<void> {
    this.#prepared ??= rm(this.#writing, { recursive: true, force: true }).catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  /** Writes down that a tree is used now. */
  async #use(digest: string): Promise<void> {
    this.#reprieve?.roots.add(digest);
    const now = this.#options.clock.now();
    if (now - (this.#touched.get(digest)?.at ?? Number.NEGATIVE_INFINITY) < touchEveryMs) return;
    this.#touched.set(digest, { at: now });
    const file = join(this.#roots, digest);
    const time = new Date(now);
    await this.#inFolder(file, async () => {
      await writeFile(file, '');
      await utimes(file, time, time);
    });
  }

  async #collect(): Promise<void> {
    this.#writtenBytes = 0;
    const reprieve: Reprieve = { roots: new Set(), files: new Set() };
    this.#reprieve = reprieve;
    try {
      const { bytes, removed } = await collectGarbage({
        objects: this.objects,
        roots: this.#roots,
        maxBytes: this.#maxBytes,
        keepSince: this.#options.clock.now() - (this.#options.keepMs ?? 30 * 60_000),
        reprieve,
        whileClosed: (work) => this.#whileClosed(work),
      });
      (this.#options.metrics ?? noMetrics).gauge('slipway_source_store_bytes', bytes);
      if (removed > 0) this.#logger.info('content store was collected', { removed, bytes });
      if (bytes > this.#maxBytes) {
        this.#logger.warn('trees in use need more disk than allowed', { bytes, allowed: this.#maxBytes });
      }
    } finally {
      this.#reprieve = undefined;
    }
  }

  /** Runs `work` while no session runs; gives up where that moment does not come. */
  async #whileClosed(work: () => Promise<void>): Promise<boolean> {
    for (let attempt = 0; this.#sessions > 0; attempt += 1) {
      if (attempt === closeAttempts) return false;
      await sleep(this.#options.clock, closeEveryMs);
    }
    const swept = work();
    this.#closed = swept.catch(() => undefined);
    try {
      await swept;
    } finally {
      this.#closed = undefined;
    }
    return true;
  }

  get #maxBytes(): number {
    return this.#options.maxBytes ?? 5 * 1024 ** 3;
  }

  get #logger(): Logger {
    return this.#options.logger ?? silentLogger;
  }
}

/** How often the time of use of a tree is written down. */
const touchEveryMs = 60_000;

/** The part of `maxBytes` after whose writing the store is looked through. */
const collectAfter = 0.1;

const closeAttempts = 100;
const closeEveryMs = 100;

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
