import type { Tree, TreeEntry } from '../tree.ts';
import { childPath } from './name.ts';

/** An entry and where it lies. */
export interface WalkedEntry {
  readonly path: string;
  readonly entry: TreeEntry;
}

/**
 * Every entry below `folder`, each folder before what it holds, by name in byte order. Symbolic links are not followed. Gives
 * nothing where `folder` is no folder.
 */
export function* walkTree(tree: Tree, folder = ''): Generator<WalkedEntry, void, undefined> {
  for (const entry of tree.list(folder) ?? []) {
    const path = childPath(folder, entry.name);
    yield { path, entry };
    if (entry.kind === 'folder') yield* walkTree(tree, path);
  }
}
