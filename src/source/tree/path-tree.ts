import { constants, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { messageOf } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import type { Tree, TreeEntry } from '../tree.ts';
import { fileDigest, folderDigest } from './digest.ts';
import { childPath, compareNames, splitPath } from './name.ts';

/**
 * The disk from `root` on, for the command line: only what is asked for is looked at, path by path, so that `root` may be `/`. Links with
 * absolute targets are shown as relative ones. What was read once stays as it was for the life of the tree. Throws SourceError `storage`
 * where something is there and cannot be read.
 */
export function pathTree(root: string): Tree {
  const entries = new Map<string, TreeEntry | undefined>();
  const contents = new Map<string, Uint8Array>();
  const content = (path: string): Uint8Array => {
    const known = contents.get(path);
    if (known !== undefined) return known;
    const read = attempt(path, () =>
      readFileSync(join(root, path), { flag: constants.O_RDONLY | constants.O_NOFOLLOW }),
    );
    contents.set(path, read);
    return read;
  };
  const look = (path: string, name: string): TreeEntry | undefined => {
    const stats = statsOf(join(root, path));
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) {
      const target = inside(
        root,
        path,
        attempt(path, () => readlinkSync(join(root, path))),
      );
      return { kind: 'symlink', name, digest: fileDigest(Buffer.from(target)), target };
    }
    if (stats.isDirectory()) {
      return {
        kind: 'folder',
        name,
        get digest() {
          return folderDigest(tree.list(path) ?? []);
        },
      };
    }
    if (!stats.isFile()) return undefined;
    return {
      kind: 'file',
      name,
      executable: (stats.mode & 0o111) !== 0,
      size: stats.size,
      get digest() {
        return fileDigest(content(path));
      },
    };
  };
  const tree: Tree = {
    get digest() {
      return folderDigest(tree.list('') ?? []);
    },
    entry(path) {
      if (entries.has(path)) return entries.get(path);
      const { folder, name } = splitPath(path);
      const reachable = path === '' || (!path.includes('\0') && tree.entry(folder)?.kind === 'folder');
      const entry = reachable ? look(path, name) : undefined;
      entries.set(path, entry);
      return entry;
    },
    list(path) {
      if (tree.entry(path)?.kind !== 'folder') return undefined;
      const names = attempt(path, () => readdirSync(join(root, path)));
      return names.sort(compareNames).flatMap((name) => tree.entry(childPath(path, name)) ?? []);
    },
    read(path) {
      if (tree.entry(path)?.kind !== 'file') {
        throw new SourceError('not-found', `no file is at ${path}`, { object: path });
      }
      return content(path);
    },
  };
  return tree;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder that may not be entered, or a name that is too long: nothing that could be read is there.
    return undefined;
  }
}

function inside(root: string, path: string, target: string): string {
  if (!isAbsolute(target)) return target;
  return relative(dirname(join(root, path)), target) || '.';
}

function attempt<T>(object: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = `cannot read ${object === '' ? 'the folder' : object}: ${messageOf(error)}`;
    throw new SourceError('storage', message, { object, cause: error });
  }
}
