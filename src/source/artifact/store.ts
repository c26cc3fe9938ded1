import { rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Clock,
  createLru,
  formatTime,
  type Logger,
  messageOf,
  type Random,
  sha256,
  silentLogger,
} from '../../base/index.ts';
import { onStorage } from '../storage-error.ts';
import type { Artifact } from '../tree.ts';
import { type ArtifactOwner, type ArtifactPlace, folderOf, isArtifactPath, pathOf } from './place.ts';
import { type ArtifactRecord, digestOf, identityOf, readRecord, recordFile, writeRecord } from './record.ts';
import { garbageOf } from './retention.ts';
import { type Tarball, writeTarball } from './tarball.ts';

/** A stored artifact, with the names of `status.artifact` (source.toolkit.fluxcd.io/v1). */
export interface StoredArtifact {
  /** Below the folder of the store, and below its address. */
  readonly path: string;
  readonly url: string;
  /** `sha256:` and 64 hexadecimal digits, of the file. */
  readonly digest: string;
  /** When the file came about, RFC 3339. */
  readonly lastUpdateTime: string;
  /** Bytes of the file. */
  readonly size: number;
}

/** A file that an artifact is to be. */
export interface ArtifactContent {
  /** Names what the file is made of: equal ids, equal files. */
  readonly id: string;
  /** Makes the file, which is not there yet; whatever it holds after a failure is of no use. */
  readonly write: (file: string) => Promise<Tarball>;
}

/** What an artifact store needs. */
export interface ArtifactStoreOptions {
  /** A folder that is this store's alone: one process at a time. Made where it is missing. */
  readonly directory: string;
  /** What consumers put before a path: `http://source-controller.flux-system.svc.cluster.local.` upstream. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** How many artifacts of an owner are kept, the current one included; 2 by default. */
  readonly keep?: number;
  /** How long one that is no longer current is kept; 60 seconds by default. */
  readonly keepMs?: number;
}

/**
 * The tarballs of sources on the local disk, for `status.artifact.url`. Each is made once a revision, however many ask and however
 * often, and its bytes are checked once a process. Throws SourceError: `storage` when the disk refuses.
 */
export class ArtifactStore {
  readonly #options: ArtifactStoreOptions;
  readonly #running = new Map<string, Promise<ArtifactRecord>>();
  /** Artifacts whose bytes were seen to be right, with the identity of the file that was looked at. */
  readonly #checked = createLru<{ readonly record: ArtifactRecord; readonly identity: string }>({ max: 10_000 });
  /** The file of each owner that was asked for last. */
  readonly #current = new Map<string, string>();
  /** Paths under which the current artifact of an owner is found too. */
  readonly #aliases = createLru<{ readonly path: string }>({ max: 10_000 });
  /** When artifacts stopped being current, by path. */
  readonly #retired = createLru<{ readonly at: number }>({ max: 10_000 });
  /** Owners whose old artifacts are looked at again later. */
  readonly #waiting = new Set<string>();
  /** Names of files that are being written. */
  readonly #writing = new Set<string>();

  constructor(options: ArtifactStoreOptions) {
    this.#options = options;
  }

