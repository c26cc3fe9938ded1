import { jsonAt, jsonEqual, type JsonObject, type KubeObject, objectAt } from '../../../base/index.ts';
import { type Controller, keyOfObject, splitKey, watchOwn } from '../../workloads/runtime/controller.ts';
import type { Amounts } from '../amounts.ts';
import { countedBy, usedOf } from './quota.ts';
import type { Counted } from './usage.ts';

const quotas = { group: '', plural: 'resourcequotas' } as const;

/** The resources that most quotas count; others are counted when the quota itself changes. */
const watched: readonly Counted[] = [
  ...'configmaps persistentvolumeclaims pods replicationcontrollers secrets services'
    .split(' ')
    .map((plural) => ({ group: '', plural })),
  ...'daemonsets deployments replicasets statefulsets'.split(' ').map((plural) => ({ group: 'apps', plural })),
  ...'cronjobs jobs'.split(' ').map((plural) => ({ group: 'batch', plural })),
  { group: 'networking.k8s.io', plural: 'ingresses' },
];

/** Keeps in a ResourceQuota's status what is allowed and what is used (kubernetes 1.36, pkg/controller/resourcequota). */
export const quotaController: Controller = {
  name: 'resourcequota-controller',
  watches: [
    watchOwn(quotas.group, quotas.plural),
    ...watched.map(({ group, plural }) => ({
      group,
      plural,
      keys: (object: KubeObject, { client }: Parameters<Controller['watches'][number]['keys']>[1]) =>
        client
          .list(quotas, object.metadata.namespace ?? '')
          .filter((quota) => countedBy(quota).some((counted) => counted.group === group && counted.plural === plural))
          .map(keyOfObject),
    })),
  ],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const quota = client.get(quotas, namespace, name);
    if (quota === undefined || quota.metadata.deletionTimestamp !== undefined) return;
    const used = usedOf(quota, client.cluster.registry, client.cluster.storage);
    const status: JsonObject = { hard: jsonAt(quota, 'spec', 'hard') ?? {}, used: listOf(used) };
    if (!jsonEqual(status, objectAt(quota, 'status'))) await client.updateStatus(quotas, quota, status);
  },
};

function listOf(amounts: Amounts): JsonObject {
  return Object.fromEntries([...amounts].map(([name, { text }]) => [name, text]));
}
