import type { Tree, TreeEntry, TreeLocator } from '../tree.ts';
import { childPath, emptyFolderDigest } from '../tree/index.ts';
import type { ContentStore, StoreSession } from './content-store.ts';

/**
 * Stores a tree of any kind (a view of another one, files in memory) and gives the locator under which worker threads open it.
 * What the store holds already is not read: of a view, only the folders that differ from the tree below it.
 */
export async function saveTree(store: ContentStore, tree: Tree): Promise<TreeLocator> {
  const digest = await store.write(async (session) => {
    await saveFolder(session, tree, '', tree.digest);
    return tree.digest;
  });
  return store.locate(digest);
}

async function saveFolder(session: StoreSession, tree: Tree, path: string, digest: string): Promise<void> {
  if (digest === emptyFolderDigest || (await session.hasFolder(digest))) return;
  const entries = tree.list(path) ?? [];
  for (const entry of entries) await saveEntry(session, tree, childPath(path, entry.name), entry);
  await session.writeFolder(digest, entries);
}

async function saveEntry(session: StoreSession, tree: Tree, path: string, entry: TreeEntry): Promise<void> {
  if (entry.kind === 'folder') await saveFolder(session, tree, path, entry.digest);
  if (entry.kind !== 'file') return;
  if ((await session.fileSize(entry.digest)) !== entry.size) await session.writeFile(entry.digest, tree.read(path));
}
