import { createHash } from 'node:crypto';
import type { TreeEntry } from '../tree.ts';
import { compareNames } from './name.ts';

/**
 * The digest of a file's content or of a symbolic link's target: the object id that Git gives it, so that trees from everywhere
 * compare with each other.
 */
export function fileDigest(content: Uint8Array): string {
  return gitObjectId('blob', content);
}

/** The digest of a folder without entries. */
export const emptyFolderDigest = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The digest of a folder from its entries, in any order: the object id of the tree that Git would make of them. */
export function folderDigest(entries: readonly TreeEntry[]): string {
  const ordered = [...entries].sort((a, b) => compareNames(gitSortName(a), gitSortName(b)));
  const parts = ordered.flatMap((entry) => [
    Buffer.from(`${modeOf(entry)} ${entry.name}\0`),
    Buffer.from(entry.digest, 'hex'),
  ]);
  return gitObjectId('tree', Buffer.concat(parts));
}

/** Git orders folders as if their names ended in `/` (git, tree.c: base_name_compare). */
function gitSortName(entry: TreeEntry): string {
  return entry.kind === 'folder' ? `${entry.name}/` : entry.name;
}

function modeOf(entry: TreeEntry): string {
  if (entry.kind === 'folder') return '40000';
  if (entry.kind === 'symlink') return '120000';
  return entry.executable ? '100755' : '100644';
}

function gitObjectId(type: 'blob' | 'tree', content: Uint8Array): string {
  return createHash('sha1').update(`${type} ${content.byteLength}\0`).update(content).digest('hex');
}
