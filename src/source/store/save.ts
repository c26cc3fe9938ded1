import type { Tree, TreeEntry, TreeLocator } from '../tree.ts';
import {
  checkTotals,
  childPath,
  defaultTreeLimits,
  type FolderTotals,
  noTotals,
  totalsOf,
  type TreeLimits,
} from '../tree/index.ts';
import type { ContentStore, StoreSession } from './content-store.ts';

/**
 * Stores a tree of any kind (a view of another one, files in memory) and gives the locator under which worker threads open it.
 * What the store holds already is not read: of a view, only the folders that differ from the tree below it. Throws SourceError
 * `too-large` beyond `limits`.
 */
export async function saveTree(
  store: ContentStore,
  tree: Tree,
  limits: TreeLimits = defaultTreeLimits,
): Promise<TreeLocator> {
  const digest = await store.write(async (session) => {
    await saveFolder({ session, tree, limits }, '', tree.digest);
    return tree.digest;
  });
  return store.locate(digest);
}

interface Saving {
  readonly session: StoreSession;
  readonly tree: Tree;
  readonly limits: TreeLimits;
}

async function saveFolder(saving: Saving, path: string, digest: string): Promise<FolderTotals> {
  const { session, tree, limits } = saving;
  const known = await session.folderTotals(digest);
  if (known !== undefined) return known;
  const entries = tree.list(path) ?? [];
  const summed: [TreeEntry, FolderTotals][] = [];
  for (const entry of entries) summed.push([entry, await saveEntry(saving, childPath(path, entry.name), entry)]);
  const totals = totalsOf(summed);
  checkTotals(totals, limits, path);
  await session.writeFolder(digest, { entries, totals });
  return totals;
}

async function saveEntry({ session, tree, limits }: Saving, path: string, entry: TreeEntry): Promise<FolderTotals> {
  if (entry.kind === 'folder') return await saveFolder({ session, tree, limits }, path, entry.digest);
  if (entry.kind === 'file' && (await session.fileSize(entry.digest)) !== entry.size) {
    await session.writeFile(entry.digest, tree.read(path));
  }
  return noTotals;
}
