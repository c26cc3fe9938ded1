import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tree } from '../../source/index.ts';

/** How much a tree may hold that is written for a program. */
export interface WrittenLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/**
 * Writes a tree into an empty folder of the disk, for a program that reads files; every file and folder of it then counts as read. Links that lead
 * out of the tree are left out. Resolves to false where the tree holds more than it may.
 */
export async function writeTree(tree: Tree, folder: string, limits: WrittenLimits): Promise<boolean> {
  let files = 0;
  let bytes = 0;
  const visit = async (path: string): Promise<boolean> => {
    await mkdir(join(folder, path), { recursive: true });
    for (const entry of tree.list(path) ?? []) {
      const at = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.kind === 'folder') {
        if (!(await visit(at))) return false;
        continue;
      }
      files += 1;
      if (entry.kind === 'symlink') {
        if (staysInside(at, entry.target)) await symlink(entry.target, join(folder, at));
        continue;
      }
      tree.entry(at);
      const content = tree.read(at);
      bytes += content.byteLength;
      if (files > limits.maxFiles || bytes > limits.maxBytes) return false;
      await writeFile(join(folder, at), content);
    }
    return true;
  };
  return visit('');
}

/** Whether a link at `path` leads to a place in the tree, links on its way apart. */
function staysInside(path: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
