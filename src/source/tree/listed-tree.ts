import { SourceError } from '../error.ts';
import type { Tree, TreeEntry } from '../tree.ts';
import { splitPath } from './name.ts';

/** The way to list one folder and to read one file of a tree. */
export interface TreeContents {
  /** The digest of the root; asked for when somebody wants it. */
  digest(): string;
  /** The entries of the folder at `path`, in order; asked once a folder, and only for folders that are there. */
  list(path: string, digest: () => string): readonly TreeEntry[];
  read(path: string, file: Extract<TreeEntry, { kind: 'file' }>): Uint8Array;
}

interface ReadFolder {
  readonly list: readonly TreeEntry[];
  readonly byName: ReadonlyMap<string, TreeEntry>;
}

/**
 * A tree over `contents`. A path is looked up folder by folder, each in the listing of the one above it, so that nothing is found
 * behind a symbolic link or a file.
 */
export function listedTree(contents: TreeContents): Tree {
  const folders = new Map<string, ReadFolder>();
  const root: TreeEntry = {
    kind: 'folder',
    name: '',
    get digest() {
      return contents.digest();
    },
  };
  const folderAt = (path: string): ReadFolder | undefined => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const entry = entryAt(path);
    if (entry?.kind !== 'folder') return undefined;
    const list = contents.list(path, () => entry.digest);
    const read = { list, byName: new Map(list.map((child) => [child.name, child])) };
    folders.set(path, read);
    return read;
  };
  const entryAt = (path: string): TreeEntry | undefined => {
    if (path === '') return root;
    if (path.startsWith('/')) return undefined;
    const { folder, name } = splitPath(path);
    return folderAt(folder)?.byName.get(name);
  };
  return {
    get digest() {
      return contents.digest();
    },
    entry: entryAt,
    list: (path) => folderAt(path)?.list,
    read(path) {
      const entry = entryAt(path);
      if (entry?.kind !== 'file') throw new SourceError('not-found', `no file is at ${path}`, { object: path });
      return contents.read(path, entry);
    },
  };
}
