/** In which order helm installs kinds (helm 4.2, pkg/release/v1/util/kind_sorter.go InstallOrder); others follow by name. */
export const installOrder: readonly string[] = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

const places: ReadonlyMap<string, number> = new Map(installOrder.map((kind, index) => [kind, index]));

/** Orders what has kinds, for a stable sort: by `installOrder`, unknown kinds behind it by name. */
export function byInstallOrder(a: { readonly kind: string }, b: { readonly kind: string }): number {
  const first = places.get(a.kind);
  const second = places.get(b.kind);
  if (first !== undefined && second !== undefined) return first - second;
  if (first !== undefined) return -1;
  if (second !== undefined) return 1;
  return a.kind === b.kind ? 0 : a.kind < b.kind ? -1 : 1;
}
