/**
 * What lies at one place of a tree. `digest` names the content: equal digests, equal content (for a folder, everything below it).
 */
export type TreeEntry =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly digest: string;
      readonly executable: boolean;
      readonly size: number;
    }
  | { readonly kind: 'folder'; readonly name: string; readonly digest: string }
  | { readonly kind: 'symlink'; readonly name: string; readonly digest: string; readonly target: string };

/**
 * The port for an immutable tree of files, such as a Git commit. Paths are relative with `/`, normalised, without `.` or `..`; the
 * root is the empty path. Symbolic links are entries like others and never followed here: `resolveLinks` follows them inside the tree.
 * Reading is synchronous: renderers run in worker threads, over content that is on the local disk or in memory already.
 */
export interface Tree {
  /** The digest of the root folder. */
  readonly digest: string;
  entry(path: string): TreeEntry | undefined;
  /** The entries of a folder, sorted by name in byte order; undefined where `path` is no folder. */
  list(path: string): readonly TreeEntry[] | undefined;
  /** The bytes of a file; throws SourceError `not-found` where `path` is no file. */
  read(path: string): Uint8Array;
}

/** Names a tree in a form that crosses to a worker thread; `openTree` opens it there. */
export type TreeLocator =
  /** A folder of the disk, for the command line and tests; reads stay inside it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A listing (`index`, a file) and a store of contents by digest (`objects`, a folder), as `source/git` writes them. */
  | { readonly kind: 'content'; readonly index: string; readonly objects: string }
  /** Files given directly, for tests and inline manifests. */
  | { readonly kind: 'inline'; readonly files: Readonly<Record<string, string>> };

/** A tree at one revision, wherever it came from. */
export interface Artifact {
  /** How a person names it: for Git the commit. */
  readonly revision: string;
  /** Names the content. */
  readonly digest: string;
  readonly tree: TreeLocator;
}
