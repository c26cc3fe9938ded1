import { isJsonObject, type KubeObject } from '../../base/index.ts';
import { dataOf } from '../../argocd/index.ts';
import { type ClusterConfig, configFromArgoCluster, configFromKubeconfig, KubeError } from '../../kube/index.ts';
import type { ClusterSecret } from './cluster-key.ts';

/**
 * The connection that a Secret describes, in the form of Argo CD's cluster Secrets or as a kubeconfig under one of its keys. It never runs
 * a program and never reads a file. Throws KubeError `config`, whose text never quotes the Secret.
 */
export function configOfSecret(object: KubeObject, { form, key }: ClusterSecret): ClusterConfig {
  const source = `Secret ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
  if (form === 'argocd') return configFromArgoCluster(encodedData(object), { source });
  // Flux reads the key `value`, else `value.yaml`, where none is named.
  const text = key === '' ? dataOf(object, 'value') || dataOf(object, 'value.yaml') : dataOf(object, key);
  if (text !== '') return configFromKubeconfig(text, { source });
  const where = key === '' ? 'value or value.yaml' : key;
  throw new KubeError('config', `${source} has no kubeconfig under the key ${where}`);
}

function encodedData(secret: KubeObject): Record<string, string> {
  const data = isJsonObject(secret['data']) ? secret['data'] : {};
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
