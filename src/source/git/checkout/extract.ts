import { Semaphore } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import type { StoreSession } from '../../store/index.ts';
import {
  checkTotals,
  childPath,
  compareNames,
  type FolderTotals,
  noTotals,
  shownEntry,
  type StoredEntry,
  totalsOf,
  type TreeLimits,
} from '../../tree/index.ts';
import type { ObjectReader } from '../mirror/index.ts';
import { type GitTreeEntry, parseTree } from './tree-object.ts';

/** Objects that are read and written at a time. */
const objectsAtOnce = 16;

/** Up to here the content of a file goes through memory; larger ones are written piece by piece. */
const maxBufferedBytes = 1024 * 1024;

/** A tree object has at least 27 bytes an entry; one that is larger than this would hold more than a million. */
const maxTreeObjectBytes = 64 * 1024 * 1024;

/** The longest target of a symbolic link: PATH_MAX of Linux. */
const maxTargetBytes = 4096;

/**
 * Copies the tree of a commit from a mirror into a content store. Folders that are there already are not looked into, so a commit
 * costs what it changes. Throws SourceError `too-large` and `refused` for trees that must not be read, MirrorDamage where objects are missing.
 */
export class Extraction {
  readonly #reader: ObjectReader;
  readonly #session: StoreSession;
  readonly #limits: TreeLimits;
  readonly #lanes = new Semaphore(objectsAtOnce);
  readonly #folders = new Map<string, Promise<FolderTotals>>();
  readonly #files = new Map<string, Promise<number>>();
  /** What went wrong first; what goes wrong after it is a consequence. */
  #failure: { readonly reason: unknown } | undefined;

  constructor(reader: ObjectReader, session: StoreSession, limits: TreeLimits) {
    this.#reader = reader;
    this.#session = session;
    this.#limits = limits;
  }

  /** Copies the tree object `id` and all below it. */
  async extract(id: string): Promise<FolderTotals> {
    return await this.#folder(id, '', 0).catch((error: unknown) => {
      throw this.#failure?.reason ?? error;
    });
  }

  #folder(id: string, path: string, depth: number): Promise<FolderTotals> {
    if (depth > this.#limits.maxDepth)
      return Promise.reject(tooLarge(path, `is deeper than ${this.#limits.maxDepth} folders`));
    const known = this.#folders.get(id);
    if (known !== undefined) return known;
    const made = this.#makeFolder(id, path, depth).catch((error: unknown) => {
      this.#failure ??= { reason: error };
      throw error;
    });
    this.#folders.set(id, made);
    return made;
  }

  async #makeFolder(id: string, path: string, depth: number): Promise<FolderTotals> {
    const known = await this.#session.folderTotals(id);
    if (known !== undefined) {
      checkTotals(known, this.#limits, path);
      return known;
    }
    const content = await this.#inLane(() =>
      this.#reader.read(id, 'tree', maxTreeObjectBytes, () =>
        tooLarge(path, `has more than ${this.#limits.maxEntries} entries`),
      ),
    );
    const parsed = parseTree(content, path);
    if (parsed.length > this.#limits.maxEntries)
      throw tooLarge(path, `has more than ${this.#limits.maxEntries} entries`);
    // All of them are waited for, also when one fails: nothing may be written once the session is over.
    const settled = await Promise.allSettled(
      parsed.map((entry) => this.#entry(entry, childPath(path, entry.name), depth)),
    );
    const made = settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    made.sort(([a], [b]) => compareNames(a.name, b.name));
    const totals = totalsOf(made.map(([entry, below]) => [shownEntry(entry), below]));
    checkTotals(totals, this.#limits, path);
    await this.#session.writeFolder(id, { entries: made.map(([entry]) => entry), totals });
    return totals;
  }

  async #entry(
    { kind, name, id }: GitTreeEntry,
    path: string,
    depth: number,
  ): Promise<readonly [StoredEntry, FolderTotals]> {
    if (kind === 'folder') return [{ kind, name, digest: id }, await this.#folder(id, path, depth + 1)];
    if (kind === 'submodule') return [{ kind, name, commit: id }, noTotals];
    if (kind === 'symlink') return [{ kind, name, digest: id, target: await this.#target(id, path) }, noTotals];
    const size = await this.#file(id, path);
    return [{ kind: 'file', name, digest: id, executable: kind === 'executable', size }, noTotals];
  }

  async #target(id: string, path: string): Promise<string> {
    const content = await this.#inLane(() =>
      this.#reader.read(id, 'blob', maxTargetBytes, () =>
        tooLarge(path, `is a link with a target of more than ${maxTargetBytes} bytes`),
      ),
    );
    if (content.includes(0))
      throw new SourceError('refused', `${path} is a link whose target holds a NUL character`, { object: path });
    return content.toString();
  }

  #file(id: string, path: string): Promise<number> {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const made = this.#inLane(async () => {
      const present = await this.#session.fileSize(id);
      const size = present ?? (await this.#copy(id, path));
      if (size > this.#limits.maxFileBytes) throw this.#largeFile(path, size);
      return size;
    });
    this.#files.set(id, made);
    return made;
  }

  /** Copies the content of a file and gives its size. */
  async #copy(id: string, path: string): Promise<number> {
    const chunks: Buffer[] = [];
    let large: Awaited<ReturnType<StoreSession['createFile']>> | undefined;
    try {
      const { size } = await this.#reader.request(id, (header) => {
        if (header.size > this.#limits.maxFileBytes) return this.#largeFile(path, header.size);
        if (header.size <= maxBufferedBytes) return (chunk) => void chunks.push(Buffer.from(chunk));
        return async (chunk) => {
          large ??= await this.#session.createFile(id);
          await large.write(chunk);
        };
      });
      if (large !== undefined) await large.close();
      else await this.#session.writeFile(id, Buffer.concat(chunks));
      return size;
    } catch (error) {
      await large?.abandon().catch(() => undefined);
      throw error;
    }
  }

  #inLane<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.run(async () => {
      if (this.#failure !== undefined) throw this.#failure.reason;
      try {
        return await work();
      } catch (error) {
        this.#failure ??= { reason: error };
        throw error;
      }
    });
  }

  #largeFile(path: string, size: number): SourceError {
    return tooLarge(path, `has ${size} bytes, and ${this.#limits.maxFileBytes} are allowed`);
  }
}

function tooLarge(path: string, why: string): SourceError {
  const object = path === '' ? 'the tree' : path;
  return new SourceError('too-large', `${object} ${why}`, { object });
}
