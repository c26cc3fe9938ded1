import type { Tree } from '../../../source/index.ts';
import type { RemoteChart } from '../../remote/index.ts';
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

/** The files of a kustomization, and the tree that they lie in. */
export interface TreeFiles extends Files {
  readonly tree: Tree;
  /** Where a path that is relative to the folder lies in the tree; undefined where it leads out of it. Links are not followed. */
  pathOf(path: string): string | undefined;
  /** How places and messages name a path of the tree. */
  nameOf(path: string): string;
  /** The folder of a chart that lies elsewhere. Throws RemoteNeeded, and KustomizeError `remote`. */
  pulled(chart: RemoteChart, place: Place): Tree;
  /** Whether a file may be named by the kustomization, wherever in the tree it lies. */
  isAllowed(path: string): boolean;
}
