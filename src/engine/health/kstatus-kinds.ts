import { jsonAt, type KubeObject, numberAt, objectsAt, textAt } from '../../base/index.ts';
import { type Health, healthy, progressing } from './health.ts';
import { conditionOf } from './object-fields.ts';

type Rule = (object: KubeObject, now: number) => Health;

const failed = (message: string): Health => ({ status: 'Degraded', message });
const always = (message: string) => (): Health => healthy(message);

/**
 * The rules of kstatus for built-in kinds (fluxcd/cli-utils v1.2 pkg/kstatus/status/core.go), by group and kind. Jobs are Flux's own
 * (fluxcd/pkg runtime/statusreaders): they are waited for until they have ended.
 */
export const kstatusKinds: Readonly<Record<string, Rule>> = {
  'apps/Deployment': deployment,
  'extensions/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'extensions/DaemonSet': daemonSet,
  'apps/ReplicaSet': replicaSet,
  'extensions/ReplicaSet': replicaSet,
  '/Pod': pod,
  '/Service': service,
  '/Secret': always('Resource is always ready'),
  '/ConfigMap': always('Resource is always ready'),
  '/PersistentVolumeClaim': claim,
  'batch/Job': job,
  'batch/CronJob': always('Resource is always ready'),
  'policy/PodDisruptionBudget': always('AllowedDisruptions has been computed.'),
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
};

/** Without a deadline the controller says nothing of progress. */
const noDeadline = 2_147_483_647;

