import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  messageOf,
  numberAt,
  objectAt,
  objectsAt,
  textMapAt,
} from '../../base/index.ts';
import { matchesLabels } from '../selectors/label-selector.ts';
import { withCondition, withoutCondition } from './conditions.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn, watchOwned } from './runtime/controller.ts';
import type { ControllerClient, ResourceName } from './runtime/controller-client.ts';
import { claim } from './ownership.ts';
import { availability, compareForDeletion, isActive, isReady, podFromTemplate, pods } from './pods.ts';

/** Keeps as many pods as a ReplicaSet asks for (kubernetes 1.36, pkg/controller/replicaset). */
export const replicaSetController = controllerOf(
  'replicaset-controller',
  { group: 'apps', plural: 'replicasets' },
  'ReplicaSet',
);

/** The same for their forerunners. */
export const replicationController = controllerOf(
  'replication-controller',
  { group: '', plural: 'replicationcontrollers' },
  'ReplicationController',
);

function controllerOf(name: string, resource: ResourceName, kind: string): Controller {
  return {
    name,
    watches: [watchOwn(resource.group, resource.plural), watchOwned(pods.group, pods.plural, kind)],
    reconcile: async (key, client) => {
      const { namespace, name } = splitKey(key);
      const set = client.get(resource, namespace, name);
      if (set === undefined) return undefined;
      const claimed = await claim(client, pods, set);
      const failure = set.metadata.deletionTimestamp === undefined ? await scale(set, claimed, client) : undefined;
      return updateStatus(resource, set, failure, client);
    },
  };
}

/** Makes or deletes pods; gives what went wrong. */
async function scale(
  set: KubeObject,
  claimed: readonly KubeObject[],
  client: ControllerClient,
): Promise<{ readonly reason: string; readonly message: string } | undefined> {
  const wanted = numberAt(set, ['spec', 'replicas']);
  const active = claimed.filter(isActive);
  try {
    for (let count = active.length; count < wanted; count += 1) {
      const pod = await client.create(pods, podFromTemplate(set, objectAt(set, 'spec', 'template')));
      client.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    }
  } catch (error) {
    const message = messageOf(error);
    client.event(set, 'Warning', 'FailedCreate', `Error creating: ${message}`);
    return { reason: 'FailedCreate', message };
  }
  for (const pod of [...active].sort(compareForDeletion).slice(0, Math.max(0, active.length - wanted))) {
    await client.delete(pods, pod);
    client.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  return undefined;
}

async function updateStatus(
  resource: ResourceName,
  set: KubeObject,
  failure: { readonly reason: string; readonly message: string } | undefined,
  client: ControllerClient,
): Promise<ReconcileResult> {
  const current = client.get(resource, set.metadata.namespace ?? '', set.metadata.name ?? '');
  if (current === undefined || current.metadata.uid !== set.metadata.uid) return {};
  const now = client.clock.now();
  const minReadySeconds = numberAt(current, ['spec', 'minReadySeconds']);
  const templateLabels = Object.entries(textMapAt(current, 'spec', 'template', 'metadata', 'labels')).map(
    ([label, value]) => ({ key: label, operator: 'in' as const, values: [value] }),
  );
  const controlled = client.controlled(pods, current);
  const active = controlled.filter(isActive);
  const states = active.map((pod) => availability(pod, minReadySeconds, now));
  let conditions = objectsAt(current, 'status', 'conditions');
  conditions =
    failure === undefined
      ? withoutCondition(conditions, 'ReplicaFailure')
      : withCondition(conditions, { type: 'ReplicaFailure', status: 'True', ...failure }, now);
  const status: JsonObject = {
    replicas: active.length,
    fullyLabeledReplicas: active.filter((pod) => matchesLabels(templateLabels, pod.metadata.labels)).length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: states.filter((state) => state === true).length,
    terminatingReplicas: controlled.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
    observedGeneration: current.metadata.generation,
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
  };
  if (!jsonEqual(withoutZeros(status), withoutZeros(objectAt(current, 'status')))) {
    await client.updateStatus(resource, current, status);
  }
  const soon = states.filter((state) => typeof state === 'number');
  return soon.length === 0 ? {} : { againAfterMs: Math.min(...soon) };
}

/** Go leaves out counts of zero. */
function withoutZeros(status: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(status).filter(([name, value]) => value !== 0 || name === 'terminatingReplicas'),
  );
}
