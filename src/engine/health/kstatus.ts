import { jsonAt, type KubeObject, parseApiVersion } from '../../base/index.ts';
import { type Health, healthy, progressing } from './health.ts';
import { conditionOf, isUnobserved, numberAt, objectsAt, textAt } from './object-fields.ts';

type Rule = (object: KubeObject) => Health;

const failed = (message: string): Health => ({ status: 'Degraded', message });

const rules: Readonly<Record<string, Rule>> = {
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/ReplicaSet': replicaSet,
  '/Pod': pod,
  '/Service': service,
  '/PersistentVolumeClaim': (object) =>
    textAt(object, 'status', 'phase') === 'Bound' ? healthy() : progressing('PVC is not Bound'),
  'batch/Job': job,
  'batch/CronJob': () => healthy(),
  'policy/PodDisruptionBudget': () => healthy(),
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
};

/**
 * The status of an object by the rules of kstatus (fluxcd/cli-utils pkg/kstatus/status), in the engine's words: Current is Healthy,
 * InProgress and Terminating are Progressing, Failed is Degraded. Every object has one: kinds without a rule of their own are judged by
 * observedGeneration and the conditions Ready, Reconciling and Stalled.
 */
export function kstatus(object: KubeObject): Health {
  if (object.metadata.deletionTimestamp !== undefined) return progressing('Resource scheduled for deletion');
  const observed = jsonAt(object, 'status', 'observedGeneration');
  if (typeof observed === 'number' && isUnobserved(object)) {
    return progressing(
      `${object.kind} generation is ${object.metadata.generation ?? 0}, but latest observed generation is ${observed}`,
    );
  }
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.['status'] === 'True') return failed(textAt(stalled, 'message'));
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.['status'] === 'True') return progressing(textAt(reconciling, 'message'));
  const rule = rules[`${parseApiVersion(object.apiVersion).group}/${object.kind}`];
  if (rule !== undefined) return rule(object);
  const ready = conditionOf(object, 'Ready');
  if (ready === undefined) return healthy('Resource is current');
  if (ready['status'] === 'True') return healthy(textAt(ready, 'message'));
  return progressing(textAt(ready, 'message'));
}

