import type { ClusterKey } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';

/** The Secret that says how to reach a cluster. */
export interface ClusterSecret {
  readonly form: 'argocd' | 'kubeconfig';
  readonly namespace: string;
  readonly name: string;
  /** Of the kubeconfig in the Secret; empty: where Flux looks by itself. */
  readonly key: string;
}

/** Reads `argocd:<namespace>/<name>` and `kubeconfig:<namespace>/<name>#<key>`. Throws KubeError `config` for anything else. */
export function parseClusterKey(cluster: ClusterKey): ClusterSecret {
  const match = /^(argocd|kubeconfig):([^/]*)\/([^#]+)(?:#(.*))?$/.exec(cluster);
  if (match === null) throw new KubeError('config', `no cluster is called ${cluster}`);
  const [, form, namespace = '', name = '', key = ''] = match;
  return { form: form === 'argocd' ? 'argocd' : 'kubeconfig', namespace, name, key };
}
