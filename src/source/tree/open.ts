import type { Tree, TreeLocator } from '../tree.ts';
import { contentTree } from './content-tree.ts';
import { folderTree } from './folder-tree.ts';
import { defaultTreeLimits, type TreeLimits } from './limits.ts';
import { memoryTree } from './memory-tree.ts';

/**
 * Opens a tree where it is wanted, in a worker thread too: it needs nothing but the locator. `limits` hold for folders of the disk;
 * contents were checked when they were stored. Throws SourceError.
 */
export function openTree(locator: TreeLocator, limits: TreeLimits = defaultTreeLimits): Tree {
  if (locator.kind === 'folder') return folderTree(locator.path, limits);
  if (locator.kind === 'content') return contentTree(locator.index, locator.objects);
  return memoryTree(locator.files);
}
