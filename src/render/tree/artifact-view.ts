import { type IgnoreRules, readIgnoreRules, SourceError, type Tree, type TreeEntry } from '../../source/index.ts';

/** A pattern that matches nothing, since no tree holds such a path: with it, there is a pattern. */
const anyPattern = '!/.git/none';

/** The rules for what lies in a folder. */
interface FolderRules {
  /** As they are if anybody wrote a pattern. */
  readonly written: IgnoreRules;
  /** As they are if nobody did, elsewhere than on the way to the folder. */
  readonly byDefault: IgnoreRules;
}

/**
 * A repository's tree as Flux's consumers see it: what source-controller would have packed into the artifact (v1.9, internal/fs and
 * fluxcd/pkg tar: no symbolic links; fluxcd/pkg sourceignore: `.sourceignore` files, then `spec`, the GitRepository's `spec.ignore`).
 *
 * It shows what `ignoring` over `readIgnoreRules` would, but looks only at ignore files on the way to what it is asked for, so that over a
 * RecordingTree a change elsewhere leaves a render alone. Only whether Flux's default patterns hold depends on the whole tree (they do where
 * nobody wrote a pattern): that is looked at when a default pattern decides something.
 */
export class ArtifactView implements Tree {
  readonly digest: string;
  readonly #tree: Tree;
  readonly #spec: string;
  readonly #rules = new Map<string, FolderRules>();
  #wholeRules: IgnoreRules | undefined;

  constructor(tree: Tree, spec: string) {
    this.#tree = tree;
    this.#spec = spec;
    this.digest = tree.digest;
  }

  entry(path: string): TreeEntry | undefined {
    const entry = this.#tree.entry(path);
    return entry !== undefined && this.#shows(path, entry) ? entry : undefined;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    if (this.entry(path)?.kind !== 'folder') return undefined;
    return this.#tree.list(path)?.filter((entry) => this.#shows(childOf(path, entry.name), entry));
  }

  read(path: string): Uint8Array {
    if (this.entry(path)?.kind === 'file') return this.#tree.read(path);
    throw new SourceError('not-found', `no file is at ${path} in what Flux packs`, { object: path });
  }

  /** A folder that is left out is still there where something in it is included again. */
  #shows(path: string, entry: TreeEntry): boolean {
    if (path === '') return true;
    if (entry.kind === 'symlink') return false;
    if (!this.#ignores(path, entry.kind === 'folder')) return true;
    if (entry.kind === 'file') return false;
    return (this.#tree.list(path) ?? []).some((child) => this.#shows(childOf(path, child.name), child));
  }

  #ignores(path: string, isFolder: boolean): boolean {
    const parts = path.split('/');
    const { written, byDefault } = this.#rulesIn(parentOf(path));
    const ignored = written.ignores(parts, isFolder);
    if (ignored === byDefault.ignores(parts, isFolder)) return ignored;
    this.#wholeRules ??= readIgnoreRules(this.#tree, this.#spec);
    return this.#wholeRules.ignores(parts, isFolder);
  }

  #rulesIn(folder: string): FolderRules {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const hasOwn = this.#tree.entry(childOf(folder, '.sourceignore')) !== undefined;
    const rules = folder === '' || hasOwn ? this.#readRules(folder) : this.#rulesIn(parentOf(folder));
    this.#rules.set(folder, rules);
    return rules;
  }

  #readRules(folder: string): FolderRules {
    const way = wayTo(this.#tree, folder);
    return {
      written: readIgnoreRules(way, `${this.#spec}\n${anyPattern}`),
      byDefault: readIgnoreRules(way, this.#spec),
    };
  }
}

/** A tree that lists nothing but the folders on the way to `folder`, for reading the ignore files there. */
function wayTo(tree: Tree, folder: string): Tree {
  const parts = folder === '' ? [] : folder.split('/');
  return {
    digest: '',
    entry: (path) => tree.entry(path),
    read: (path) => tree.read(path),
    list: (path) => {
      const depth = path === '' ? 0 : path.split('/').length;
      const name = parts[depth];
      return name === undefined ? [] : [{ kind: 'folder', name, digest: '' }];
    },
  };
}

function childOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
