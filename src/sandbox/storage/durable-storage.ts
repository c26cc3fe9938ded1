import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Logger, messageOf } from '../../base/index.ts';
import type { Storage, StoredChange, StoredObject } from '../storage.ts';
import { lockFolder } from './folder-lock.ts';
import { LogFile, type LogFileOptions } from './log-file.ts';
import { type Journal, MemoryStorage } from './memory-storage.ts';
import { readRecords } from './read-records.ts';
import { currentFormat, encodeRecord, type Format, type StorageRecord } from './record.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { StorageError, storageErrorOf } from './storage-error.ts';

/** Where and how a sandbox keeps its objects. */
export interface DurableStorageOptions {
  /** Made where it is missing. Holds `snapshot`, `log.N` (changes from version N on) and `lock`. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long writes are gathered before they are written together; 5 ms by default. */
  readonly groupMs?: number;
  /** Whether an acknowledged write survives the loss of power; true by default. */
  readonly sync?: boolean;
  /** After how many changes a snapshot replaces the log; 20 000 by default. */
  readonly snapshotEvery?: number;
  /** How many past changes can be watched from; 10 000 by default. */
  readonly history?: number;
  readonly format?: Format;
  /** Opens the logs; that of node:fs by default. */
  readonly openFile?: LogFileOptions['openFile'];
}

/**
 * Opens the storage of a folder with all that was acknowledged before. Throws StorageError `format`, `corrupt` or `locked` where
 * it cannot, and `full` or `failed` for errors of the disk.
 */
