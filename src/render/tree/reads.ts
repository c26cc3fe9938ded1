import { sha256 } from '../../base/index.ts';
import type { Tree, TreeEntry } from '../../source/index.ts';
import type { RecordedRead } from '../renderer.ts';

/**
 * Names what a folder's listing says: the names in it, the kind of each, and where symbolic links point. What lies inside files
 * and further down does not count, so that a change there leaves a render that only listed the folder alone.
 */
export function listingDigest(entries: readonly TreeEntry[]): string {
  const lines = entries.map((entry) =>
    entry.kind === 'symlink'
      ? `l ${entry.name}\0${entry.target}\n`
      : `${entry.kind === 'file' ? 'f' : 'd'} ${entry.name}\n`,
  );
  return sha256(lines.join(''));
}

/**
 * Whether everything that a render recorded is still so in `tree`: then the same options over `tree` give the same result, and it
 * need not be rendered. Only digests are compared. No reads at all hold nowhere: such a result (a time-out, a worker out of memory)
 * does not follow from the content. What lies elsewhere is not looked at: see `Renderer.remotesHold`. `now` is the time that the render
 * would be told: it counts where a template asked for it, and holds nowhere where it is not known.
 */
export function readsHold(reads: readonly RecordedRead[], tree: Tree, now?: number): boolean {
  return reads.length > 0 && reads.every((read) => readHolds(read, tree, now));
}

/** A look at the time that a render was told. */
export function timeRead(now: number): RecordedRead {
  return { kind: 'time', path: 'now', digest: String(now) };
}

function readHolds(read: RecordedRead, tree: Tree, now: number | undefined): boolean {
  if (read.kind === 'remote') return true;
  if (read.kind === 'time') return read.digest === String(now);
  if (read.kind === 'folder' && read.digest !== '') {
    const entries = tree.list(read.path);
    return entries !== undefined && listingDigest(entries) === read.digest;
  }
  const entry = tree.entry(read.path);
  if (entry === undefined || entry.kind === 'folder') return read.kind === (entry?.kind ?? 'missing');
  return read.kind === (entry.kind === 'file' ? 'file' : 'link') && entry.digest === read.digest;
}
