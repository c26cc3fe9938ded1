interface Kind {
  readonly group: string;
  readonly kind: string;
}

const pod: Kind = { group: '', kind: 'Pod' };
const replicaSet: Kind = { group: 'apps', kind: 'ReplicaSet' };
const job: Kind = { group: 'batch', kind: 'Job' };
const revision: Kind = { group: 'apps', kind: 'ControllerRevision' };

const known: Readonly<Record<string, readonly Kind[]>> = {
  'apps/Deployment': [replicaSet],
  'apps/ReplicaSet': [pod],
  'apps/StatefulSet': [pod, revision],
  'apps/DaemonSet': [pod, revision],
  'batch/CronJob': [job],
  'batch/Job': [pod],
  '/Service': [{ group: 'discovery.k8s.io', kind: 'EndpointSlice' }],
  '/ReplicationController': [pod],
  'argoproj.io/Rollout': [replicaSet],
};

/** Groups whose objects own nothing in the cluster that anybody would look for. */
const childless = new Set([
  '',
  'rbac.authorization.k8s.io',
  'networking.k8s.io',
  'policy',
  'autoscaling',
  'apiextensions.k8s.io',
  'discovery.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'admissionregistration.k8s.io',
  'apps',
  'batch',
]);

/** What objects of custom kinds mostly own. */
const usual: readonly Kind[] = [
  { group: 'apps', kind: 'Deployment' },
  { group: 'apps', kind: 'StatefulSet' },
  replicaSet,
  job,
  pod,
  { group: '', kind: 'Service' },
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'Secret' },
];

/** The kinds among which the children of an object are looked for. */
export function childKindsOf({ group, kind }: Kind): readonly Kind[] {
  return known[`${group}/${kind}`] ?? (childless.has(group) ? [] : usual);
}
