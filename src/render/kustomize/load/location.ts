import { joinPath, resolveLinks, type Tree } from '../../../source/index.ts';
import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { Place } from '../node/index.ts';
import type { LoadedFile, TreeFiles } from './files.ts';
import type { BuildLimits } from './limits.ts';
import { type RemoteBase, type RemoteChart, RemoteNeeded, type Remotes } from '../../remote/index.ts';
import { parseRemoteBase } from '../../remote/index.ts';

/** Whether the files of a kustomization may lie outside of its folder. */
export type LoadRestriction = 'root-only' | 'none';

/** What all locations of a build share. */
export interface LoadSettings {
  readonly remotes: Remotes;
  readonly limits: BuildLimits;
  /** Whether the tree is the disk from its root on, so that absolute paths are paths in it. */
  readonly isDisk: boolean;
  /** What has been read so far. */
  readonly spent: { bytes: number };
}

/**
 * The folder of a kustomization, its files, and the way to the folders of others (api 0.20, internal/loader.FileLoader). Symbolic links
 * are followed within the tree. Folders on the way here may not be entered again, nor those that hold them.
 */
export class Location implements TreeFiles {
  readonly folder: string;
  /** The repository that the tree was fetched from, if it was. */
  readonly repository: RemoteBase | undefined;
  readonly #tree: Tree;
  readonly #restriction: LoadRestriction;
  readonly #settings: LoadSettings;
  readonly #referrer: Location | undefined;

  private constructor(
    tree: Tree,
    folder: string,
    restriction: LoadRestriction,
    settings: LoadSettings,
    referrer: Location | undefined,
    repository: RemoteBase | undefined,
  ) {
    this.#tree = tree;
    this.folder = folder;
    this.#restriction = restriction;
    this.#settings = settings;
    this.#referrer = referrer;
    this.repository = repository;
  }

  /** Where a build starts. `path` is the folder in the tree. */
  static open(
    tree: Tree,
    path: string,
    restriction: LoadRestriction,
    settings: LoadSettings,
    repository?: RemoteBase,
  ): Location {
    const found = resolveLinks(tree, path);
    if (found.kind !== 'found' || found.entry.kind !== 'folder') {
      throw new KustomizeError('not-found', 'there is no such folder: give the folder of a kustomization', {
        file: path,
      });
    }
    return new Location(
      tree,
      found.path,
      repository === undefined ? restriction : 'root-only',
      settings,
      undefined,
      repository,
    );
  }

  /** The repository that holds this folder, or the one from which it was reached; undefined in the tree of the build. */
  get containingRepository(): RemoteBase | undefined {
    return this.repository ?? this.#referrer?.containingRepository;
  }

  pulled(chart: RemoteChart, place: Place): Tree {
    const fetched = this.#settings.remotes.chart(chart);
    if (fetched === undefined) throw new RemoteNeeded({ kind: 'chart', chart });
    if (fetched.kind === 'tree') return fetched.tree;
    const message = `the chart '${chart.name}' of ${chart.repository} cannot be pulled: ${fetched.message}`;
    throw new KustomizeError('remote', message, { place });
  }

  isAllowed(path: string): boolean {
    return this.#restriction === 'none' || isIn(path, this.folder);
  }

  get tree(): Tree {
    return this.#tree;
  }

  pathOf(path: string): string | undefined {
    if (!path.startsWith('/')) return joinPath(this.folder, path);
    const isOnDisk = this.#settings.isDisk && this.containingRepository === undefined;
    return isOnDisk ? joinPath('', path.replace(/^\/+/, '')) : undefined;
  }

  /** How places and messages name a path of the tree. */
  nameOf(path: string): string {
    const repository = this.containingRepository;
    if (repository === undefined) return path;
    const reference = repository.reference === '' ? '' : `?ref=${repository.reference}`;
    return `${repository.repository}//${path}${reference}`;
  }

  /** A file in this folder, or undefined where there is none that may be read. */
  find(name: string): LoadedFile | undefined {
    try {
      return this.load(name, { file: this.nameOf(this.folder), line: 1, column: 1 });
    } catch (error) {
      if (error instanceof KustomizeError && (error.code === 'not-found' || error.code === 'outside-root'))
        return undefined;
      throw error;
    }
  }

