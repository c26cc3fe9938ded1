/** The API version of each kind that a scenario may name, and whether it lies in a namespace. */
const kinds: Readonly<Record<string, { readonly apiVersion: string; readonly namespaced: boolean }>> = {
  ConfigMap: { apiVersion: 'v1', namespaced: true },
  Secret: { apiVersion: 'v1', namespaced: true },
  Service: { apiVersion: 'v1', namespaced: true },
  ServiceAccount: { apiVersion: 'v1', namespaced: true },
  Namespace: { apiVersion: 'v1', namespaced: false },
  CustomResourceDefinition: { apiVersion: 'apiextensions.k8s.io/v1', namespaced: false },
  Deployment: { apiVersion: 'apps/v1', namespaced: true },
  Job: { apiVersion: 'batch/v1', namespaced: true },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', namespaced: true },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', namespaced: true },
  GitRepository: { apiVersion: 'source.toolkit.fluxcd.io/v1', namespaced: true },
  HelmRepository: { apiVersion: 'source.toolkit.fluxcd.io/v1', namespaced: true },
  HelmChart: { apiVersion: 'source.toolkit.fluxcd.io/v1', namespaced: true },
  OCIRepository: { apiVersion: 'source.toolkit.fluxcd.io/v1', namespaced: true },
  Kustomization: { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', namespaced: true },
  Application: { apiVersion: 'argoproj.io/v1alpha1', namespaced: true },
  AppProject: { apiVersion: 'argoproj.io/v1alpha1', namespaced: true },
};

/** The kinds whose objects are recorded as delivered, in every namespace of a scenario. */
export const recordedKinds = [
  'ConfigMap',
  'Secret',
  'Service',
  'ServiceAccount',
  'Deployment',
  'Job',
  'Role',
  'RoleBinding',
] as const;

/** The API version and scope of a kind; throws where scenarios do not know it. */
export function kindOf(kind: string): { readonly apiVersion: string; readonly namespaced: boolean } {
  const found = kinds[kind];
  if (found === undefined) throw new Error(`scenarios know no kind ${kind}: add it to model/kinds.ts`);
  return found;
}