function deployment(object: KubeObject): Health {
  const progress = conditionOf(object, 'Progressing');
  if (progress?.['reason'] === 'ProgressDeadlineExceeded') return failed('Progress deadline exceeded');
  const wanted = numberAt(object, ['spec', 'replicas'], 1);
  const replicas = numberAt(object, ['status', 'replicas']);
  const updated = numberAt(object, ['status', 'updatedReplicas']);
  const ready = numberAt(object, ['status', 'readyReplicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  if (wanted > replicas) return progressing(`Replicas: ${replicas}/${wanted}`);
  if (wanted > updated) return progressing(`Updated: ${updated}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  if (updated > available) return progressing(`Available: ${available}/${updated}`);
  if (wanted > ready) return progressing(`Ready: ${ready}/${wanted}`);
  const rolledOut = progress?.['status'] === 'True' && progress['reason'] === 'NewReplicaSetAvailable';
  const untold = numberAt(object, ['spec', 'progressDeadlineSeconds'], noDeadline) === noDeadline;
  if (!rolledOut && !untold) return progressing('ReplicaSet not Available');
  if (conditionOf(object, 'Available')?.['status'] !== 'True') return progressing('Deployment not Available');
  return healthy(`Deployment is available. Replicas: ${replicas}`);
}

function statefulSet(object: KubeObject): Health {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return healthy('StatefulSet is using the ondelete update strategy');
  const wanted = numberAt(object, ['spec', 'replicas'], 1);
  const replicas = numberAt(object, ['status', 'replicas']);
  const ready = numberAt(object, ['status', 'readyReplicas']);
  const updated = numberAt(object, ['status', 'updatedReplicas']);
  const current = numberAt(object, ['status', 'currentReplicas']);
  if (wanted > replicas) return progressing(`Replicas: ${replicas}/${wanted}`);
  if (wanted > ready) return progressing(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  const partition = jsonAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  if (typeof partition === 'number') {
    const due = wanted - partition;
    if (updated < due) return progressing(`updated: ${updated}/${due}`);
    return healthy(`Partition rollout complete. updated: ${updated}`);
  }
  if (wanted > current) return progressing(`current: ${current}/${wanted}`);
  if (textAt(object, 'status', 'currentRevision') !== textAt(object, 'status', 'updateRevision')) {
    return progressing('Waiting for updated revision to match current');
  }
  return healthy(`All replicas scheduled as expected. Replicas: ${replicas}`);
}

function daemonSet(object: KubeObject): Health {
  if (object.metadata.generation === undefined) return progressing('DaemonSet metadata.generation not found');
  if (typeof jsonAt(object, 'status', 'observedGeneration') !== 'number')
    return progressing('DaemonSet status.observedGeneration not found');
  const wanted = numberAt(object, ['status', 'desiredNumberScheduled'], -1);
  if (wanted === -1) return progressing('Missing .status.desiredNumberScheduled');
  const current = numberAt(object, ['status', 'currentNumberScheduled']);
  const updated = numberAt(object, ['status', 'updatedNumberScheduled']);
  const available = numberAt(object, ['status', 'numberAvailable']);
  const ready = numberAt(object, ['status', 'numberReady']);
  if (wanted > current) return progressing(`Current: ${current}/${wanted}`);
  if (wanted > updated) return progressing(`Updated: ${updated}/${wanted}`);
  if (wanted > available) return progressing(`Available: ${available}/${wanted}`);
  if (wanted > ready) return progressing(`Ready: ${ready}/${wanted}`);
  return healthy(`All replicas scheduled as expected. Replicas: ${wanted}`);
}

function replicaSet(object: KubeObject): Health {
  if (conditionOf(object, 'ReplicaFailure')?.['status'] === 'True')
    return progressing('Replica Failure condition. Check Pods');
  const wanted = numberAt(object, ['spec', 'replicas'], 1);
  const replicas = numberAt(object, ['status', 'replicas']);
  const labelled = numberAt(object, ['status', 'fullyLabeledReplicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  const ready = numberAt(object, ['status', 'readyReplicas']);
  if (wanted > labelled) return progressing(`Labelled: ${labelled}/${wanted}`);
  if (wanted > available) return progressing(`Available: ${available}/${wanted}`);
  if (wanted > ready) return progressing(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  return healthy(`ReplicaSet is available. Replicas: ${replicas}`);
}

/** How long a pod may look for a node before it counts as failed, in ms. */
const scheduleMs = 15_000;

function pod(object: KubeObject, now: number): Health {
  const phase = textAt(object, 'status', 'phase');
  switch (phase) {
    case 'Succeeded':
      return healthy('Pod has completed successfully');
    case 'Failed':
      return healthy('Pod has completed, but not successfully');
    case 'Running': {
      if (conditionOf(object, 'Ready')?.['status'] === 'True') return healthy('Pod is Ready');
      const names = crashing(object);
      if (names.length > 0) return failed(`Containers in CrashLoop state: ${names.join(',')}`);
      return progressing('Pod is running but is not Ready');
    }
    case 'Pending': {
      const scheduled = conditionOf(object, 'PodScheduled');
      if (scheduled?.['status'] !== 'False' || scheduled['reason'] !== 'Unschedulable')
        return progressing('Pod is in the Pending phase');
      const created = Date.parse(object.metadata.creationTimestamp ?? '');
      return now - scheduleMs < created
        ? progressing('Pod has not been scheduled')
        : failed('Pod could not be scheduled');
    }
    case '':
      return progressing('Pod phase not available');
    default:
      return { status: 'Unknown', message: `unknown phase ${phase}` };
  }
}

function crashing(object: KubeObject): string[] {
  return objectsAt(object, 'status', 'containerStatuses')
    .filter((container) => textAt(container, 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
    .map((container) => textAt(container, 'name'));
}

function service(object: KubeObject): Health {
  const waits = textAt(object, 'spec', 'type') === 'LoadBalancer' && textAt(object, 'spec', 'clusterIP') === '';
  return waits ? progressing('ClusterIP not set. Service type: LoadBalancer') : healthy('Service is ready');
}

function claim(object: KubeObject): Health {
  const phase = textAt(object, 'status', 'phase') || 'unknown';
  return phase === 'Bound' ? healthy('PVC is Bound') : progressing(`PVC is not Bound. phase: ${phase}`);
}

function job(object: KubeObject): Health {
  if (jsonAt(object, 'spec', 'suspend') === true) return healthy('Job is suspended');
  const parallelism = numberAt(object, ['spec', 'parallelism'], 1);
  const completions = numberAt(object, ['spec', 'completions'], parallelism);
  const [succeeded, active, lost] = ['succeeded', 'active', 'failed'].map((field) =>
    numberAt(object, ['status', field]),
  );
  for (const { type, status } of objectsAt(object, 'status', 'conditions')) {
    if (type === 'Complete' && status === 'True')
      return healthy(`Job Completed. succeeded: ${succeeded}/${completions}`);
    if (type === 'Failed' && status === 'True') return failed(`Job Failed. failed: ${lost}/${completions}`);
  }
  if (textAt(object, 'status', 'startTime') === '') return progressing(`Job not started. active: 0/${parallelism}`);
  return progressing(`Job in progress. success:${succeeded}, active: ${active}, failed: ${lost}`);
}

function definition(object: KubeObject): Health {
  for (const condition of objectsAt(object, 'status', 'conditions')) {
    const { type, status } = condition;
    if (type === 'NamesAccepted' && status === 'False') return failed(textAt(condition, 'message'));
    if (type !== 'Established') continue;
    if (status === 'False' && condition['reason'] !== 'Installing') return failed(textAt(condition, 'message'));
    if (status === 'True') return healthy('CRD is established');
  }
  return progressing('Install in progress');
}
