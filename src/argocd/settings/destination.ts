import { type ClusterKey, inCluster, type KubeObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { inClusterServer, secretTypeLabel } from '../names.ts';
import { dataOf } from './repository-credentials.ts';

/** The cluster that a destination names, or why it names none, in upstream's words. */
export type Destination =
  | { readonly kind: 'cluster'; readonly cluster: ClusterKey; readonly server: string }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Resolves `spec.destination` (Argo CD v3, util/argo/argo.go GetDestinationCluster): by server or by name, never both. Without either it is
 * the cluster that we run in, where upstream refuses.
 */
export async function resolveDestination(
  destination: { readonly server: string; readonly name: string },
  controlPlane: string,
  lookup: Lookup,
): Promise<Destination> {
  const { server, name } = destination;
  if (server !== '' && name !== '') {
    return {
      kind: 'problem',
      message: `application destination can't have both name and server defined: ${name} ${server}`,
    };
  }
  if ((server === '' && name === '') || server === inClusterServer || name === 'in-cluster') {
    return { kind: 'cluster', cluster: inCluster, server: inClusterServer };
  }
  const clusters = await lookup.list({ group: '', kind: 'Secret' }, controlPlane, { [secretTypeLabel]: 'cluster' });
  const found = clusters.filter((secret) =>
    server === '' ? dataOf(secret, 'name') === name : serverOf(secret) === trim(server),
  );
  if (found.length > 1) {
    return {
      kind: 'problem',
      message: `there are ${found.length} clusters with the same name: [${found.map(serverOf).join(' ')}]`,
    };
  }
  const [secret] = found;
  if (secret === undefined) {
    const message = server === '' ? `there are no clusters with this name: ${name}` : `cluster "${server}" not found`;
    return { kind: 'problem', message };
  }
  return { kind: 'cluster', cluster: `argocd:${controlPlane}/${secret.metadata.name ?? ''}`, server: serverOf(secret) };
}

function serverOf(secret: KubeObject): string {
  return trim(dataOf(secret, 'server'));
}

function trim(server: string): string {
  return server.replace(/\/+$/, '');
}
