import { SourceError } from '../error.ts';
import type { Tree, TreeEntry } from '../tree.ts';
import { emptyFolderDigest, fileDigest, folderDigest } from './digest.ts';
import { listedTree } from './listed-tree.ts';
import { childPath, compareNames, maxDepth, maxPathBytes, nameFault, splitPath } from './name.ts';

/** A file or symbolic link of a tree made in memory. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly executable: boolean }
  | { readonly target: string };

/**
 * A tree of files given directly, by path. Throws SourceError `refused` for paths that no tree may hold, and where one path is both
 * a file and a folder.
 */
export function memoryTree(files: Readonly<Record<string, MemoryFile>>): Tree {
  const contents = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, TreeEntry>>([['', new Map()]]);
  for (const [path, file] of Object.entries(files)) {
    checkPath(path);
    const { folder, name } = splitPath(path);
    const { entry, content } = leafOf(name, file);
    contents.set(path, content);
    folderAt(folders, folder).set(name, entry);
  }
  const clash = [...contents.keys()].find((path) => folders.has(path));
  if (clash !== undefined) throw new SourceError('refused', `${clash} is both a file and a folder`, { object: clash });
  const digest = seal(folders, '');
  return listedTree({
    digest: () => digest,
    list: (path) => [...(folders.get(path)?.values() ?? [])].sort((a, b) => compareNames(a.name, b.name)),
    read: (path) => contents.get(path) ?? new Uint8Array(),
  });
}

function leafOf(name: string, file: MemoryFile): { entry: TreeEntry; content: Uint8Array } {
  if (typeof file === 'object' && 'target' in file) {
    const content = Buffer.from(file.target);
    return { entry: { kind: 'symlink', name, digest: fileDigest(content), target: file.target }, content };
  }
  const plain = typeof file === 'string' || file instanceof Uint8Array;
  const given = plain ? file : file.content;
  const content = typeof given === 'string' ? Buffer.from(given) : given;
  const executable = plain ? false : file.executable;
  return {
    entry: { kind: 'file', name, digest: fileDigest(content), executable, size: content.byteLength },
    content,
  };
}

/** The folder at `path`, made with those above it where it is not there yet. Their digests come with `seal`. */
function folderAt(folders: Map<string, Map<string, TreeEntry>>, path: string): Map<string, TreeEntry> {
  const known = folders.get(path);
  if (known !== undefined) return known;
  const { folder, name } = splitPath(path);
  const above = folderAt(folders, folder);
  above.set(name, { kind: 'folder', name, digest: emptyFolderDigest });
  const made = new Map<string, TreeEntry>();
  folders.set(path, made);
  return made;
}

/** Sets the digests of all folders below `path`, and gives its own. */
function seal(folders: Map<string, Map<string, TreeEntry>>, path: string): string {
  const entries = folders.get(path) ?? new Map<string, TreeEntry>();
  for (const [name, entry] of entries) {
    if (entry.kind !== 'folder') continue;
    entries.set(name, { kind: 'folder', name, digest: seal(folders, childPath(path, name)) });
  }
  return folderDigest([...entries.values()]);
}

function checkPath(path: string): void {
  const parts = path.split('/');
  const fault = parts.map(nameFault).find((found) => found !== undefined);
  if (fault !== undefined) throw new SourceError('refused', `the path ${path} ${fault}`, { object: path });
  if (Buffer.byteLength(path) > maxPathBytes || parts.length > maxDepth) {
    throw new SourceError('too-large', `the path ${path.slice(0, 80)}… is too long`, { object: path.slice(0, 80) });
  }
}
