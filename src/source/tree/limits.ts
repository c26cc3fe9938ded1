import { SourceError } from '../error.ts';
import type { TreeEntry } from '../tree.ts';
import { maxDepth, maxPathBytes } from './name.ts';

/** How large a tree may be. Beyond any of it a SourceError `too-large` says which. */
export interface TreeLimits {
  /** Files, folders and links together. */
  readonly maxEntries: number;
  /** Bytes of one file. */
  readonly maxFileBytes: number;
  /** Bytes of all files together. */
  readonly maxTotalBytes: number;
  /** Bytes of one path. */
  readonly maxPathBytes: number;
  /** Folders in one path. */
  readonly maxDepth: number;
}

/** Above what people keep in a repository of manifests: 100 MB a file is also where GitHub stops. */
export const defaultTreeLimits: TreeLimits = {
  maxEntries: 250_000,
  maxFileBytes: 100 * 1024 * 1024,
  maxTotalBytes: 2 * 1024 * 1024 * 1024,
  maxPathBytes,
  maxDepth,
};

/** What a folder holds, with all below it. */
export interface FolderTotals {
  readonly entries: number;
  readonly bytes: number;
  /** Folders in the deepest path. */
  readonly depth: number;
  /** Bytes of the longest path, from the folder on. */
  readonly pathBytes: number;
}

/** Of an empty folder. */
export const noTotals: FolderTotals = { entries: 0, bytes: 0, depth: 0, pathBytes: 0 };

/**
 * The totals of a folder from its entries and those of the folders among them. They are sums, not counts: a folder that stands
 * in a tree a million times (a "git bomb") is looked at once.
 */
export function totalsOf(entries: readonly (readonly [TreeEntry, FolderTotals])[]): FolderTotals {
  const sum = { entries: entries.length, bytes: 0, depth: 0, pathBytes: 0 };
  for (const [entry, below] of entries) {
    const nameBytes = Buffer.byteLength(entry.name);
    sum.entries += below.entries;
    sum.bytes += below.bytes + (entry.kind === 'file' ? entry.size : 0);
    sum.depth = Math.max(sum.depth, below.depth + (entry.kind === 'folder' ? 1 : 0));
    sum.pathBytes = Math.max(sum.pathBytes, nameBytes + (below.pathBytes > 0 ? below.pathBytes + 1 : 0));
  }
  return sum;
}

/** Throws SourceError `too-large` where the folder at `path` holds more than a tree may. */
export function checkTotals(totals: FolderTotals, limits: TreeLimits, path: string): void {
  const excess =
    (totals.entries > limits.maxEntries && `${limits.maxEntries} entries`) ||
    (totals.bytes > limits.maxTotalBytes && `${limits.maxTotalBytes} bytes`) ||
    (totals.depth > limits.maxDepth && `${limits.maxDepth} folders in a path`) ||
    (totals.pathBytes > limits.maxPathBytes && `${limits.maxPathBytes} bytes in a path`);
  if (excess === false) return;
  const object = path === '' ? 'the tree' : path;
  throw new SourceError('too-large', `${object} holds more than ${excess}`, { object });
}
