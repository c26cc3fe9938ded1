import type { KubeObject } from '../../base/index.ts';
import type { StoredChange } from '../storage.ts';
import { type ApiError, expired, versionTooLarge } from './api-error.ts';
import type { Cluster } from './cluster.ts';
import { isSelected, listObjects, readVersion, type Selection } from './list.ts';
import { type ResourceType, scanPrefix } from './resource-type.ts';

/** What a watch shows. Objects are of the storage version and not to be changed. */
export type WatchEvent =
  | { readonly kind: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly kind: 'BOOKMARK'; readonly resourceVersion: number; readonly initialEventsEnd: boolean };

/** Where a watch starts. */
export interface WatchOptions extends Selection {
  /** Empty or `0`: what is there comes first, as additions. */
  readonly resourceVersion: string;
  /** WatchList: what is there comes first, closed by a bookmark. */
  readonly sendInitialEvents: boolean | undefined;
  readonly allowBookmarks: boolean;
}

/** A running watch. */
export interface Watch {
  /** The version up to which everything was told. */
  readonly resourceVersion: number;
  stop(): void;
}

/**
 * Tells `notify` what happens to the selected objects, first and before the call returns what a watch from `resourceVersion` has
 * missed. Throws ApiError 410 where that version is no longer kept.
 */
export function watchObjects(
  cluster: Cluster,
  type: ResourceType,
  options: WatchOptions,
  notify: (event: WatchEvent) => void,
): Watch {
  const { storage } = cluster;
  const requested = readVersion(options.resourceVersion);
  if (options.sendInitialEvents === true && requested > storage.resourceVersion) {
    throw versionTooLarge(requested, storage.resourceVersion);
  }
  // Upstream waits for a version of the future. Here it comes from a sandbox before the last restart: list anew.
  if (requested > storage.resourceVersion) throw tooOld(requested, storage.resourceVersion);
  const initial = options.sendInitialEvents ?? requested === 0;
  let seen = requested;
  if (initial) {
    const page = listObjects(cluster, type, {
      ...options,
      limit: 0,
      continueToken: '',
      resourceVersion: '',
      resourceVersionMatch: '',
    });
    seen = page.resourceVersion;
    for (const { object } of page.items) notify({ kind: 'ADDED', object });
    if (options.sendInitialEvents === true && options.allowBookmarks) {
      notify({ kind: 'BOOKMARK', resourceVersion: seen, initialEventsEnd: true });
    }
  } else if (requested === 0) {
    seen = storage.resourceVersion;
  }
  const tail = storage.tail(scanPrefix(type, options.namespace), seen, (change) => {
    seen = change.resourceVersion;
    const event = eventOf(type, options, change);
    if (event !== undefined) notify(event);
  });
  if (tail === undefined) throw tooOld(requested, storage.resourceVersion);
  return {
    get resourceVersion() {
      // Changes of other resources move the version without being told here.
      return Math.max(seen, storage.resourceVersion);
    },
    stop: () => tail.stop(),
  };
}

/** What a change is to a watch with selectors: what comes to be selected is added, what ceases to be is deleted. */
function eventOf(type: ResourceType, selection: Selection, change: StoredChange): WatchEvent | undefined {
  const { previous } = change;
  const was = previous !== undefined && isSelected(type, selection, previous);
  const is = change.kind === 'put' && isSelected(type, selection, change.object);
  if (is) return { kind: was ? 'MODIFIED' : 'ADDED', object: change.object };
  if (!was) return undefined;
  if (change.kind === 'delete') return { kind: 'DELETED', object: change.object };
  const metadata = { ...previous.metadata, resourceVersion: String(change.resourceVersion) };
  return { kind: 'DELETED', object: { ...previous, metadata } };
}

function tooOld(requested: number, current: number): ApiError {
  return expired(`too old resource version: ${requested} (${current})`);
}
