import type { Json, JsonObject, KubeObject, Priority } from '../base/index.ts';
import type { ApiResource, Discovery, ResourceRef } from './resource.ts';

/** Options of every request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Which request goes first when all connections are taken. `normal` where nothing is said. */
  readonly priority?: Priority;
  /** Told of each warning that the server sends with the answer, such as `unknown field "spec.x"`. */
  readonly onWarning?: (warning: string) => void;
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

/** A patch in one of the forms that Kubernetes takes as JSON. `apply` is server-side apply and needs a field manager. */
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
  /** Only metadata: asks for PartialObjectMetadata. The objects keep the apiVersion and kind of the resource. */
  readonly metadataOnly?: boolean;
  /** How new the answer must be: at least this version, where it is given; `0` takes what the server has at hand. */
  readonly resourceVersion?: string;
  /** One page of at most so many objects instead of the whole list: the answer's `continue` names the next. */
  readonly limit?: number;
  /** The page that an earlier answer named. */
  readonly continue?: string;
}

/** A whole list, read page by page, and the version that a watch goes on from. */
export interface KubeList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  /** Names the next page, only where one page was asked for and more are there. */
  readonly continue?: string;
}

/** One event of a watch. A bookmark carries only a resource version. */
export type WatchEvent =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: KubeObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** What a watch selects and where it starts. */
export interface WatchOptions extends Omit<ListOptions, 'limit' | 'continue'> {
  /** Streams the present objects first, ended by a bookmark (WatchList). */
  readonly sendInitialEvents?: boolean;
  /** After how long the server ends the watch. */
  readonly timeoutSeconds?: number;
  /** Called when the server has taken the watch, before anything comes. */
  readonly onOpen?: () => void;
  /** Throws `timeout` when nothing, not even a bookmark, arrives for so long: the connection may be dead. */
  readonly idleTimeoutMs?: number;
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
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One cluster's API, as one identity. */
export interface KubeClient extends KubeReader, KubeWriter {
  readonly discovery: Discovery;
  /** The same cluster over the same connections, impersonating `identity` in every request. */
  as(identity: Identity): KubeClient;
  /** Any other request, such as `GET /version`; the parsed answer. `accept` is the media type, JSON where nothing is said. */
  raw(request: { method: string; path: string; body?: Json; accept?: string }, options?: RequestOptions): Promise<Json>;
}

/** A client that can also follow answers that come bit by bit. */
export interface StreamingKubeClient extends KubeClient {
  as(identity: Identity): StreamingKubeClient;
  /** GETs `path`, such as `/api/v1/namespaces/n/pods/p/log?follow=true`. Leaving the iteration ends the request. */
  stream(path: string, options?: RequestOptions): Promise<AsyncIterable<Uint8Array>>;
}
