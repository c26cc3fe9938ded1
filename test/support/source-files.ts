import { type Tree, walkTree } from '../../src/source/index.ts';

/** A tree as one can compare it: text of files, `*` after the path of executables, `-> target` of links, `/` of empty folders. */
export function filesOf(tree: Tree): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, entry } of walkTree(tree)) {
    if (entry.kind === 'symlink') found[path] = `-> ${entry.target}`;
    else if (entry.kind === 'file')
      found[entry.executable ? `${path}*` : path] = Buffer.from(tree.read(path)).toString();
    else if (tree.list(path)?.length === 0) found[`${path}/`] = '';
  }
  return found;
}
