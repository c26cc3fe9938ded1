import { type KubeObject, parseApiVersion } from '../../base/index.ts';
import type { Health } from './health.ts';
import { apiServiceHealth } from './kinds/api-service.ts';
import { daemonSetHealth } from './kinds/daemon-set.ts';
import { deploymentHealth } from './kinds/deployment.ts';
import { horizontalPodAutoscalerHealth } from './kinds/horizontal-pod-autoscaler.ts';
import { jobHealth } from './kinds/job.ts';
import { ingressHealth, serviceHealth } from './kinds/networking.ts';
import { persistentVolumeClaimHealth } from './kinds/persistent-volume-claim.ts';
import { podHealth } from './kinds/pod.ts';
import { replicaSetHealth } from './kinds/replica-set.ts';
import { statefulSetHealth } from './kinds/stateful-set.ts';

interface Rule {
  /** Versions that the rule reads; another version of the kind is Unknown. */
  readonly versions: readonly string[];
  readonly health: (object: KubeObject) => Health;
}

const rules: Readonly<Record<string, Rule>> = {
  'apps/Deployment': { versions: ['v1'], health: deploymentHealth },
  'apps/StatefulSet': { versions: ['v1'], health: statefulSetHealth },
  'apps/DaemonSet': { versions: ['v1'], health: daemonSetHealth },
  'apps/ReplicaSet': { versions: ['v1'], health: replicaSetHealth },
  'extensions/Ingress': { versions: ['v1beta1'], health: ingressHealth },
  'networking.k8s.io/Ingress': { versions: ['v1', 'v1beta1'], health: ingressHealth },
  '/Service': { versions: ['v1'], health: serviceHealth },
  '/PersistentVolumeClaim': { versions: ['v1'], health: persistentVolumeClaimHealth },
  '/Pod': { versions: ['v1'], health: podHealth },
  'batch/Job': { versions: ['v1'], health: jobHealth },
  'autoscaling/HorizontalPodAutoscaler': {
    versions: ['v1', 'v2', 'v2beta1', 'v2beta2'],
    health: horizontalPodAutoscalerHealth,
  },
  'apiregistration.k8s.io/APIService': { versions: ['v1', 'v1beta1'], health: apiServiceHealth },
};

/**
 * The health of an object by the built-in rules of gitops-engine (Argo CD v3, pkg/health), or undefined for kinds without a rule, which
 * have no health and count for nothing. An object that is being deleted is progressing.
 */
export function gitopsHealth(object: KubeObject): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return { status: 'Progressing', message: 'Pending deletion' };
  const { group, version } = parseApiVersion(object.apiVersion);
  const rule = rules[`${group}/${object.kind}`];
  if (rule === undefined) return undefined;
  if (!rule.versions.includes(version)) {
    const message = `unsupported ${object.kind} GVK: ${object.apiVersion}, Kind=${object.kind}`;
    return { status: 'Unknown', message };
  }
  return rule.health(object);
}
