import { type JsonObject, type KubeObject, objectAt, objectsAt, randomSuffix, textAt } from '../../base/index.ts';
import type { AdmissionPlugin } from '../machinery/admission.ts';
import { forbidden } from '../machinery/api-error.ts';

const pods = { group: '', plural: 'pods' };
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Gives pods their service account, its pull secrets and its token (kubernetes 1.36, plugin/pkg/admission/serviceaccount). */
export const serviceAccountAdmission: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit: ({ cluster, operation, type, namespace, name, subresource, object }) => {
    if (operation !== 'CREATE' || type.plural !== 'pods' || type.group !== '' || subresource !== '') return;
    if (object === undefined || object.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return;
    const spec = objectAt(object, 'spec');
    const account = textAt(spec, 'serviceAccountName') || 'default';
    spec['serviceAccountName'] = account;
    spec['serviceAccount'] = account;
    const found = cluster.storage.get(`/serviceaccounts/${namespace}/${account}`)?.object;
    if (found === undefined) {
      const why = `error looking up service account ${namespace}/${account}: serviceaccount ${JSON.stringify(account)} not found`;
      throw forbidden(pods, name, why);
    }
    if (mountsToken(spec, found)) mountToken(spec, `kube-api-access-${randomSuffix(cluster.random)}`);
    const secrets = found['imagePullSecrets'];
    if (objectsAt(spec, 'imagePullSecrets').length === 0 && Array.isArray(secrets) && secrets.length > 0) {
      spec['imagePullSecrets'] = secrets;
    }
  },
};

function mountsToken(spec: JsonObject, account: KubeObject): boolean {
  const own = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'];
  return own !== false;
}

function mountToken(spec: JsonObject, volume: string): void {
  let mounted = false;
  for (const container of [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')]) {
    const mounts = objectsAt(container, 'volumeMounts');
    if (mounts.some((mount) => mount['mountPath'] === mountPath)) continue;
    container['volumeMounts'] = [...mounts, { name: volume, readOnly: true, mountPath }];
    mounted = true;
  }
  if (mounted) spec['volumes'] = [...objectsAt(spec, 'volumes'), tokenVolume(volume)];
}

function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        // Odd, so that tools can tell this token from those that people ask for.
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}
