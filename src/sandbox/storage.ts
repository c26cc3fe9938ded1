import type { KubeObject } from '../base/index.ts';

/** An object at its address, with the version at which it was written. */
export interface StoredObject {
  /** `group/plural/namespace/name`; the namespace is empty for cluster-scoped objects, the group for the core group. */
  readonly key: string;
  readonly resourceVersion: number;
  /** Never changed after the write; `metadata.resourceVersion` is `resourceVersion`. */
  readonly object: KubeObject;
}

/** A committed write. For a delete, `object` is the last state under the version of the delete, as watches show it. */
export interface StoredChange extends StoredObject {
  readonly kind: 'put' | 'delete';
  /** What was there before. */
  readonly previous: KubeObject | undefined;
}

/** A write that a caller asks for. `object` belongs to the storage from then on. */
export type Change =
  | { readonly kind: 'put'; readonly key: string; readonly object: KubeObject }
  | { readonly kind: 'delete'; readonly key: string };

/**
 * The port for what the sandbox keeps: current objects in memory over an append-only log. Writes are durable once their promise
 * resolves (group commit). The first record of the log is its format version: an unknown one is refused, an older one migrated.
 */
export interface Storage {
  /** The version of the last committed write; grows by one with each. */
  readonly resourceVersion: number;
  get(key: string): StoredObject | undefined;
  /**
   * Writes when the stored version is `expected` (0: absent); otherwise gives the current object, or undefined where it is gone.
   * Throws StorageError when nothing can be written (disk full, closed); nothing has changed then. When `durable` rejects, the
   * write stands in memory and is tried again: its outcome is unknown to who asked for it.
   */
  commit(
    change: Change,
    expected: number,
  ):
    | { readonly stored: StoredChange; readonly durable: Promise<void> }
    | { readonly conflict: StoredObject | undefined };
  /** Objects whose key starts with `prefix` (empty, `group/plural/` or longer), in key order. */
  scan(prefix: string): readonly StoredObject[];
  /** What `scan` gave when the version was `resourceVersion`; undefined where that is no longer known (410). */
  scanAt(prefix: string, resourceVersion: number): readonly StoredObject[] | undefined;
  /**
   * Changes of keys under `prefix` after `resourceVersion`, in order: those of the past before the call returns, the others as they
   * come. Undefined where that version is no longer kept (410).
   */
  tail(prefix: string, resourceVersion: number, changed: (change: StoredChange) => void): { stop(): void } | undefined;
  close(): Promise<void>;
}
