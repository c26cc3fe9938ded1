import type { Json, JsonObject, KubeObject } from '../base/index.ts';
import type { ApiResource, Discovery, ResourceRef } from './resource.ts';

/** Options of every request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of every write. */
export interface WriteOptions extends RequestOptions {
  /** `dryRun=All`: the server answers as if, and stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** What the server does with unknown and duplicate fields; the server's default is `Warn`. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly subresource?: string;
}

/** A patch in one of the five forms that Kubernetes takes. `apply` is server-side apply and needs a field manager. */
export type Patch =
  | { readonly kind: 'json'; readonly operations: readonly JsonObject[] }
  | { readonly kind: 'merge'; readonly patch: JsonObject }
  | { readonly kind: 'strategic'; readonly patch: JsonObject }
  | { readonly kind: 'apply'; readonly object: KubeObject; readonly force?: boolean };

/** What a list selects. */
export interface ListOptions extends RequestOptions {
  /** Empty or absent: every namespace. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only metadata: asks for PartialObjectMetadata. */
  readonly metadataOnly?: boolean;
}

/** A whole list, read page by page, and the version that a watch goes on from. */
export interface KubeList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** One event of a watch. A bookmark carries only a resource version. */
export type WatchEvent =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: KubeObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** What a watch selects and where it starts. */
export interface WatchOptions extends ListOptions {
  readonly resourceVersion?: string;
  /** Streams the present objects first, ended by a bookmark (WatchList). */
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** The port for reading from one cluster. Every method throws KubeError. */
export interface KubeReader {
  get(ref: ResourceRef, options?: RequestOptions): Promise<KubeObject>;
  list(resource: ApiResource, options?: ListOptions): Promise<KubeList>;
  /** Ends when the server ends it; throws `gone` when the version is too old. */
  watch(resource: ApiResource, options: WatchOptions): AsyncIterable<WatchEvent>;
}

/** How and under which conditions an object is deleted. */
export interface DeleteOptions extends WriteOptions {
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly gracePeriodSeconds?: number;
}

/** The port for writing to one cluster. Every method throws KubeError and gives back the object as stored. */
export interface KubeWriter {
  create(resource: ApiResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** PUT: the object's resourceVersion, where it has one, must be the stored one. */
  replace(ref: ResourceRef, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  patch(ref: ResourceRef, patch: Patch, options?: WriteOptions): Promise<KubeObject>;
  /** The object where it lives on under finalizers, undefined where it is gone. */
  delete(ref: ResourceRef, options?: DeleteOptions): Promise<KubeObject | undefined>;
}

/** Whom requests are made as. */
export interface Identity {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** One cluster's API, as one identity. */
export interface KubeClient extends KubeReader, KubeWriter {
  readonly discovery: Discovery;
  /** The same cluster over the same connections, impersonating `identity` in every request. */
  as(identity: Identity): KubeClient;
  /** Any other request, such as `GET /version`; the parsed answer. */
  raw(request: { method: string; path: string; body?: Json }, options?: RequestOptions): Promise<Json>;
}
