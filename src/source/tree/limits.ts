import { maxDepth } from './name.ts';

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
  maxPathBytes: 4096,
  maxDepth,
};
