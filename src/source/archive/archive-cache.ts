import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Random } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import type { Download } from '../http/index.ts';
import { SharedWork } from '../shared-work.ts';
import { onStorage } from '../storage-error.ts';

/** What an archive cache needs. */
export interface ArchiveCacheOptions {
  /** A folder that is this cache's alone. Whatever is in it may be deleted at any time. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How many bytes may lie on the disk; 1 GiB by default. */
  readonly maxBytes?: number;
}

/** An archive on the local disk. */
export interface CachedArchive extends Download {
  readonly file: string;
}

/** An archive that is not here yet. */
export interface WantedArchive {
  /** What it is, for messages. */
  readonly object: string;
  /** `sha256:…`, where that is known. */
  readonly expected?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How long a file stays that was just asked for, whatever the limit says. */
const keepMs = 10 * 60_000;

/** Downloaded archives by the digest of their bytes. Throws SourceError `storage` when the disk refuses. */
export class ArchiveCache {
  readonly #options: ArchiveCacheOptions;
  readonly #work = new SharedWork<CachedArchive>();
  #prepared: Promise<unknown> | undefined;

  constructor(options: ArchiveCacheOptions) {
    this.#options = options;
  }

  /** The archive of a digest (`sha256:…`); undefined where it is not here. */
  async find(digest: string): Promise<CachedArchive | undefined> {
    const file = this.#place(digest);
    const stats = await stat(file).catch(() => undefined);
    if (stats?.isFile() !== true) return undefined;
    const now = new Date(this.#options.clock.now());
    await utimes(file, now, now).catch(() => undefined);
    return { file, digest, size: stats.size };
  }

  /**
   * Keeps what `fetch` writes to a file that is not there yet; where the digest is known, once for all who want it at the same time. Bytes with
   * another digest are a SourceError `refused`.
   */
  async add(
    wanted: WantedArchive,
    fetch: (file: string, signal: AbortSignal) => Promise<Download>,
  ): Promise<CachedArchive> {
    const { expected, object, signal } = wanted;
    const key = expected ?? `${object} ${this.#options.random.uuid()}`;
    return await this.#work.run(key, signal, (shared) => this.#add(wanted, (file) => fetch(file, shared)));
  }

  async #add({ object, expected }: WantedArchive, fetch: (file: string) => Promise<Download>): Promise<CachedArchive> {
    const { directory, random } = this.#options;
    await onStorage(directory, () => this.#prepare());
    const writing = join(directory, `${writingPrefix}${random.uuid()}`);
    try {
      const { digest, size } = await fetch(writing);
      if (expected !== undefined && expected !== digest) {
        const text = `${object}: the digest is ${digest}, but ${expected} was announced: it was changed on the way or at its place`;
        throw new SourceError('refused', text, { object });
      }
      const file = this.#place(digest);
      await onStorage(object, async () => {
        await rename(writing, file);
        await this.#collect();
      });
      return { file, digest, size };
    } finally {
      await rm(writing, { force: true });
    }
  }

  #place(digest: string): string {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new SourceError('refused', `${digest.slice(0, 100)} is no digest that can be checked; sha256 is needed`);
    }
    return join(this.#options.directory, digest.slice('sha256:'.length));
  }

  /** Makes the folder, and drops, once, what a process that was killed left half written. */
  async #prepare(): Promise<void> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true });
    this.#prepared ??= readdir(directory).then((names) =>
      Promise.all(
        names
          .filter((name) => name.startsWith(writingPrefix))
          .map((name) => rm(join(directory, name), { force: true })),
      ),
    );
    await this.#prepared;
  }

  async #collect(): Promise<void> {
    const { directory, clock, maxBytes = 1024 ** 3 } = this.#options;
    const names = (await readdir(directory)).filter((name) => !name.startsWith(writingPrefix));
    const files = await Promise.all(
      names.map(async (name) => ({ name, stats: await stat(join(directory, name)).catch(() => undefined) })),
    );
    const aged = files.flatMap(({ name, stats }) =>
      stats === undefined ? [] : [{ name, size: stats.size, usedAt: stats.mtimeMs }],
    );
    let total = aged.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size, usedAt } of aged.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= maxBytes || clock.now() - usedAt < keepMs) return;
      await rm(join(directory, name), { force: true });
      total -= size;
    }
  }
}

const writingPrefix = '.writing-';
