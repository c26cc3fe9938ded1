import type { GroupVersionKind } from '../base/index.ts';

/** One row of discovery: a kind, how its address is built and what can be done with it. */
export interface ApiResource extends GroupVersionKind {
  /** The lower-case plural of the address, such as `deployments`. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
  /** Names of subresources, such as `status` and `scale`. */
  readonly subresources: readonly string[];
}

/** An object's address: what kind of resource, and which one. `namespace` is empty for cluster-scoped resources. */
export interface ResourceRef {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
}

/** The port for what an API server serves; kept current while CRDs come and go. */
export interface Discovery {
  /** The resource of a group and kind: of `version` where given, else of the version that the server prefers. */
  find(kind: { group: string; kind: string; version?: string }, signal?: AbortSignal): Promise<ApiResource | undefined>;
  /** Every resource, preferred versions first. */
  all(signal?: AbortSignal): Promise<readonly ApiResource[]>;
  /** Forgets what is known: the next call asks the server. */
  invalidate(): void;
}
