import { type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { withCondition } from './conditions.ts';
import { type Controller, keyOfObject, splitKey, watchOwn } from './runtime/controller.ts';
import type { ControllerClient } from './runtime/controller-client.ts';
import { nodeMatches, tolerates } from './node-fit.ts';
import { pods } from './pods.ts';
import { claims, claimsOf, mounts, storageClasses } from './volumes/volume-objects.ts';

const nodes = { group: '', plural: 'nodes' } as const;

/** Gives pods a node: the first that takes them, once their volumes are there (kubernetes 1.36, pkg/scheduler). */
export const scheduler: Controller = {
  name: 'default-scheduler',
  watches: [
    watchOwn(pods.group, pods.plural),
    {
      ...claims,
      keys: ({ metadata: { namespace = '', name = '' } }, { client }) => {
        const waiting = client.list(pods, namespace).filter(isWaiting);
        return waiting.filter((pod) => mounts(pod, name)).map(keyOfObject);
      },
    },
    { ...nodes, keys: (_, { client }) => client.list(pods, '').filter(isWaiting).map(keyOfObject) },
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const pod = client.get(pods, namespace, name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || !isWaiting(pod)) return;
    if (objectsAt(pod, 'spec', 'schedulingGates').length > 0) {
      await refuse(client, pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates');
      return;
    }
    const all = client.list(nodes, '');
    const missing = missingClaim(client, pod);
    const node = missing === undefined ? all.find((candidate) => takes(candidate, pod)) : undefined;
    if (node !== undefined) {
      await bind(client, pod, node.metadata.name ?? '');
      return;
    }
    const message = `0/${all.length} nodes are available: ${missing ?? unfit(pod, all)}`;
    await refuse(client, pod, 'Unschedulable', message);
    client.event(pod, 'Warning', 'FailedScheduling', message);
  },
};

function isWaiting(pod: KubeObject): boolean {
  return textAt(pod, 'spec', 'nodeName') === '' && textAt(pod, 'spec', 'schedulerName') === 'default-scheduler';
}

function takes(node: KubeObject, pod: KubeObject): boolean {
  if (node.metadata.deletionTimestamp !== undefined) return false;
  const spec = objectAt(pod, 'spec');
  return nodeMatches(spec, node) && tolerates(spec, node);
}

function unfit(pod: KubeObject, all: readonly KubeObject[]): string {
  const matching = all.filter((node) => nodeMatches(objectAt(pod, 'spec'), node));
  const reasons = [
    [all.length - matching.length, "node(s) didn't match Pod's node affinity/selector"],
    [matching.length, 'node(s) were unschedulable'],
  ] as const;
  const told = reasons.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  const preemption = `preemption: 0/${all.length} nodes are available: ${all.length} Preemption is not helpful for scheduling.`;
  return `${told.join(', ')}. no new claims to deallocate, ${preemption}`;
}

/** What is wrong with the claims that a pod mounts. */
function missingClaim(client: ControllerClient, pod: KubeObject): string | undefined {
  for (const name of claimsOf(pod)) {
    const claim = client.get(claims, pod.metadata.namespace ?? '', name);
    if (claim === undefined) return `persistentvolumeclaim ${JSON.stringify(name)} not found. not found`;
    if (claim.metadata.deletionTimestamp !== undefined) {
      return `persistentvolumeclaim ${JSON.stringify(name)} is being deleted. not found`;
    }
    if (textAt(claim, 'status', 'phase') === 'Lost') {
      const volume = JSON.stringify(textAt(claim, 'spec', 'volumeName'));
      return `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${volume}. not found`;
    }
    const found = client.get(storageClasses, '', textAt(claim, 'spec', 'storageClassName'));
    const waits = textAt(found, 'volumeBindingMode') === 'WaitForFirstConsumer';
    if (!waits && textAt(claim, 'status', 'phase') !== 'Bound') {
      return 'pod has unbound immediate PersistentVolumeClaims. not found';
    }
  }
  return undefined;
}

async function bind(client: ControllerClient, pod: KubeObject, nodeName: string): Promise<void> {
  const { namespace, name } = pod.metadata;
  await client.change(pods, pod, 'binding', (current) => ({
    ...current,
    spec: { ...objectAt(current, 'spec'), nodeName },
    status: {
      ...objectAt(current, 'status'),
      conditions: [
        ...withCondition(
          objectsAt(current, 'status', 'conditions'),
          { type: 'PodScheduled', status: 'True' },
          client.clock.now(),
        ),
      ],
    },
  }));
  client.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`);
}

async function refuse(client: ControllerClient, pod: KubeObject, reason: string, message: string): Promise<void> {
  const before = objectsAt(pod, 'status', 'conditions');
  const { generation } = pod.metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const condition = { type: 'PodScheduled', ...observed, status: 'False', reason, message } as const;
  const conditions = withCondition(before, condition, client.clock.now());
  if (conditions === before) return;
  await client.updateStatus(pods, pod, { ...objectAt(pod, 'status'), conditions: [...conditions] });
}
