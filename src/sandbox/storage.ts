import type { KubeObject } from '../base/index.ts';

/** An object at its address, with the version at which it was written. */
export interface StoredObject {
  /** `group/plural/namespace/name`. */
  readonly key: string;
  readonly resourceVersion: number;
  readonly object: KubeObject;
}

/** A committed write. */
export interface StoredChange extends StoredObject {
  readonly kind: 'put' | 'delete';
  /** What was there before. */
  readonly previous: KubeObject | undefined;
}

/**
 * The port for what the sandbox keeps: current objects in memory over an append-only log. Writes are durable once their promise
 * resolves (group commit). The first record of the log is its format version: an unknown one is refused, an older one migrated.
 */
export interface Storage {
  /** The version of the last committed write; grows by one with each. */
  readonly resourceVersion: number;
  get(key: string): StoredObject | undefined;
  /** Writes when the stored version is `expected` (0: absent); otherwise gives the current object, or undefined where it is gone. */
  commit(
    change: { kind: 'put'; key: string; object: KubeObject } | { kind: 'delete'; key: string },
    expected: number,
  ):
    | { readonly stored: StoredChange; readonly durable: Promise<void> }
    | { readonly conflict: StoredObject | undefined };
  /** Objects whose key starts with `prefix`, in key order. */
  scan(prefix: string): readonly StoredObject[];
  /** Changes after `resourceVersion`, as they come; undefined where that is no longer kept (410). */
  tail(resourceVersion: number, changed: (change: StoredChange) => void): { stop(): void } | undefined;
  close(): Promise<void>;
}
