import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { availability, isReady } from '../pods.ts';
import { revisionOfPod } from './stateful-pod.ts';

/** The resource that this controller handles. */
export const statefulSets = { group: 'apps', plural: 'statefulsets' } as const;

/** Whether a pod runs and is ready. */
export function isRunningAndReady(pod: KubeObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Running' && isReady(pod);
}

/** What the status of a set says of its pods, and how long until one more of them counts as available. */
export function countPods(
  set: KubeObject,
  pods: readonly KubeObject[],
  revisions: { readonly current: string; readonly update: string },
  now: number,
): { readonly status: JsonObject; readonly soon: readonly number[] } {
  const minReadySeconds = numberAt(set, ['spec', 'minReadySeconds']);
  const ready = pods.filter(isRunningAndReady);
  const states = ready.map((pod) => availability(pod, minReadySeconds, now));
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const of = (revision: string): number => alive.filter((pod) => revisionOfPod(pod) === revision).length;
  const conditions = objectsAt(set, 'status', 'conditions');
  const status: JsonObject = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length,
    currentReplicas: of(revisions.current),
    updatedReplicas: of(revisions.update),
    currentRevision: revisions.current,
    updateRevision: revisions.update,
    collisionCount: numberAt(set, ['status', 'collisionCount']),
    availableReplicas: states.filter((state) => state === true).length,
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
  };
  return { status: completed(set, status), soon: states.filter((state) => typeof state === 'number') };
}

/** Once every pod is of the new revision and ready, that is the current one. */
function completed(set: KubeObject, status: JsonObject): JsonObject {
  const wanted = numberAt(set, ['spec', 'replicas']);
  const rolling = textAt(set, 'spec', 'updateStrategy', 'type') === 'RollingUpdate';
  if (
    !rolling ||
    status['updatedReplicas'] !== wanted ||
    status['readyReplicas'] !== wanted ||
    status['replicas'] !== wanted
  )
    return status;
  return { ...status, currentReplicas: wanted, currentRevision: status['updateRevision'] };
}

/** Writes a status where it says something new. */
export async function writeStatus(client: ControllerClient, set: KubeObject, status: JsonObject): Promise<void> {
  if (jsonEqual(withoutZeros(status), withoutZeros(objectAt(set, 'status')))) return;
  await client.updateStatus(statefulSets, set, status);
}

function withoutZeros(status: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0));
}