export async function openDurableStorage(options: DurableStorageOptions): Promise<Storage> {
  const { folder } = options;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw storageErrorOf(error, folder);
  });
  const lock = await lockFolder(folder);
  try {
    const files = new DataFolder(folder, options.format ?? currentFormat, options.logger);
    const loaded = await files.load();
    const logOptions: LogFileOptions = {
      clock: options.clock,
      groupMs: options.groupMs ?? 5,
      sync: options.sync ?? true,
      retryMs: 1000,
      ...(options.openFile === undefined ? {} : { openFile: options.openFile }),
    };
    const log = await files.openLog(loaded, logOptions);
    const journal = new SnapshottingJournal(files, log, options.snapshotEvery ?? 20_000, options.logger, lock);
    const storage = new MemoryStorage({
      initial: loaded,
      journal,
      logger: options.logger,
      ...(options.history === undefined ? {} : { history: options.history }),
    });
    journal.source = storage;
    return storage;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Loaded {
  readonly resourceVersion: number;
  readonly objects: Iterable<StoredObject>;
  /** The log to go on with: its first version and its whole bytes. */
  readonly last: { readonly start: number; readonly size: number } | undefined;
}

/** The files of a data folder. */
class DataFolder {
  readonly #folder: string;
  readonly #format: Format;
  readonly #logger: Logger;

  constructor(folder: string, format: Format, logger: Logger) {
    this.#folder = folder;
    this.#format = format;
    this.#logger = logger;
  }

  get snapshotPath(): string {
    return join(this.#folder, 'snapshot');
  }

  logPath(start: number): string {
    return join(this.#folder, `log.${start}`);
  }

  header(resourceVersion: number): string {
    return encodeRecord({ kind: 'header', version: this.#format.version, resourceVersion });
  }

  /** The first versions of the logs there are, in order. */
  async logs(): Promise<readonly number[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => /^log\.(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** The snapshot with the logs played over it. */
  async load(): Promise<Loaded> {
    const snapshot = await readSnapshot(this.snapshotPath, this.#format);
    const objects = new Map(snapshot?.objects.map((stored) => [stored.key, stored]));
    let resourceVersion = snapshot?.resourceVersion ?? 1;
    let last: Loaded['last'];
    for (const start of await this.logs()) {
      const path = this.logPath(start);
      const file = await readRecords(path, this.#format);
      if (file.torn) this.#logger.warn('dropped the torn end of the log', { file: path, bytes: file.size });
      for (const record of file.records) resourceVersion = play(record, objects, resourceVersion, path);
      last = { start, size: file.size };
    }
    return { resourceVersion, objects: objects.values(), last };
  }

  /** The log to append to. */
  async openLog(loaded: Loaded, options: LogFileOptions): Promise<LogFile> {
    const start = loaded.last?.start ?? loaded.resourceVersion + 1;
    const size = loaded.last?.size ?? 0;
    const log = await LogFile.open(this.logPath(start), size, options);
    if (size > 0) return log;
    const written = log.append(this.header(start));
    await log.flush();
    await written;
    return log;
  }

  async saveSnapshot(storage: Storage): Promise<void> {
    const { resourceVersion } = storage;
    await writeSnapshot(this.snapshotPath, { resourceVersion, objects: storage.scan('') }, this.#format);
  }

  /** Removes the logs before the one that starts at `start`. */
  async dropLogsBefore(start: number): Promise<void> {
    for (const old of await this.logs()) if (old < start) await rm(this.logPath(old), { force: true });
  }
}

/** A journal that replaces its log by a snapshot from time to time. */
class SnapshottingJournal implements Journal {
  /** Whose changes these are: set right after both were made. */
  source: Storage | undefined;
  readonly #files: DataFolder;
  readonly #log: LogFile;
  readonly #snapshotEvery: number;
  readonly #logger: Logger;
  readonly #lock: { release(): Promise<void> };
  #sinceSnapshot = 0;
  #snapshot: Promise<void> | undefined;

  constructor(
    files: DataFolder,
    log: LogFile,
    snapshotEvery: number,
    logger: Logger,
    lock: { release(): Promise<void> },
  ) {
    this.#files = files;
    this.#log = log;
    this.#snapshotEvery = snapshotEvery;
    this.#logger = logger;
    this.#lock = lock;
  }

  check(): void {
    this.#log.check();
  }

  append(change: StoredChange): Promise<void> {
    const { key, resourceVersion, object } = change;
    const written = this.#log.append(
      encodeRecord(
        change.kind === 'put'
          ? { kind: 'put', key, resourceVersion, object }
          : { kind: 'delete', key, resourceVersion },
      ),
    );
    this.#sinceSnapshot += 1;
    if (this.#sinceSnapshot >= this.#snapshotEvery && this.#snapshot === undefined) {
      this.#sinceSnapshot = 0;
      this.#snapshot = this.#takeSnapshot().finally(() => {
        this.#snapshot = undefined;
      });
    }
    return written;
  }

  async close(): Promise<void> {
    await this.#snapshot;
    await this.#log.close();
    await this.#lock.release();
  }

  async #takeSnapshot(): Promise<void> {
    const storage = this.source;
    if (storage === undefined) return;
    try {
      const start = storage.resourceVersion + 1;
      await this.#log.rotate(this.#files.logPath(start), this.#files.header(start));
      await this.#files.saveSnapshot(storage);
      await this.#files.dropLogsBefore(start);
    } catch (error) {
      // The logs still hold everything: the next snapshot tries again.
      this.#logger.warn('snapshot failed', { error: messageOf(error) });
    }
  }
}

/** Plays one record over `objects`; gives the version after it. */
function play(record: StorageRecord, objects: Map<string, StoredObject>, before: number, path: string): number {
  if (record.kind === 'header' || record.kind === 'end') return before;
  const { key, resourceVersion } = record;
  // The snapshot is newer than the start of the log that was begun before it.
  if (resourceVersion <= before) return before;
  if (resourceVersion !== before + 1) throw corrupt(path, `lacks the changes between ${before} and ${resourceVersion}`);
  if (record.kind === 'put') objects.set(key, { key, resourceVersion, object: record.object });
  else objects.delete(key);
  return resourceVersion;
}

function corrupt(path: string, what: string): StorageError {
  return new StorageError('corrupt', `${path} ${what}: restore the file, or start with an empty folder`, {
    object: path,
  });
}
