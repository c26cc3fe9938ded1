import type { KubeObject } from '../base/index.ts';
import type { ApiResource } from './resource.ts';

/** A change that an informer saw. `old` is what the cache held before. */
export type InformerEvent =
  | { readonly kind: 'added'; readonly object: KubeObject }
  | { readonly kind: 'modified'; readonly object: KubeObject; readonly old: KubeObject }
  | { readonly kind: 'deleted'; readonly object: KubeObject };

/**
 * A copy of one resource of one cluster (or of one namespace of it), kept current by list and watch. It survives 410, dropped and
 * silent connections, and API server restarts by itself; while it is cut off it goes on answering with what it last knew.
 */
export interface Informer {
  readonly resource: ApiResource;
  /** Resolves at the first complete list; rejects when the informer is closed before. */
  synced(signal?: AbortSignal): Promise<void>;
  get(namespace: string, name: string): KubeObject | undefined;
  list(namespace?: string): Iterable<KubeObject>;
  /** Calls `handler` for every later change (and, on subscription, once for each object that is there); returns the way to end it. */
  subscribe(handler: (event: InformerEvent) => void): () => void;
  /** Whether the last list or watch failed, and how: for status, never for control flow. */
  lastError(): Error | undefined;
}

/** What an informer keeps. */
export interface InformerOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Keeps only apiVersion, kind and metadata, and asks the server for no more. */
  readonly metadataOnly?: boolean;
  /** Reduces an object before it is kept; objects handed to subscribers are the reduced ones. */
  readonly transform?: (object: KubeObject) => KubeObject;
}
