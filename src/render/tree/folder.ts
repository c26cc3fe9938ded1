import type { Problem } from '../../base/index.ts';
import { joinPath, resolveLinks, type Tree } from '../../source/index.ts';

/** The folder that a user's path names, normalised and with symbolic links followed, or the problem with it. */
export function findFolder(tree: Tree, path: string): { readonly folder: string } | { readonly problem: Problem } {
  if (path.startsWith('/')) {
    return refuse('path-absolute', `the path ${path} is absolute: write it relative to the root of the repository`);
  }
  const folder = joinPath('', path);
  if (folder === undefined) {
    return refuse('path-outside', `the path ${path} leads out of the repository: give a folder inside it`);
  }
  // Looked at first so that nothing on the way is recorded where nothing on the way is a link.
  if (tree.entry(folder)?.kind === 'folder') return { folder };
  const end = resolveLinks(tree, folder);
  if (end.kind === 'missing') {
    return refuse('path-not-found', `the path ${path} does not exist: correct it, or commit the folder`);
  }
  if (end.kind === 'escapes') {
    return refuse('path-outside', `the path ${path} leads out of the repository by the symbolic link ${end.path}`);
  }
  if (end.kind === 'circular') {
    return refuse('path-not-found', `the path ${path} leads in a circle by the symbolic link ${end.path}`);
  }
  if (end.entry.kind === 'folder') return { folder: end.path };
  return refuse('path-not-a-folder', `the path ${path} is a file: give the folder that it lies in`);
}

function refuse(code: string, message: string): { readonly problem: Problem } {
  return { problem: { code, message } };
}
