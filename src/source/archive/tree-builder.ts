import { SourceError } from '../error.ts';
import type { StoreSession } from '../store/index.ts';
import type { TreeEntry } from '../tree.ts';
import {
  checkTotals,
  childPath,
  compareNames,
  emptyFolderDigest,
  folderDigest,
  type FolderTotals,
  noTotals,
  splitPath,
  totalsOf,
  type TreeLimits,
} from '../tree/index.ts';

type FileEntry = Extract<TreeEntry, { kind: 'file' }>;

/** Puts the folders of a tree together whose files come in any order, and stores them. */
export class TreeBuilder {
  readonly #limits: TreeLimits;
  readonly #object: string;
  readonly #folders = new Map<string, Map<string, TreeEntry>>([['', new Map()]]);
  #entries = 0;

  constructor(limits: TreeLimits, object: string) {
    this.#limits = limits;
    this.#object = object;
  }

  /** Adds a file; one at the same path is replaced. Throws SourceError. */
  file(path: string, entry: Omit<FileEntry, 'kind' | 'name'>): void {
    const { folder, name } = splitPath(path);
    const entries = this.folder(folder);
    if (entries.get(name)?.kind === 'folder') throw this.#clash(path);
    if (!entries.has(name)) this.#count();
    entries.set(name, { kind: 'file', name, ...entry });
  }

  /** Adds a folder, with those above it. Throws SourceError. */
  folder(path: string): Map<string, TreeEntry> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const { folder, name } = splitPath(path);
    if (Buffer.byteLength(path) > this.#limits.maxPathBytes || path.split('/').length > this.#limits.maxDepth) {
      throw new SourceError('too-large', `${this.#object}: the path ${path.slice(0, 80)}… is too long`, {
        object: this.#object,
      });
    }
    const above = this.folder(folder);
    if (above.has(name)) throw this.#clash(path);
    this.#count();
    above.set(name, { kind: 'folder', name, digest: emptyFolderDigest });
    const made = new Map<string, TreeEntry>();
    this.#folders.set(path, made);
    return made;
  }

  /** Stores every folder, and gives the digest of the root. */
  async store(session: StoreSession): Promise<string> {
    return (await this.#store(session, '')).digest;
  }

  async #store(session: StoreSession, path: string): Promise<{ digest: string; totals: FolderTotals }> {
    const made = [...(this.#folders.get(path) ?? [])];
    const summed: [TreeEntry, FolderTotals][] = [];
    for (const [name, entry] of made.sort(([a], [b]) => compareNames(a, b))) {
      if (entry.kind !== 'folder') {
        summed.push([entry, noTotals]);
        continue;
      }
      const below = await this.#store(session, childPath(path, name));
      summed.push([{ kind: 'folder', name, digest: below.digest }, below.totals]);
    }
    const entries = summed.map(([entry]) => entry);
    const totals = totalsOf(summed);
    checkTotals(totals, this.#limits, path);
    const digest = folderDigest(entries);
    if ((await session.folderTotals(digest)) === undefined) await session.writeFolder(digest, { entries, totals });
    return { digest, totals };
  }

  #count(): void {
    this.#entries += 1;
    if (this.#entries <= this.#limits.maxEntries) return;
    const object = this.#object;
    throw new SourceError('too-large', `${object} holds more than ${this.#limits.maxEntries} entries`, { object });
  }

  #clash(path: string): SourceError {
    const object = this.#object;
    return new SourceError('refused', `${object}: ${path} is both a file and a folder`, { object });
  }
}
