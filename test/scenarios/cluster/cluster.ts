import type { JsonObject, KubeObject } from '../../../src/base/index.ts';

/**
 * What scenarios may need beyond a cluster that stores objects and controllers that deliver plain manifests. A scenario names what
 * it needs; where the cluster or the controllers lack it, the scenario is skipped there, printed and counted.
 *
 * Of the cluster:
 *
 * - `workloads`: Deployments and Jobs get pods, and the annotation `oracle/behaviour` makes pods fail
 * - `rbac`: requests made as somebody else are authorised by Roles and RoleBindings
 * - `garbage-collection`: namespaces and dependants disappear with what they hang on
 * - `admission`: the API server refuses invalid built-in objects as Kubernetes does
 *
 * Of the controllers:
 *
 * - `kustomize`: kustomizations are built, and what owners say in kustomize's words (patches, images, prefixes) is obeyed
 * - `substitution`: a Kustomization's `postBuild` fills in variables
 * - `hooks`: Argo CD's hooks run
 * - `terminate`: a running operation is ended
 * - `sync-windows`, `orphaned-resources`: an AppProject's members of these names are obeyed
 * - `ignore-differences`: an Application's `ignoreDifferences` is obeyed
 * - `multi-source`: an Application may have several sources
 */
export type Capability = (typeof capabilities)[number];

/** What a cluster may be able to do. */
export const clusterCapabilities = ['workloads', 'rbac', 'garbage-collection', 'admission'] as const;

/** Every capability there is. */
export const capabilities = [
  ...clusterCapabilities,
  'kustomize',
  'substitution',
  'hooks',
  'terminate',
  'sync-windows',
  'orphaned-resources',
  'ignore-differences',
  'multi-source',
] as const;

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
