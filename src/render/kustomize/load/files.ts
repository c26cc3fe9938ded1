import type { Place } from '../node/index.ts';

/** A file as a build reads it. */
export interface LoadedFile {
  readonly bytes: Uint8Array;
  /** As places name it: its path in the tree, or its address. */
  readonly name: string;
  /** Names the content, for caches. */
  readonly digest: string;
}

/**
 * What the fields of one kustomization may read (kustomize api 0.20, ifc.Loader): paths are relative to its folder, and http(s)
 * addresses are files too.
 */
export interface Files {
  /** Throws KustomizeError `not-found`, `outside-root`, `remote` or `limit`. `place` is where the path is written. */
  load(path: string, place: Place): LoadedFile;
}
