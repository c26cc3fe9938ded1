import type { Tree, TreeEntry } from '../../source/index.ts';
import { listingDigest } from './reads.ts';
import type { RecordedRead } from '../renderer.ts';

/**
 * A tree that remembers what was asked of it: files (whether read or only looked at), folders, listings, links looked at, and places
 * found empty. Digests of folders are empty here, since they would tell of everything below, which is not recorded. Of the entries
 * in a listing only name, kind and link target are: whoever uses a file's digest or size asks `entry` for it.
 */
export class RecordingTree implements Tree {
  /** Empty, as of every folder here. */
  readonly digest = '';
  readonly #tree: Tree;
  readonly #reads = new Map<string, RecordedRead>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  entry(path: string): TreeEntry | undefined {
    const entry = this.#tree.entry(path);
    if (entry === undefined) {
      this.#record({ kind: 'missing', path, digest: '' });
      return undefined;
    }
    if (entry.kind === 'folder') {
      // A listing recorded before says more.
      if (!this.#reads.has(path)) this.#record({ kind: 'folder', path, digest: '' });
      return withoutDigest(entry);
    }
    this.#record({ kind: entry.kind === 'file' ? 'file' : 'link', path, digest: entry.digest });
    return entry;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const entries = this.#tree.list(path);
    if (entries === undefined) this.entry(path);
    else this.#record({ kind: 'folder', path, digest: listingDigest(entries) });
    return entries?.map((entry) => (entry.kind === 'folder' ? withoutDigest(entry) : entry));
  }

  read(path: string): Uint8Array {
    this.entry(path);
    return this.#tree.read(path);
  }

  /** Everything asked so far, in the order of paths. */
  reads(): readonly RecordedRead[] {
    return [...this.#reads.values()].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  }

  #record(read: RecordedRead): void {
    this.#reads.set(read.path, read);
  }
}

/** Not a copy of `entry`: looking at the digest of a folder of the disk would read all below it. */
function withoutDigest({ name }: { readonly name: string }): TreeEntry {
  return { kind: 'folder', name, digest: '' };
}
