import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { type ConditionText, withCondition, withoutCondition } from '../conditions.ts';
import type { ReconcileResult } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import {
  deploymentCondition,
  deployments,
  fenceposts,
  isComplete,
  isPaused,
  progressDeadline,
  replicasOf,
  statusCount,
  sum,
} from './deployment-object.ts';

/** A change of the condition `Progressing`. */
export interface ProgressNote {
  readonly condition: ConditionText;
  /** The status of a Deployment with it. */
  on(deployment: KubeObject, now: number): JsonObject;
}

/** A change of the condition `Progressing`. */
export function progress(status: ConditionText['status'], reason: string, message: string): ProgressNote {
  const condition: ConditionText = { type: 'Progressing', status, reason, message };
  return {
    condition,
    on: (deployment, now) => {
      const before = objectsAt(deployment, 'status', 'conditions');
      const conditions = withCondition(before, condition, now, { lastUpdateTime: true });
      return { ...objectAt(deployment, 'status'), conditions: [...conditions] };
    },
  };
}

/** Writes a status (and annotations, which a Deployment's status takes along); gives the Deployment as it is then. */
export function updateStatusOf(
  deployment: KubeObject,
  status: JsonObject,
  client: ControllerClient,
): Promise<KubeObject> {
  return client.updateStatus(deployments, deployment, status);
}

/** Says in the conditions that a Deployment was paused or resumed, so that the pause does not count as lack of progress. */
export async function notePause(deployment: KubeObject, client: ControllerClient): Promise<KubeObject> {
  if (progressDeadline(deployment) === undefined) return deployment;
  const reason = deploymentCondition(deployment, 'Progressing')?.['reason'];
  if (reason === 'ProgressDeadlineExceeded') return deployment;
  const paused = isPaused(deployment);
  const noted = reason === 'DeploymentPaused';
  if (paused === noted) return deployment;
  const note = paused
    ? progress('Unknown', 'DeploymentPaused', 'Deployment is paused')
    : progress('Unknown', 'DeploymentResumed', 'Deployment is resumed');
  return updateStatusOf(deployment, note.on(deployment, client.clock.now()), client);
}

/** Brings the status up to date outside a rollout: counts and availability only. */
export async function syncStatus(
  deployment: KubeObject,
  fresh: KubeObject | undefined,
  old: readonly KubeObject[],
  client: ControllerClient,
): Promise<void> {
  const status = countedStatus(deployment, fresh, old, client.clock.now());
  if (!sameStatus(status, deployment)) await updateStatusOf(deployment, status, client);
}

/** Brings the status up to date during a rollout, and judges its progress. */
export async function syncRolloutStatus(
  deployment: KubeObject,
  fresh: KubeObject | undefined,
  old: readonly KubeObject[],
  client: ControllerClient,
): Promise<ReconcileResult> {
  const now = client.clock.now();
  const counted = countedStatus(deployment, fresh, old, now);
  let conditions = objectsAt(counted, 'conditions');
  const deadline = progressDeadline(deployment);
  const before = deploymentCondition(deployment, 'Progressing');
  const resting =
    statusNumber(counted, 'replicas') === statusNumber(counted, 'updatedReplicas') &&
    before?.['reason'] === 'NewReplicaSetAvailable';
  if (deadline === undefined) conditions = withoutCondition(conditions, 'Progressing');
  else if (!resting) conditions = judgeProgress(deployment, fresh, counted, conditions, now);
  conditions = withReplicaFailure(conditions, fresh, old, now);
  const status = { ...counted, conditions: [...conditions] };
  const written = sameStatus(status, deployment) ? deployment : await updateStatusOf(deployment, status, client);
  return nextCheck(written, status, now);
}

/** `ReplicaSet "web-1" is progressing.` and the like; a Deployment without one speaks of itself. */
function subject(deployment: KubeObject, fresh: KubeObject | undefined): string {
  return fresh === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${fresh.metadata.name}"`;
}

