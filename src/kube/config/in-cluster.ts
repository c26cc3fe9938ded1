import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ClusterConfig } from './cluster-config.ts';
import type { Environment } from './proxy.ts';

/** Where the kubelet mounts a pod's service account. */
const serviceAccountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The connection of a pod to its own cluster (rest.InClusterConfig): address from KUBERNETES_SERVICE_HOST and _PORT, token, authority
 * and namespace from the service account's files, of which token and authority are read again while the connection lives. Undefined
 * outside a pod; throws KubeError `config` where the files of a pod cannot be read.
 */
export async function inClusterConfig(
  environment: Environment,
  directory = serviceAccountDirectory,
): Promise<ClusterConfig | undefined> {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '';
  if (host === '' || port === '') return undefined;
  const read = async (name: string): Promise<string> => {
    try {
      return await readFile(join(directory, name), 'utf8');
    } catch (error) {
      throw new KubeError('config', `the service account's ${name} cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    }
  };
  await read('token');
  await read('ca.crt');
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: { insecure: false, ca: { kind: 'file', path: join(directory, 'ca.crt') } },
    credential: { kind: 'token-file', path: join(directory, 'token') },
    namespace: (await read('namespace').catch(() => '')).trim(),
    disableCompression: false,
  };
}