  /**
   * Stores the tree of an artifact, without what the ignore rules leave out (its `.sourceignore` files and `ignore`), where that is not
   * done yet. It is also found under `alias` beside it, while it is the current one.
   */
  async store(
    place: ArtifactPlace,
    artifact: Artifact,
    options: {
      readonly ignore?: string | undefined;
      readonly alias?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<StoredArtifact> {
    const { ignore } = options;
    const content: ArtifactContent = {
      id: JSON.stringify([artifact.digest, ignore ?? '']),
      write: (file) => writeTarball(file, artifact.tree, { ignore }),
    };
    return await this.storeContent(place, content, options);
  }

  /** Stores a file that is made by `content`, where that is not done yet. */
  async storeContent(
    place: ArtifactPlace,
    content: ArtifactContent,
    options: { readonly alias?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoredArtifact> {
    options.signal?.throwIfAborted();
    const path = pathOf(place);
    this.#makeCurrent(place);
    if (options.alias !== undefined) this.#aliases.set(pathOf({ ...place, file: options.alias }), { path });
    const source = sha256(content.id);
    const key = `${path} ${source}`;
    const running = this.#running.get(key) ?? this.#start(key, () => this.#ensure(path, source, content));
    const record = await unlessAborted(running, options.signal);
    this.#collectSoon(place);
    return this.#described(path, record);
  }

  /** The artifact at a place, where it is stored and whole; it is the current one then. */
  async stored(place: ArtifactPlace, options: { readonly alias?: string } = {}): Promise<StoredArtifact | undefined> {
    const path = pathOf(place);
    const record = await onStorage(path, () => this.#known(join(this.#options.directory, path)));
    if (record === undefined) return undefined;
    this.#makeCurrent(place);
    if (options.alias !== undefined) this.#aliases.set(pathOf({ ...place, file: options.alias }), { path });
    return this.#described(path, record);
  }

  /** Removes all artifacts of an owner. */
  async remove(owner: ArtifactOwner): Promise<void> {
    const folder = folderOf(owner);
    this.#current.delete(folder);
    await onStorage(folder, () => rm(join(this.#options.directory, folder), { recursive: true, force: true }));
  }

  /** The file of an artifact, for whoever serves it; undefined where `path` is none. */
  async find(
    path: string,
  ): Promise<{ readonly file: string; readonly size: number; readonly modifiedAt: number } | undefined> {
    if (!isArtifactPath(path)) return undefined;
    const file = join(this.#options.directory, this.#aliases.get(path)?.path ?? path);
    const stats = await stat(file).catch(() => undefined);
    return stats?.isFile() === true ? { file, size: stats.size, modifiedAt: stats.mtimeMs } : undefined;
  }

  #described(path: string, record: ArtifactRecord): StoredArtifact {
    return {
      path,
      url: `${this.#options.baseUrl.replace(/\/$/, '')}/${path}`,
      digest: record.digest,
      lastUpdateTime: formatTime(record.storedAt),
      size: record.size,
    };
  }

  #start(key: string, work: () => Promise<ArtifactRecord>): Promise<ArtifactRecord> {
    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }

  async #ensure(path: string, source: string, content: ArtifactContent): Promise<ArtifactRecord> {
    const file = join(this.#options.directory, path);
    const known = await onStorage(path, () => this.#known(file));
    if (known?.source === source) return known;
    return await onStorage(path, async () => {
      const name = `.writing-${this.#options.random.uuid()}`;
      const writing = join(dirname(file), name);
      this.#writing.add(name);
      await mkdir(dirname(file), { recursive: true });
      try {
        const tarball = await content.write(writing);
        const storedAt = known?.digest === tarball.digest ? known.storedAt : this.#options.clock.now();
        const record = { source, ...tarball, storedAt };
        await rename(writing, file);
        await writeRecord(file, record, `${name}.json`);
        await this.#check(file, record);
        return record;
      } finally {
        await rm(writing, { force: true });
        this.#writing.delete(name);
      }
    });
  }

  #makeCurrent(place: ArtifactPlace): void {
    const folder = folderOf(place);
    const before = this.#current.get(folder);
    if (before === place.file) return;
    this.#current.set(folder, place.file);
    if (before !== undefined) this.#retired.set(`${folder}/${before}`, { at: this.#options.clock.now() });
  }

  /** What is stored at `file`; undefined where that is missing or is not what its record says. */
  async #known(file: string): Promise<ArtifactRecord | undefined> {
    const identity = await identityOf(file);
    if (identity === undefined) return undefined;
    const checked = this.#checked.get(file);
    if (checked?.identity === identity) return checked.record;
    const record = await readRecord(file);
    if (record === undefined || (await digestOf(file)) !== record.digest) return undefined;
    await this.#check(file, record);
    return record;
  }

  async #check(file: string, record: ArtifactRecord): Promise<void> {
    const identity = await identityOf(file);
    if (identity !== undefined) this.#checked.set(file, { record, identity });
  }

  /** Removes what is no longer current now, and once more when what stays for a while has had its time. */
  #collectSoon(owner: ArtifactOwner): void {
    const folder = folderOf(owner);
    const collect = async (): Promise<void> => {
      if ((await this.#collect(folder)) === 0 || this.#waiting.has(folder)) return;
      this.#waiting.add(folder);
      this.#options.clock.after(this.#keepMs + 1000, () => {
        this.#waiting.delete(folder);
        start();
      });
    };
    const start = (): void => {
      collect().catch((error: unknown) => {
        (this.#options.logger ?? silentLogger).warn('old artifacts were not removed', { error: messageOf(error) });
      });
    };
    start();
  }

  /** Removes old artifacts of an owner and gives how many besides the current one are left. */
  async #collect(folder: string): Promise<number> {
    const current = this.#current.get(folder);
    if (current === undefined) return 0;
    const place = join(this.#options.directory, folder);
    const names = await readdir(place).catch(() => []);
    const rests = names.filter((name) => name.startsWith('.writing-') && !this.#writing.has(name.slice(0, 45)));
    for (const name of rests) await rm(join(place, name), { force: true });
    const others = names.filter((name) => !name.startsWith('.') && name !== current);
    const aged = await Promise.all(
      others.map(async (name) => {
        const storedAt = (await readRecord(join(place, name)))?.storedAt ?? 0;
        return { name, retiredAt: this.#retired.get(`${folder}/${name}`)?.at ?? storedAt };
      }),
    );
    const { keep = 2, clock } = this.#options;
    const garbage = garbageOf(aged, { keep: keep - 1, keepMs: this.#keepMs, now: clock.now() });
    for (const name of garbage) {
      // In one turn of the event loop, since an artifact may become current again while we look.
      if (this.#current.get(folder) === name) continue;
      this.#checked.delete(join(place, name));
      rmSync(join(place, name), { force: true });
      rmSync(recordFile(join(place, name)), { force: true });
    }
    return others.length - garbage.length;
  }

  get #keepMs(): number {
    return this.#options.keepMs ?? 60_000;
  }
}

/** The work goes on for others who wait for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
