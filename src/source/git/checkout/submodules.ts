import { SourceError } from '../../error.ts';
import type { StoreSession } from '../../store/index.ts';
import {
  childPath,
  emptyFolderDigest,
  folderDigest,
  type FolderTotals,
  joinPath,
  type Listing,
  noTotals,
  shownEntry,
  type StoredEntry,
  totalsOf,
} from '../../tree/index.ts';
import type { GitProgram } from '../command/index.ts';

/** A submodule as `.gitmodules` declares it. */
export interface Submodule {
  /** Where it belongs in the tree. */
  readonly path: string;
  /** As written: an address, or a path relative to the repository's own. */
  readonly url: string;
}

/** A tree to be put where a submodule belongs. */
export interface SubmoduleTree {
  readonly digest: string;
  readonly totals: FolderTotals;
}

/** The most submodules that one repository may have. */
const maxSubmodules = 100;

/** Reads `.gitmodules` (gitmodules(5)); submodules with `update = none` and paths out of the tree are left out. Throws SourceError. */
export async function readSubmodules(
  git: GitProgram,
  file: string,
  options: { readonly object: string; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly Submodule[]> {
  const args = [
    'config',
    '--file',
    file,
    '--no-includes',
    '--null',
    '--get-regexp',
    String.raw`^submodule\..*\.(path|url|update)$`,
  ];
  const { stdout } = await git.run(args, { ...options, accept: [0, 1] });
  const modules = new Map<string, Partial<Record<string, string>>>();
  for (const record of stdout
    .toString()
    .split('\0')
    .filter((text) => text !== '')) {
    const [key, value] = splitAt(record, record.indexOf('\n'));
    const [, name = '', field = ''] = /^submodule\.(.*)\.([a-z]+)$/s.exec(key) ?? [];
    modules.set(name, { ...modules.get(name), [field]: value });
  }
  const found = [...modules.values()].flatMap(({ path, url, update }) => {
    const place = path === undefined ? undefined : joinPath('', path);
    return place === undefined || place === '' || url === undefined || update === 'none' ? [] : [{ path: place, url }];
  });
  if (found.length > maxSubmodules) {
    throw new SourceError('too-large', `${options.object} has more than ${maxSubmodules} submodules`, {
      object: options.object,
    });
  }
  return found;
}

function splitAt(text: string, index: number): readonly [string, string] {
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/**
 * The address of a submodule: `./x` and `../x` start at the repository's own (git-submodule). Undefined where it leads above the host.
 */
export function submoduleAddress(base: string, url: string): string | undefined {
  if (!url.startsWith('./') && !url.startsWith('../')) return url;
  const [, root = '', path = ''] = /^([a-z]+:\/\/[^/]*\/|[^/:]+:)(.*)$/.exec(base.replace(/\/+$/, '')) ?? [];
  const joined = root === '' ? undefined : joinPath(path, url);
  return joined === undefined || joined === '' ? undefined : `${root}${joined}`;
}

/** The commit that belongs at `path`; undefined where no submodule belongs there. */
export async function submoduleCommit(
  folder: (digest: string) => Promise<Listing | undefined>,
  root: string,
  path: string,
): Promise<string | undefined> {
  let at = root;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const entry: StoredEntry | undefined = (await folder(at))?.entries.find(({ name }) => name === part);
    if (entry?.kind === 'submodule') return index === parts.length - 1 ? entry.commit : undefined;
    if (entry?.kind !== 'folder') return undefined;
    at = entry.digest;
  }
  return undefined;
}

/** Puts trees where submodules belong: writes the folders on the way to them anew and gives the tree that comes of it. */
export async function overlaySubmodules(
  session: StoreSession,
  folder: (digest: string) => Promise<Listing | undefined>,
  root: string,
  trees: ReadonlyMap<string, SubmoduleTree>,
  path = '',
): Promise<SubmoduleTree> {
  const listing = await folder(root);
  if (listing === undefined) throw new SourceError('storage', `the local copy of ${path} is damaged`, { object: path });
  const below = path === '' ? '' : `${path}/`;
  if (![...trees.keys()].some((place) => place.startsWith(below))) return { digest: root, totals: listing.totals };
  const entries: StoredEntry[] = [];
  const summed: (readonly [ReturnType<typeof shownEntry>, FolderTotals])[] = [];
  for (const entry of listing.entries) {
    const place = childPath(path, entry.name);
    const tree =
      entry.kind === 'folder'
        ? await overlaySubmodules(session, folder, entry.digest, trees, place)
        : entry.kind === 'submodule'
          ? trees.get(place)
          : undefined;
    const made: StoredEntry = tree === undefined ? entry : { kind: 'folder', name: entry.name, digest: tree.digest };
    entries.push(made);
    summed.push([shownEntry(made), tree?.totals ?? noTotals]);
  }
  const totals = totalsOf(summed);
  const digest = entries.length === 0 ? emptyFolderDigest : folderDigest(entries.map(shownEntry));
  await session.writeFolder(digest, { entries, totals });
  return { digest, totals };
}
