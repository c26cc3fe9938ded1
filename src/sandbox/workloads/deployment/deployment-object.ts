import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';

/** Deployments, which this controller keeps. */
export const deployments = { group: 'apps', plural: 'deployments' } as const;
/** ReplicaSets, which it makes for them. */
export const replicaSets = { group: 'apps', plural: 'replicasets' } as const;

/** On a Deployment and its ReplicaSets: the number of the template's revision. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
/** On a ReplicaSet: the revisions that it was before, between commas. */
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
/** On a ReplicaSet: how many pods its Deployment asked for when it was last scaled. */
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
/** On a ReplicaSet: the same and the surge. */
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';

/** What never times out. */
const never = 2_147_483_647;

/** How many pods a Deployment or a ReplicaSet asks for. */
export function replicasOf(object: KubeObject): number {
  return numberAt(object, ['spec', 'replicas']);
}

/** A count in an object's status. */
export function statusCount(object: KubeObject | undefined, field: string): number {
  return object === undefined ? 0 : numberAt(object, ['status', field]);
}

/** The total of a count over objects. */
export function sum(objects: readonly KubeObject[], count: (object: KubeObject) => number): number {
  return objects.reduce((total, object) => total + count(object), 0);
}

/** The template of the pods of a Deployment or a ReplicaSet. */
export function templateOf(object: KubeObject): JsonObject {
  return objectAt(object, 'spec', 'template');
}

/** Whether a Deployment replaces its pods bit by bit. */
export function isRolling(deployment: KubeObject): boolean {
  return textAt(deployment, 'spec', 'strategy', 'type') === 'RollingUpdate';
}

/** How many pods there may be beyond, and may be missing of, what a Deployment asks for. */
export function fenceposts(deployment: KubeObject): { readonly surge: number; readonly unavailable: number } {
  const replicas = replicasOf(deployment);
  if (!isRolling(deployment) || replicas === 0) return { surge: 0, unavailable: 0 };
  const rolling = objectAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  const surge = scaled(rolling['maxSurge'], replicas, Math.ceil);
  const unavailable = scaled(rolling['maxUnavailable'], replicas, Math.floor);
  // Rounded down to nothing, an update could never begin.
  const missing = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { surge, unavailable: Math.min(missing, replicas) };
}

/** A number or a percentage of `whole`. */
export function scaled(value: unknown, whole: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? 0 : round((Number(percent) * whole) / 100);
}

/** The seconds after which a rollout without progress has failed; undefined for never. */
export function progressDeadline(deployment: KubeObject): number | undefined {
  const seconds = numberAt(deployment, ['spec', 'progressDeadlineSeconds'], never);
  return seconds === never ? undefined : seconds;
}

/** Whether a Deployment rolls nothing out for now. */
export function isPaused(deployment: KubeObject): boolean {
  return objectAt(deployment, 'spec')['paused'] === true;
}

/** The condition `Progressing`, or another. */
export function deploymentCondition(deployment: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(deployment, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** The number of a ReplicaSet's revision; 0 where it has none. */
export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

/** Whether every pod is of the newest template, there and available. */
export function isComplete(deployment: KubeObject, status: JsonObject): boolean {
  const replicas = replicasOf(deployment);
  const count = (field: string): number => numberAt(status, [field]);
  return (
    count('updatedReplicas') === replicas &&
    count('replicas') === replicas &&
    count('availableReplicas') === replicas &&
    count('observedGeneration') >= (deployment.metadata.generation ?? 0)
  );
}
