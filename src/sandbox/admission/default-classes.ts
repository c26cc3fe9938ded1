import { type KubeObject, objectAt } from '../../base/index.ts';
import type { AdmissionPlugin } from '../machinery/admission.ts';
import type { Cluster } from '../machinery/cluster.ts';

/**
 * Gives claims and Ingresses that name no class the default one (kubernetes 1.36, plugin/pkg/admission/storage/storageclass and
 * network/defaultingressclass).
 */
export const defaultClasses: AdmissionPlugin = {
  name: 'DefaultClasses',
  admit: ({ cluster, operation, type, subresource, object }) => {
    if (operation !== 'CREATE' || subresource !== '' || object === undefined) return;
    if (type.group === '' && type.plural === 'persistentvolumeclaims') {
      const spec = objectAt(object, 'spec');
      const asked =
        spec['storageClassName'] ?? object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'];
      if (asked !== undefined) return;
      const found = defaultOf(cluster, 'storage.k8s.io/storageclasses/', 'storageclass.kubernetes.io/is-default-class');
      if (found !== undefined) spec['storageClassName'] = found;
    } else if (type.group === 'networking.k8s.io' && type.plural === 'ingresses') {
      const spec = objectAt(object, 'spec');
      const asked = spec['ingressClassName'] ?? object.metadata.annotations?.['kubernetes.io/ingress.class'];
      if (asked !== undefined) return;
      const found = defaultOf(
        cluster,
        'networking.k8s.io/ingressclasses/',
        'ingressclass.kubernetes.io/is-default-class',
      );
      if (found !== undefined) spec['ingressClassName'] = found;
    }
  },
};

/** The name of the default class; the newest one where there are several. */
function defaultOf(cluster: Cluster, prefix: string, annotation: string): string | undefined {
  const made = (object: KubeObject): string => object.metadata.creationTimestamp ?? '';
  return cluster.storage
    .scan(prefix)
    .map((stored) => stored.object)
    .filter((object) => object.metadata.annotations?.[annotation] === 'true')
    .sort((a, b) => made(b).localeCompare(made(a)))[0]?.metadata.name;
}