function judgeProgress(
  deployment: KubeObject,
  fresh: KubeObject | undefined,
  status: JsonObject,
  conditions: readonly JsonObject[],
  now: number,
): readonly JsonObject[] {
  const about = subject(deployment, fresh);
  const set = (list: readonly JsonObject[], note: ProgressNote): readonly JsonObject[] =>
    withCondition(list, note.condition, now, { lastUpdateTime: true });
  if (isComplete(deployment, status)) {
    return set(conditions, progress('True', 'NewReplicaSetAvailable', `${about} has successfully progressed.`));
  }
  if (hasProgressed(deployment, status)) {
    const note = progress('True', 'ReplicaSetUpdated', `${about} is progressing.`);
    const before = conditions.find((condition) => condition['type'] === 'Progressing');
    // Each sign of progress moves the time from which the deadline counts.
    const fresh = set(withoutCondition(conditions, 'Progressing'), note);
    if (before?.['status'] !== 'True') return fresh;
    return fresh.map((condition) =>
      condition['type'] === 'Progressing'
        ? { ...condition, lastTransitionTime: before['lastTransitionTime'] }
        : condition,
    );
  }
  if (!hasTimedOut(deployment, now)) return conditions;
  return set(conditions, progress('False', 'ProgressDeadlineExceeded', `${about} has timed out progressing.`));
}

function hasProgressed(deployment: KubeObject, status: JsonObject): boolean {
  const oldBefore = statusCount(deployment, 'replicas') - statusCount(deployment, 'updatedReplicas');
  const oldNow = statusNumber(status, 'replicas') - statusNumber(status, 'updatedReplicas');
  return (
    statusNumber(status, 'updatedReplicas') > statusCount(deployment, 'updatedReplicas') ||
    oldNow < oldBefore ||
    statusNumber(status, 'readyReplicas') > statusCount(deployment, 'readyReplicas') ||
    statusNumber(status, 'availableReplicas') > statusCount(deployment, 'availableReplicas')
  );
}

function hasTimedOut(deployment: KubeObject, now: number): boolean {
  const condition = deploymentCondition(deployment, 'Progressing');
  const deadline = progressDeadline(deployment);
  if (condition === undefined || deadline === undefined || condition['reason'] === 'NewReplicaSetAvailable')
    return false;
  if (condition['reason'] === 'ProgressDeadlineExceeded') return true;
  return Date.parse(textAt(condition, 'lastUpdateTime')) + deadline * 1000 < now;
}

/** When to look whether the deadline has passed. */
function nextCheck(deployment: KubeObject, status: JsonObject, now: number): ReconcileResult {
  const deadline = progressDeadline(deployment);
  const condition = deploymentCondition(deployment, 'Progressing');
  if (deadline === undefined || condition === undefined || isComplete(deployment, status)) return {};
  if (condition['reason'] === 'ProgressDeadlineExceeded') return {};
  const due = Date.parse(textAt(condition, 'lastUpdateTime')) + deadline * 1000;
  // Times are written in whole seconds.
  return { againAfterMs: Math.max(0, due - now) + 1000 };
}

function countedStatus(
  deployment: KubeObject,
  fresh: KubeObject | undefined,
  old: readonly KubeObject[],
  now: number,
): JsonObject {
  const all = fresh === undefined ? old : [...old, fresh];
  const available = sum(all, (set) => statusCount(set, 'availableReplicas'));
  const { unavailable } = fenceposts(deployment);
  const enough = available >= replicasOf(deployment) - unavailable;
  const availability: ConditionText = enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  const before = objectsAt(deployment, 'status', 'conditions');
  const collisionCount = objectAt(deployment, 'status')['collisionCount'];
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: sum(all, (set) => statusCount(set, 'replicas')),
    updatedReplicas: statusCount(fresh, 'replicas'),
    readyReplicas: sum(all, (set) => statusCount(set, 'readyReplicas')),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(all, replicasOf) - available),
    terminatingReplicas: sum(all, (set) => statusCount(set, 'terminatingReplicas')),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: [...withCondition(before, availability, now, { lastUpdateTime: true })],
  };
}

function withReplicaFailure(
  conditions: readonly JsonObject[],
  fresh: KubeObject | undefined,
  old: readonly KubeObject[],
  now: number,
): readonly JsonObject[] {
  const sets = fresh === undefined ? old : [fresh, ...old];
  const failure = sets
    .flatMap((set) => objectsAt(set, 'status', 'conditions'))
    .find((condition) => condition['type'] === 'ReplicaFailure');
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const condition: ConditionText = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: textAt(failure, 'reason'),
    message: textAt(failure, 'message'),
  };
  return withCondition(conditions, condition, now, { lastUpdateTime: true });
}

function statusNumber(status: JsonObject, field: string): number {
  return numberAt(status, [field]);
}

/** Whether a status says what the stored one says; Go leaves out counts of zero. */
function sameStatus(status: JsonObject, deployment: KubeObject): boolean {
  const shown = Object.fromEntries(
    Object.entries(status).filter(([name, value]) => value !== 0 || name === 'terminatingReplicas'),
  );
  return jsonEqual(shown, objectAt(deployment, 'status'));
}