  load(path: string, place: Place): LoadedFile {
    if (isRemoteFile(path)) return this.#loadRemote(path, place);
    const found = this.#resolve(path, place);
    if (found.kind === 'folder') {
      throw new KustomizeError('not-found', `'${path}' must resolve to a file, but it is a folder`, { place });
    }
    if (!this.isAllowed(found.path)) {
      const message = `security; file '${path}' is not in or below '${this.folder}': move it there, or allow it by --load-restrictor=LoadRestrictionsNone`;
      throw new KustomizeError('outside-root', message, { place });
    }
    if (found.size > this.#settings.limits.maxFileBytes) throw tooLarge(path, place);
    this.#spend(found.size, path, place);
    return { bytes: this.#tree.read(found.path), name: this.nameOf(found.path), digest: found.digest };
  }

  /** Whether `path` names a folder of this tree, so that it is a base and no file. */
  isFolder(path: string): boolean {
    const target = path.startsWith('/') ? undefined : joinPath(this.folder, path);
    if (target === undefined) return false;
    if (this.#tree.entry(target)?.kind === 'folder') return true;
    const found = resolveLinks(this.#tree, joinRaw(this.folder, path));
    return found.kind === 'found' && found.entry.kind === 'folder';
  }

  /** The location of another kustomization: a folder, or an address. */
  enter({ text: path, place }: Text): Location {
    if (path === '')
      throw new KustomizeError('not-found', 'new root cannot be empty: name a file or folder', { place });
    const remote = parseRemoteBase(path);
    if (remote !== undefined) return this.#enterRemote(remote, place);
    if (path.startsWith('/')) {
      throw new KustomizeError('outside-root', `new root '${path}' cannot be absolute: write it relative to here`, {
        place,
      });
    }
    const found = this.#resolve(path, place);
    if (found.kind === 'file') {
      throw new KustomizeError('not-found', `'${path}' must be a folder with a kustomization, but it is a file`, {
        place,
      });
    }
    this.#checkCycle(this.#tree, found.path, path, place);
    return new Location(this.#tree, found.path, this.#restriction, this.#settings, this, undefined);
  }

  #enterRemote(base: RemoteBase, place: Place): Location {
    for (const at of this.#visited()) {
      if (at.repository?.address.startsWith(base.address) === true) {
        const message = `cycle detected: URI '${base.address}' referenced by previous URI '${at.repository.address}'`;
        throw new KustomizeError('cycle', message, { place });
      }
    }
    const fetched = this.#settings.remotes.base(base);
    if (fetched === undefined) throw new RemoteNeeded({ kind: 'base', base });
    if (fetched.kind === 'failed') {
      throw new KustomizeError('remote', `'${base.address}' cannot be fetched: ${fetched.message}`, { place });
    }
    const found = resolveLinks(fetched.tree, base.path);
    if (found.kind !== 'found' || found.entry.kind !== 'folder') {
      const message = `'${base.path}' is not a folder of ${base.repository}: correct the path in '${base.address}'`;
      throw new KustomizeError(found.kind === 'escapes' ? 'outside-root' : 'not-found', message, { place });
    }
    return new Location(fetched.tree, found.path, 'root-only', this.#settings, this, base);
  }

  #loadRemote(url: string, place: Place): LoadedFile {
    const fetched = this.#settings.remotes.file(url);
    if (fetched === undefined) throw new RemoteNeeded({ kind: 'file', url });
    if (fetched.kind === 'failed') {
      throw new KustomizeError('remote', `'${url}' cannot be fetched: ${fetched.message}`, { place });
    }
    if (fetched.kind === 'gone') {
      throw new KustomizeError(
        'remote',
        `'${url}' cannot be fetched: the server answered with status ${fetched.status}`,
        { place },
      );
    }
    if (fetched.bytes.byteLength > this.#settings.limits.maxFileBytes) throw tooLarge(url, place);
    this.#spend(fetched.bytes.byteLength, url, place);
    return { bytes: fetched.bytes, name: url, digest: fetched.digest };
  }

  #resolve(
    path: string,
    place: Place,
  ):
    | { readonly kind: 'file'; readonly path: string; readonly digest: string; readonly size: number }
    | { readonly kind: 'folder'; readonly path: string } {
    if (path.startsWith('/') && (!this.#settings.isDisk || this.containingRepository !== undefined)) {
      throw new KustomizeError('outside-root', `'${path}' is absolute: write it relative to here`, { place });
    }
    const target = path.startsWith('/') ? path.slice(1) : joinRaw(this.folder, path);
    const straight = joinPath(path.startsWith('/') ? '' : this.folder, path.replace(/^\/+/, ''));
    const entry = straight === undefined ? undefined : this.#tree.entry(straight);
    if (straight !== undefined && entry !== undefined && entry.kind !== 'symlink') {
      return entry.kind === 'folder'
        ? { kind: 'folder', path: straight }
        : { kind: 'file', path: straight, digest: entry.digest, size: entry.size };
    }
    const found = resolveLinks(this.#tree, target);
    if (found.kind === 'escapes') {
      throw new KustomizeError('outside-root', `'${path}' leads out of what may be read: keep it inside`, { place });
    }
    if (found.kind !== 'found') {
      throw new KustomizeError('not-found', `there is no file or folder '${path}': correct the path, or add it`, {
        place,
      });
    }
    const { path: at, entry: end } = found;
    return end.kind === 'folder'
      ? { kind: 'folder', path: at }
      : { kind: 'file', path: at, digest: end.digest, size: end.size };
  }

  /** This folder and those on the way to it. */
  #visited(): Location[] {
    return this.#referrer === undefined ? [this] : [this, ...this.#referrer.#visited()];
  }

  #checkCycle(tree: Tree, folder: string, path: string, place: Place): void {
    for (const at of this.#visited()) {
      if (at.#tree !== tree || !isIn(at.folder, folder)) continue;
      const message = `cycle detected: candidate root '${path}' contains visited root '${at.folder}': take it out`;
      throw new KustomizeError('cycle', message, { place });
    }
  }

  #spend(bytes: number, path: string, place: Place): void {
    this.#settings.spent.bytes += bytes;
    if (this.#settings.spent.bytes <= this.#settings.limits.maxReadBytes) return;
    const message = `this build reads more than ${this.#settings.limits.maxReadBytes} bytes (now '${path}'): split it`;
    throw new KustomizeError('limit', message, { place });
  }
}

/** Whether `path` is `folder` or lies below it. */
function isIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Not normalised: `..` behind a link is the parent of where the link leads. */
function joinRaw(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Whether a path is the address of a file (api 0.20, loader.IsRemoteFile). */
export function isRemoteFile(path: string): boolean {
  return /^https?:/i.test(path) && URL.canParse(path);
}

function tooLarge(path: string, place: Place): KustomizeError {
  return new KustomizeError('limit', `'${path}' is too large: split it`, { place });
}
