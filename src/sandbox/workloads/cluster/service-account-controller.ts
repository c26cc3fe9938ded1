import type { KubeObject } from '../../../base/index.ts';
import type { Controller } from '../runtime/controller.ts';

const namespaces = { group: '', plural: 'namespaces' };
const serviceAccounts = { group: '', plural: 'serviceaccounts' };

/** Gives every namespace its service account `default` (kubernetes 1.36, pkg/controller/serviceaccount). */
export const serviceAccountController: Controller = {
  name: 'service-account-controller',
  watches: [
    { ...namespaces, keys: (object) => [object.metadata.name ?? ''] },
    {
      ...serviceAccounts,
      keys: (object, { deleted }) =>
        deleted && object.metadata.name === 'default' ? [object.metadata.namespace ?? ''] : [],
    },
  ],
  reconcile: async (namespace, client) => {
    if (!isActive(client.get(namespaces, '', namespace))) return;
    if (client.get(serviceAccounts, namespace, 'default') !== undefined) return;
    await client.create(serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    });
  },
};

/** Whether a namespace is there to stay. */
export function isActive(namespace: KubeObject | undefined): boolean {
  return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;
}
