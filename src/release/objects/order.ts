const installOrder: readonly string[] = [
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

/** The reverse, but that Services go before what serves them (helm v4 pkg/release/v1/util/kind_sorter.go UninstallOrder). */
const uninstallOrder: readonly string[] = reversedWithServices();

function reversedWithServices(): string[] {
  const order = installOrder.toReversed().filter((kind) => kind !== 'Service');
  order.splice(order.indexOf('CronJob'), 0, 'Service');
  return order;
}

/** `items` in the order in which helm deletes; kinds that it does not know come last, by their names. */
export function inUninstallOrder<T>(items: readonly T[], kindOf: (item: T) => string): T[] {
  const rank = (kind: string): number => {
    const index = uninstallOrder.indexOf(kind);
    return index < 0 ? uninstallOrder.length : index;
  };
  return items.toSorted((a, b) => {
    const [first, second] = [kindOf(a), kindOf(b)];
    const difference = rank(first) - rank(second);
    if (difference !== 0 || first === second) return difference;
    return rank(first) < uninstallOrder.length ? 0 : first < second ? -1 : 1;
  });
}
