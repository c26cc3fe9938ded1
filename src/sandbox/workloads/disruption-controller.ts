import {
  formatTime,
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  parseApiVersion,
} from '../../base/index.ts';
import { matchesLabels } from '../selectors/label-selector.ts';
import { type Controller, keyOfObject, splitKey, watchOwn } from './runtime/controller.ts';
import type { ControllerClient } from './runtime/controller-client.ts';
import { scaled } from './deployment/deployment-object.ts';
import { controllerOf, selectorOf } from './ownership.ts';
import { isFinished, isReady, pods } from './pods.ts';

const budgets = { group: 'policy', plural: 'poddisruptionbudgets' } as const;

/** Counts how many pods of a budget may go (kubernetes 1.36, pkg/controller/disruption). */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  watches: [
    watchOwn(budgets.group, budgets.plural),
    {
      ...pods,
      keys: (pod, { previous, client }) => {
        const all = client.list(budgets, pod.metadata.namespace ?? '');
        return all
          .filter((budget) => selects(budget, pod) || (previous !== undefined && selects(budget, previous)))
          .map(keyOfObject);
      },
    },
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const budget = client.get(budgets, namespace, name);
    if (budget === undefined || budget.metadata.deletionTimestamp !== undefined) return;
    const status = statusOf(client, budget);
    if (!jsonEqual(status, objectAt(budget, 'status'))) await client.updateStatus(budgets, budget, status);
  },
};

/** Whether a budget is about a pod; an empty selector is about all, none about no pod. */
export function selects(budget: KubeObject, pod: KubeObject): boolean {
  const requirements = selectorOf(budget);
  return requirements !== undefined && matchesLabels(requirements, pod.metadata.labels);
}

function statusOf(client: ControllerClient, budget: KubeObject): JsonObject {
  const now = client.clock.now();
  const all = client
    .list(pods, budget.metadata.namespace ?? '')
    .filter((pod) => selects(budget, pod) && !isFinished(pod));
  if (all.length === 0) client.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const { expected, desired } = wantedOf(client, budget, all);
  const disrupted = stillDisrupted(budget, all);
  const healthy = all.filter(
    (pod) =>
      isReady(pod) && pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name ?? ''] === undefined,
  ).length;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  return {
    observedGeneration: budget.metadata.generation,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions: [condition(budget, allowed > 0, now)],
  };
}

function condition(budget: KubeObject, allowed: boolean, now: number): JsonObject {
  const status = allowed ? 'True' : 'False';
  const before = objectsAt(budget, 'status', 'conditions').find((other) => other['type'] === 'DisruptionAllowed');
  return {
    type: 'DisruptionAllowed',
    status,
    observedGeneration: budget.metadata.generation,
    lastTransitionTime: before?.['status'] === status ? before['lastTransitionTime'] : formatTime(now),
    reason: allowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
}

/** How many pods there should be, and how many of them must be well. */
function wantedOf(
  client: ControllerClient,
  budget: KubeObject,
  all: readonly KubeObject[],
): { readonly expected: number; readonly desired: number } {
  const { minAvailable, maxUnavailable } = objectAt(budget, 'spec');
  if (maxUnavailable !== undefined) {
    const expected = sizeOfOwners(client, all);
    return { expected, desired: Math.max(0, expected - scaled(maxUnavailable, expected, Math.ceil)) };
  }
  if (typeof minAvailable === 'string') {
    const expected = sizeOfOwners(client, all);
    return { expected, desired: scaled(minAvailable, expected, Math.ceil) };
  }
  return { expected: all.length, desired: typeof minAvailable === 'number' ? minAvailable : 1 };
}

/** How many pods the workloads ask for that the pods belong to; each counts once. */
function sizeOfOwners(client: ControllerClient, all: readonly KubeObject[]): number {
  const owners = new Map<string, number>();
  for (const pod of all) {
    const owner = workloadOf(client, pod);
    if (owner !== undefined) owners.set(owner.metadata.uid ?? '', numberAt(owner, ['spec', 'replicas']));
  }
  return [...owners.values()].reduce((total, replicas) => total + replicas, 0);
}

/** What a pod belongs to in the end: the Deployment of its ReplicaSet. */
function workloadOf(client: ControllerClient, object: KubeObject): KubeObject | undefined {
  const reference = controllerOf(object);
  if (reference === undefined) return undefined;
  const type = client.cluster.registry.findKind(parseApiVersion(reference.apiVersion).group, reference.kind);
  const owner = type === undefined ? undefined : client.get(type, object.metadata.namespace ?? '', reference.name);
  if (owner === undefined || owner.metadata.uid !== reference.uid) return undefined;
  return workloadOf(client, owner) ?? owner;
}

/** Pods that were evicted and are still to be seen going. */
function stillDisrupted(budget: KubeObject, all: readonly KubeObject[]): JsonObject {
  const alive = new Set(
    all.filter((pod) => pod.metadata.deletionTimestamp === undefined).map((pod) => pod.metadata.name),
  );
  return Object.fromEntries(
    Object.entries(objectAt(budget, 'status', 'disruptedPods')).filter(([name]) => alive.has(name)),
  );
}
