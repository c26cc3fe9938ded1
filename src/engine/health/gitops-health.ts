import { type KubeObject, parseApiVersion } from '../../base/index.ts';
import { type Health, progressing } from './health.ts';
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
import { workflowHealth } from './kinds/workflow.ts';

/** What Argo CD keeps a hook with until it has read its end. */
const hookFinalizer = 'argocd.argoproj.io/hook-finalizer';

interface Rule {
  /** Versions that the rule reads; another version of the kind is Unknown. Absent: all. */
  readonly versions?: readonly string[];
  /** How upstream names the kind where it cannot read a version. */
  readonly name?: string;
  readonly health: (object: KubeObject) => Health;
}

const rules: Readonly<Record<string, Rule>> = {
  'apps/Deployment': { versions: ['v1'], health: deploymentHealth },
  'apps/StatefulSet': { versions: ['v1'], health: statefulSetHealth },
  'apps/DaemonSet': { versions: ['v1'], health: daemonSetHealth },
  'apps/ReplicaSet': { versions: ['v1'], health: replicaSetHealth },
  'extensions/Ingress': { health: ingressHealth },
  'networking.k8s.io/Ingress': { health: ingressHealth },
  '/Service': { versions: ['v1'], health: serviceHealth },
  '/PersistentVolumeClaim': { versions: ['v1'], health: persistentVolumeClaimHealth },
  '/Pod': { versions: ['v1'], health: podHealth },
  'batch/Job': { versions: ['v1'], health: jobHealth },
  'autoscaling/HorizontalPodAutoscaler': { versions: ['v1', 'v2'], name: 'HPA', health: horizontalPodAutoscalerHealth },
  'argoproj.io/Workflow': { health: workflowHealth },
  'apiregistration.k8s.io/APIService': { versions: ['v1', 'v1beta1'], health: apiServiceHealth },
};

/**
 * The health of an object by the built-in rules of gitops-engine (Argo CD v3, pkg/health), or undefined for kinds without a rule, which
 * have no health and count for nothing. An object that is being deleted is progressing, but for a hook, which is judged by how it ended.
 */
export function gitopsHealth(object: KubeObject): Health | undefined {
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp !== undefined && !finalizers.includes(hookFinalizer)) return progressing('Pending deletion');
  const { group, version } = parseApiVersion(object.apiVersion);
  const rule = rules[`${group}/${object.kind}`];
  if (rule === undefined) return undefined;
  if (rule.versions !== undefined && !rule.versions.includes(version)) {
    const message = `unsupported ${rule.name ?? object.kind} GVK: ${group}/${version}, Kind=${object.kind}`;
    return { status: 'Unknown', message };
  }
  return rule.health(object);
}
