import { constants, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import type { Tree, TreeEntry } from '../tree.ts';
import { fileDigest, folderDigest } from './digest.ts';
import type { TreeLimits } from './limits.ts';
import { listedTree } from './listed-tree.ts';
import { childPath, compareNames, nameFault } from './name.ts';

/**
 * A folder of the disk as a tree, for the command line and tests. No symbolic link is ever followed, so nothing outside is read;
 * a repository's own files (`.git`), devices, sockets and names that no tree may hold are left out. Only what is asked for is read
 * (a digest asks for all below it), and what was read once stays as it was for the life of the tree. Throws SourceError `not-found`
 * where `path` is no folder, `too-large` beyond `limits`, and `storage`.
 */
export function folderTree(path: string, limits: TreeLimits): Tree {
  const root = rootOf(path);
  const contents = new Map<string, Uint8Array>();
  let entryCount = 0;
  let total = 0;

  const content = (at: string): Uint8Array => {
    const known = contents.get(at);
    if (known !== undefined) return known;
    const read = attempt(at, () => readFileSync(join(root, at), { flag: readWithoutFollowing }));
    total += read.byteLength;
    if (total > limits.maxTotalBytes) throw tooLarge(path, `holds more than ${limits.maxTotalBytes} bytes`);
    contents.set(at, read);
    return read;
  };
  const entryOf = (at: string, name: string, stats: Stats): TreeEntry | undefined => {
    if (stats.isSymbolicLink()) {
      const target = attempt(at, () => readlinkSync(join(root, at)));
      return { kind: 'symlink', name, digest: fileDigest(Buffer.from(target)), target };
    }
    if (stats.isDirectory()) {
      return lazyDigest({ kind: 'folder' as const, name }, () => folderDigest(tree.list(at) ?? []));
    }
    if (!stats.isFile()) return undefined;
    if (stats.size > limits.maxFileBytes) throw tooLarge(at, `is larger than ${limits.maxFileBytes} bytes`);
    const executable = (stats.mode & 0o111) !== 0;
    return lazyDigest({ kind: 'file' as const, name, executable, size: stats.size }, () => fileDigest(content(at)));
  };
  const list = (folder: string): readonly TreeEntry[] => {
    if (folder.split('/').length > limits.maxDepth) throw tooLarge(folder, `is deeper than ${limits.maxDepth} folders`);
    const entries: TreeEntry[] = [];
    for (const name of attempt(folder, () => readdirSync(join(root, folder)))) {
      if (nameFault(name) !== undefined) continue;
      entryCount += 1;
      if (entryCount > limits.maxEntries) throw tooLarge(path, `holds more than ${limits.maxEntries} entries`);
      const at = childPath(folder, name);
      const entry = entryOf(
        at,
        name,
        attempt(at, () => lstatSync(join(root, at))),
      );
      if (entry !== undefined) entries.push(entry);
    }
    return entries.sort((a, b) => compareNames(a.name, b.name));
  };
  let digest: string | undefined;
  const tree = listedTree({
    digest: () => (digest ??= folderDigest(tree.list('') ?? [])),
    list,
    read: content,
  });
  return tree;
}

/** `O_NOFOLLOW` fails where a link has taken the file's place since it was listed. */
const readWithoutFollowing = constants.O_RDONLY | constants.O_NOFOLLOW;

function lazyDigest<T extends object>(entry: T, compute: () => string): T & { readonly digest: string } {
  let digest: string | undefined;
  return Object.defineProperty(entry, 'digest', {
    enumerable: true,
    get: () => (digest ??= compute()),
  }) as T & { readonly digest: string };
}

function rootOf(path: string): string {
  const root = attempt(path, () => realpathSync(path));
  if (!attempt(path, () => lstatSync(root)).isDirectory()) {
    throw new SourceError('not-found', `${path} is no folder`, { object: path });
  }
  return root;
}

function attempt<T>(object: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const message = `cannot read ${object === '' ? 'the folder' : object}: ${messageOf(error)}`;
    throw new SourceError(missing ? 'not-found' : 'storage', message, { object, cause: error });
  }
}

function tooLarge(object: string, why: string): SourceError {
  return new SourceError('too-large', `${object} ${why}`, { object });
}
