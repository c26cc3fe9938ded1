import { readFile, rm, stat } from 'node:fs/promises';
import { Semaphore } from '../../base/index.ts';
import { onStorage } from '../storage-error.ts';
import { contentPath, emptyFolderDigest, fileDigest, listingPath } from '../tree/index.ts';
import type { ContentStore } from './content-store.ts';

/** How far a stored tree is looked at: whether all is there with the right size, or also every byte. */
export type VerifyDepth = 'sizes' | 'contents';

/** Files looked at together: few, since the largest are read into memory. */
const readsAtOnce = 8;

/**
 * Whether a stored tree is whole. What is damaged, and every folder above it, is removed, so that writing the tree again repairs it.
 */
export function verifyTree(store: ContentStore, digest: string, depth: VerifyDepth): Promise<boolean> {
  const verdicts = new Map<string, Promise<boolean>>();
  const reading = new Semaphore(readsAtOnce);

  const folder = (at: string): Promise<boolean> => {
    const known = verdicts.get(at);
    if (known !== undefined) return known;
    const verdict = at === emptyFolderDigest ? Promise.resolve(true) : checkFolder(at);
    verdicts.set(at, verdict);
    return verdict;
  };
  const checkFolder = async (at: string): Promise<boolean> => {
    const entries = (await store.folder(at))?.entries;
    const whole = await Promise.all(
      (entries ?? []).map(async (entry) => {
        if (entry.kind === 'folder') return await folder(entry.digest);
        return entry.kind !== 'file' || (await reading.run(() => checkFile(entry.digest, entry.size)));
      }),
    );
    if (entries !== undefined && !whole.includes(false)) return true;
    await rm(listingPath(store.objects, at), { force: true });
    return false;
  };
  const checkFile = async (at: string, size: number): Promise<boolean> => {
    const path = contentPath(store.objects, at);
    const found = await stat(path).catch(() => undefined);
    const sound = found?.size === size && (depth === 'sizes' || fileDigest(await readFile(path)) === at);
    if (found !== undefined && !sound) await rm(path, { force: true });
    return sound;
  };
  return onStorage(digest, () => folder(digest));
}
