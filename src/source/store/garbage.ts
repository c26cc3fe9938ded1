import { rmSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorCode } from '../storage-error.ts';
import { contentPath, decodeListing, listingPath } from '../tree/index.ts';

/** What was asked for while a collection runs, and so stays: digests of root folders and of files. */
export interface Reprieve {
  readonly roots: Set<string>;
  readonly files: Set<string>;
}

/** A file of the store. */
interface StoredFile {
  readonly digest: string;
  readonly isFolder: boolean;
  readonly size: number;
}

/** Digests that stay. */
interface Marked {
  readonly folders: Set<string>;
  readonly files: Set<string>;
}

/** After a collection that had to remove something, this part of the allowed bytes is filled. */
const fillAfter = 0.8;

/** Files removed in one turn of the event loop. */
const sweepChunk = 100;

/**
 * Mark and sweep over a content store. Trees used since `keepSince` stay, then the most recently used ones until the store is filled
 * to four fifths of `maxBytes`. Listings go while the store is closed to sessions, so that none relies on a folder whose content goes; contents
 * go after that, each but those that a session asked for meanwhile.
 */
export async function collectGarbage(options: {
  readonly objects: string;
  readonly roots: string;
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly keepSince: number;
  readonly reprieve: Reprieve;
  readonly whileClosed: (work: () => Promise<void>) => Promise<boolean>;
}): Promise<{ readonly bytes: number; readonly removed: number }> {
  const files = await scan(options.objects);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes <= options.maxBytes) return { bytes, removed: 0 };

  const marked: Marked = { folders: new Set(), files: new Set() };
  const dropped = await markRoots(options, files, marked);
  const listings = files.filter((file) => file.isFolder);
  const closed = await options.whileClosed(async () => {
    for (const root of options.reprieve.roots) await mark(options.objects, root, marked);
    for (const root of dropped) {
      if (!options.reprieve.roots.has(root)) await rm(join(options.roots, root), { force: true });
    }
    await sweep(listings, ({ digest }) => !marked.folders.has(digest), options.objects);
  });
  if (!closed) return { bytes, removed: 0 };
  await sweep(
    files.filter((file) => !file.isFolder),
    ({ digest }) => !marked.files.has(digest) && !options.reprieve.files.has(digest),
    options.objects,
  );
  const after = await scan(options.objects);
  return { bytes: after.reduce((sum, file) => sum + file.size, 0), removed: files.length - after.length };
}

/** Marks what stays; gives the roots that go. */
async function markRoots(
  options: { readonly objects: string; readonly roots: string; readonly maxBytes: number; readonly keepSince: number },
  files: readonly StoredFile[],
  marked: Marked,
): Promise<readonly string[]> {
  const sizes = new Map(files.map((file) => [`${file.isFolder ? 'd' : 'f'}${file.digest}`, file.size]));
  const roots = await Promise.all(
    (await namesIn(options.roots)).map(async (digest) => ({
      digest,
      usedAt: (await stat(join(options.roots, digest))).mtimeMs,
    })),
  );
  const dropped: string[] = [];
  let kept = 0;
  for (const { digest, usedAt } of roots.sort((a, b) => b.usedAt - a.usedAt)) {
    if (usedAt < options.keepSince && kept >= options.maxBytes * fillAfter) {
      dropped.push(digest);
      continue;
    }
    for (const key of await mark(options.objects, digest, marked)) kept += sizes.get(key) ?? 0;
  }
  return dropped;
}

/** Marks a tree; gives what was not marked before, as `d` or `f` and the digest. */
async function mark(objects: string, root: string, marked: Marked): Promise<readonly string[]> {
  const fresh: string[] = [];
  const waiting = [root];
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    if (marked.folders.has(digest)) continue;
    marked.folders.add(digest);
    fresh.push(`d${digest}`);
    const bytes = await readFile(listingPath(objects, digest)).catch(() => undefined);
    for (const entry of (bytes === undefined ? undefined : decodeListing(bytes))?.entries ?? []) {
      if (entry.kind === 'folder') waiting.push(entry.digest);
      if (entry.kind !== 'file' || marked.files.has(entry.digest)) continue;
      marked.files.add(entry.digest);
      fresh.push(`f${entry.digest}`);
    }
  }
  return fresh;
}

/**
 * Removes files. Asking and removing happen in one turn of the event loop, so that a session cannot come to rely on a file between
 * the two.
 */
async function sweep(
  files: readonly StoredFile[],
  goes: (file: StoredFile) => boolean,
  objects: string,
): Promise<void> {
  for (let start = 0; start < files.length; start += sweepChunk) {
    for (const file of files.slice(start, start + sweepChunk)) {
      if (goes(file)) rmSync((file.isFolder ? listingPath : contentPath)(objects, file.digest), { force: true });
    }
    await setImmediate();
  }
}

async function scan(objects: string): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  for (const folder of await namesIn(objects)) {
    const names = await namesIn(join(objects, folder));
    const files = await Promise.all(names.map((name) => storedFile(join(objects, folder), name)));
    found.push(...files.filter((file) => file !== undefined));
  }
  return found;
}

async function storedFile(folder: string, name: string): Promise<StoredFile | undefined> {
  const [digest = '', suffix] = name.split('.');
  const size = await stat(join(folder, name)).then(
    (stats) => stats.size,
    () => undefined,
  );
  return size === undefined ? undefined : { digest, isFolder: suffix !== undefined, size };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
