import { type KubeObject } from '../../base/index.ts';
import { objectAt, objectsAt, textAt } from '../json-read.ts';
import { withCondition } from './conditions.ts';
import { type Controller, splitKey, watchOwn } from './controller.ts';
import { pods } from './pods.ts';

const nodes = { group: '', plural: 'nodes' } as const;

/** Gives pods a node: the first that its selector allows and that takes pods. */
export const scheduler: Controller = {
  name: 'default-scheduler',
  watches: [watchOwn(pods.group, pods.plural)],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const pod = client.get(pods, namespace, name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return undefined;
    if (textAt(pod, 'spec', 'nodeName') !== '' || textAt(pod, 'spec', 'schedulerName') !== 'default-scheduler') {
      return undefined;
    }
    const now = client.clock.now();
    if (objectsAt(pod, 'spec', 'schedulingGates').length > 0) {
      await refuse(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates', now);
      return undefined;
    }
    const all = client.list(nodes, '');
    const node = all.find((candidate) => takes(candidate, pod));
    if (node === undefined) {
      const message = `0/${all.length} nodes are available: ${all.length} node(s) didn't match Pod's node affinity/selector.`;
      await refuse(pod, 'Unschedulable', message, now);
      client.event(pod, 'Warning', 'FailedScheduling', message);
      return { againAfterMs: 5000 };
    }
    const nodeName = node.metadata.name ?? '';
    await client.change(pods, pod, 'binding', (current) => ({
      ...current,
      spec: { ...objectAt(current, 'spec'), nodeName },
      status: {
        ...objectAt(current, 'status'),
        conditions: [
          ...withCondition(objectsAt(current, 'status', 'conditions'), { type: 'PodScheduled', status: 'True' }, now),
        ],
      },
    }));
    client.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`);
    return undefined;

    async function refuse(refused: KubeObject, reason: string, message: string, time: number): Promise<void> {
      const before = objectsAt(refused, 'status', 'conditions');
      const condition = { type: 'PodScheduled', status: 'False', reason, message } as const;
      const conditions = withCondition(before, condition, time);
      if (conditions === before) return;
      await client.updateStatus(pods, refused, { ...objectAt(refused, 'status'), conditions: [...conditions] });
    }
  },
};

function takes(node: KubeObject, pod: KubeObject): boolean {
  if (objectAt(node, 'spec')['unschedulable'] === true || node.metadata.deletionTimestamp !== undefined) return false;
  return Object.entries(objectAt(pod, 'spec', 'nodeSelector')).every(
    ([label, value]) => node.metadata.labels?.[label] === value,
  );
}