function deployment(object: KubeObject): Health {
  const progress = conditionOf(object, 'Progressing');
  if (progress?.['reason'] === 'ProgressDeadlineExceeded') return failed('Progress deadline exceeded');
  const wanted = numberAt(object, ['spec', 'replicas'], 1);
  const replicas = numberAt(object, ['status', 'replicas']);
  const updated = numberAt(object, ['status', 'updatedReplicas']);
  const ready = numberAt(object, ['status', 'readyReplicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  if (replicas < wanted) return progressing(`replicas: ${replicas}/${wanted}`);
  if (updated < wanted) return progressing(`Updated: ${updated}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  if (available < updated) return progressing(`Available: ${available}/${updated}`);
  if (ready < wanted) return progressing(`Ready: ${ready}/${wanted}`);
  if (progress !== undefined && !(progress['status'] === 'True' && progress['reason'] === 'NewReplicaSetAvailable')) {
    return progressing('ReplicaSet not Available');
  }
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
  if (replicas < wanted) return progressing(`Replicas: ${replicas}/${wanted}`);
  if (ready < wanted) return progressing(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  const partition = jsonAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  if (typeof partition === 'number' && partition !== 0) {
    const due = wanted - partition;
    return updated < due
      ? progressing(`updated: ${updated}/${due}`)
      : healthy(`Partition rollout complete. updated: ${updated}`);
  }
  if (current < wanted) return progressing(`current: ${current}/${wanted}`);
  if (textAt(object, 'status', 'currentRevision') !== textAt(object, 'status', 'updateRevision')) {
    return progressing('Waiting for updated revision to match current');
  }
  return healthy(`All replicas scheduled as expected. Replicas: ${replicas}`);
}

function daemonSet(object: KubeObject): Health {
  if (jsonAt(object, 'status', 'observedGeneration') === undefined)
    return progressing('Daemonset generation is not observed yet');
  const wanted = numberAt(object, ['status', 'desiredNumberScheduled'], -1);
  if (wanted < 0) return progressing('Missing .status.desiredNumberScheduled');
  const current = numberAt(object, ['status', 'currentNumberScheduled']);
  const updated = numberAt(object, ['status', 'updatedNumberScheduled']);
  const available = numberAt(object, ['status', 'numberAvailable']);
  const ready = numberAt(object, ['status', 'numberReady']);
  if (current < wanted) return progressing(`Current: ${current}/${wanted}`);
  if (updated < wanted) return progressing(`Updated: ${updated}/${wanted}`);
  if (available < wanted) return progressing(`Available: ${available}/${wanted}`);
  if (ready < wanted) return progressing(`Ready: ${ready}/${wanted}`);
  return healthy(`All replicas scheduled as expected. Replicas: ${wanted}`);
}

function replicaSet(object: KubeObject): Health {
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.['status'] === 'True') return progressing('Replica Failure condition. Check Pods');
  const wanted = numberAt(object, ['spec', 'replicas'], 1);
  const replicas = numberAt(object, ['status', 'replicas']);
  const available = numberAt(object, ['status', 'availableReplicas']);
  const ready = numberAt(object, ['status', 'readyReplicas']);
  if (numberAt(object, ['status', 'fullyLabeledReplicas']) < wanted)
    return progressing(`Labelled: ${replicas}/${wanted}`);
  if (available < wanted) return progressing(`Available: ${available}/${wanted}`);
  if (ready < wanted) return progressing(`Ready: ${ready}/${wanted}`);
  if (replicas > wanted) return progressing(`Pending termination: ${replicas - wanted}`);
  return healthy(`ReplicaSet is available. Replicas: ${replicas}`);
}

function pod(object: KubeObject): Health {
  const ready = conditionOf(object, 'Ready')?.['status'] === 'True';
  switch (textAt(object, 'status', 'phase')) {
    case 'Succeeded':
      return healthy('Pod has completed successfully');
    case 'Failed':
      return failed('Pod has completed, but not successfully');
    case 'Running':
      if (ready) return healthy('Pod is Ready');
      return crashing(object) === undefined
        ? progressing('Pod is running but is not Ready')
        : failed(`Containers in CrashLoop state: ${crashing(object) ?? ''}`);
    case 'Pending':
      if (conditionOf(object, 'PodScheduled')?.['reason'] === 'Unschedulable')
        return failed('Pod could not be scheduled');
      return progressing('Pod is in the Pending phase');
    default:
      return progressing('Pod phase not available');
  }
}

function crashing(object: KubeObject): string | undefined {
  const names = objectsAt(object, 'status', 'containerStatuses')
    .filter((container) => textAt(container, 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
    .map((container) => textAt(container, 'name'));
  return names.length === 0 ? undefined : names.join(',');
}

function service(object: KubeObject): Health {
  if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return healthy('Service is ready');
  return textAt(object, 'spec', 'clusterIP') === ''
    ? progressing('ClusterIP not set. Service type: LoadBalancer')
    : healthy('Service is ready');
}

function job(object: KubeObject): Health {
  const failure = conditionOf(object, 'Failed');
  if (failure?.['status'] === 'True') return failed(`Job Failed. failed: ${numberAt(object, ['status', 'failed'])}/1`);
  const wanted = numberAt(object, ['spec', 'completions'], numberAt(object, ['spec', 'parallelism'], 1));
  const succeeded = numberAt(object, ['status', 'succeeded']);
  if (conditionOf(object, 'Complete')?.['status'] === 'True')
    return healthy(`Job Completed. succeeded: ${succeeded}/${wanted}`);
  if (textAt(object, 'status', 'startTime') === '') return progressing('Job not started');
  const active = numberAt(object, ['status', 'active']);
  return healthy(
    `Job in progress. success:${succeeded}, active: ${active}, failed: ${numberAt(object, ['status', 'failed'])}`,
  );
}

function definition(object: KubeObject): Health {
  if (conditionOf(object, 'NamesAccepted')?.['status'] === 'False')
    return failed(textAt(conditionOf(object, 'NamesAccepted'), 'message'));
  const established = conditionOf(object, 'Established');
  if (established?.['status'] === 'True') return healthy('CRD is established');
  if (established?.['status'] === 'False' && established['reason'] !== 'Installing')
    return failed(textAt(established, 'message'));
  return progressing('Install in progress');
}
