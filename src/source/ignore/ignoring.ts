import type { Tree, TreeEntry } from '../tree.ts';
import { childPath, folderDigest, listedTree } from '../tree/index.ts';
import type { IgnoreRules } from './rules.ts';

/** What is left of a folder. */
interface Remainder {
  readonly list: readonly TreeEntry[];
  readonly digest: string;
}

/**
 * A tree without what `rules` leave out. A folder that is left out is still there where something in it is included again. Folders
 * in which nothing is left out keep their digest; those of the others follow from what is left.
 */
export function ignoring(tree: Tree, rules: IgnoreRules): Tree {
  const remainders = new Map<string, Remainder>();

  const remainderOf = (path: string, digest: string): Remainder => {
    const known = remainders.get(path);
    if (known !== undefined) return known;
    const all = tree.list(path) ?? [];
    const list = all.map((entry) => show(childPath(path, entry.name), entry)).filter((entry) => entry !== undefined);
    const same = list.length === all.length && list.every((entry, index) => entry.digest === all[index]?.digest);
    const remainder = { list, digest: same ? digest : folderDigest(list) };
    remainders.set(path, remainder);
    return remainder;
  };
  const show = (path: string, entry: TreeEntry): TreeEntry | undefined => {
    const ignored = rules.ignores(path.split('/'), entry.kind === 'folder');
    if (entry.kind !== 'folder') return ignored ? undefined : entry;
    const remainder = remainderOf(path, entry.digest);
    if (ignored && remainder.list.length === 0) return undefined;
    return { kind: 'folder', name: entry.name, digest: remainder.digest };
  };
  return listedTree({
    digest: () => remainderOf('', tree.digest).digest,
    list: (path, digest) => remainderOf(path, digest()).list,
    read: (path) => tree.read(path),
  });
}
