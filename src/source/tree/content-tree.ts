import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import type { Tree, TreeEntry } from '../tree.ts';
import { emptyFolderDigest } from './digest.ts';
import { listedTree } from './listed-tree.ts';
import { decodeListing, shownEntry } from './listing.ts';

/** How the listing of a folder is called beside the contents of files, which are named by their digest alone. */
const listingSuffix = '.tree';

/** Where the content of a digest lies below the folder of a content store. */
export function contentPath(objects: string, digest: string): string {
  return join(objects, digest.slice(0, 2), digest);
}

/** Where the listing of a folder lies below the folder of a content store. */
export function listingPath(objects: string, digest: string): string {
  return `${contentPath(objects, digest)}${listingSuffix}`;
}

/**
 * A tree in a content store: `index` is the listing of its root, and each folder and file is read from `objects` when it is asked
 * for. Reading throws SourceError `storage` where the store is damaged or was emptied: the owner of the source then has to check
 * it out again.
 */
export function contentTree(index: string, objects: string): Tree {
  const root = basename(index, listingSuffix);
  return listedTree({
    digest: () => root,
    list: (path, digest) => readListing(path === '' ? index : listingPath(objects, digest()), path, digest()),
    read: (path, file) => readContent(contentPath(objects, file.digest), path, file.size),
  });
}

function readListing(file: string, path: string, digest: string): readonly TreeEntry[] {
  if (digest === emptyFolderDigest) return [];
  const listing = decodeListing(readStored(file, path));
  if (listing === undefined) throw damaged(path, 'its checksum is wrong');
  return listing.entries.map(shownEntry);
}

function readContent(file: string, path: string, size: number): Uint8Array {
  const content = readStored(file, path);
  if (content.byteLength !== size) throw damaged(path, `it has ${content.byteLength} bytes instead of ${size}`);
  return content;
}

function readStored(file: string, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw damaged(path, messageOf(error), error);
  }
}

function damaged(path: string, why: string, cause?: unknown): SourceError {
  const name = path === '' ? 'the root folder' : path;
  const message = `the local copy of ${name} cannot be read (${why}); it is made again by the next checkout`;
  return new SourceError('storage', message, { object: path, cause });
}
