import { jsonEqual } from '../../../base/index.ts';
import type { Controller } from '../runtime/controller.ts';
import { isActive } from './service-account-controller.ts';

const namespaces = { group: '', plural: 'namespaces' };
const configMaps = { group: '', plural: 'configmaps' };
const name = 'kube-root-ca.crt';

/** Puts the certificate of the cluster's authority into every namespace (kubernetes 1.36, pkg/controller/certificates/rootcacertpublisher). */
export function rootCaController(certificate: string): Controller {
  const data = { 'ca.crt': certificate };
  return {
    name: 'root-ca-cert-publisher',
    watches: [
      { ...namespaces, keys: (object) => [object.metadata.name ?? ''] },
      {
        ...configMaps,
        keys: (object) => (object.metadata.name === name ? [object.metadata.namespace ?? ''] : []),
      },
    ],
    reconcile: async (namespace, client) => {
      if (!isActive(client.get(namespaces, '', namespace))) return;
      const current = client.get(configMaps, namespace, name);
      if (current !== undefined) {
        if (!jsonEqual(current['data'], data)) await client.update(configMaps, { ...current, data });
        return;
      }
      const annotations = {
        'kubernetes.io/description':
          'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
      };
      await client.create(configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace, annotations },
        data,
      });
    },
  };
}
