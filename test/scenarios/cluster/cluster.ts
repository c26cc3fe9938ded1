import type { JsonObject, KubeObject } from '../../../src/base/index.ts';

/**
 * What a cluster can do beyond storing objects. A scenario names what it needs; where a cluster lacks it, the scenario is skipped
 * there, printed and counted.
 *
 * - `workloads`: Deployments and Jobs get pods, and the annotation `oracle/behaviour` makes pods fail
 * - `rbac`: requests made as somebody else are authorised by Roles and RoleBindings
 * - `garbage-collection`: namespaces and dependants disappear with what they hang on
 * - `admission`: the API server refuses invalid built-in objects as Kubernetes does
 */
export type Capability = (typeof capabilities)[number];

/** Every capability there is. */
export const capabilities = ['workloads', 'rbac', 'garbage-collection', 'admission'] as const;

/** One object's address. `namespace` is empty for cluster-scoped kinds. */
export interface ObjectAddress {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The port through which scenarios act on a cluster and look at it: the sandbox, or any kubeconfig. */
export interface Cluster {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Server-side apply of `object` under `manager`, conflicts forced. */
  apply(object: KubeObject, manager: string): Promise<KubeObject>;
  /** The object, or undefined where it is not there (or its kind is not served). */
  get(address: ObjectAddress): Promise<KubeObject | undefined>;
  /** Every object of a kind in a namespace; none where the kind is not served. */
  list(kind: { readonly apiVersion: string; readonly kind: string }, namespace: string): Promise<readonly KubeObject[]>;
  /** A merge patch under `manager`. */
  patch(address: ObjectAddress, merge: JsonObject, manager: string): Promise<KubeObject>;
  /** Deletes in the background; what is not there is no error. */
  delete(address: ObjectAddress): Promise<void>;
}
