import { type ClusterKey, inCluster, type KubeObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { inClusterName, inClusterServer, secretTypeLabel } from '../names.ts';
import { dataOf } from './repository-credentials.ts';

/** The cluster that a destination names, or why it names none, in upstream's words. */
export type Destination =
  | {
      readonly kind: 'cluster';
      readonly cluster: ClusterKey;
      readonly server: string;
      readonly name: string;
    }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Resolves `spec.destination`, by server or by name, never both (Argo CD v3.6, util/argo/argo.go GetDestinationCluster). One that names
 * neither is the cluster of the Application itself, which upstream refuses.
 */
export async function resolveDestination(
  destination: { readonly server: string; readonly name: string },
  controlPlane: string,
  lookup: Lookup,
): Promise<Destination> {
  const { name } = destination;
  const server = trim(destination.server);
  if (server !== '' && name !== '') {
    return problem(`application destination can't have both name and server defined: ${name} ${destination.server}`);
  }
  if (server === inClusterServer || name === inClusterName || (server === '' && name === '')) {
    return { kind: 'cluster', cluster: inCluster, server: inClusterServer, name: inClusterName };
  }
  const clusters = await clusterSecrets(controlPlane, lookup);
  const found = clusters.filter((secret) =>
    server === '' ? dataOf(secret, 'name') === name : serverOf(secret) === server,
  );
  if (found.length > 1 && server === '') {
    return problem(`there are ${found.length} clusters with the same name: [${found.map(serverOf).join(' ')}]`);
  }
  const [secret] = found;
  if (secret === undefined)
    return problem(server === '' ? unknownName(name) : unknownServer(destination.server, server));
  return {
    kind: 'cluster',
    cluster: `argocd:${controlPlane}/${secret.metadata.name ?? ''}`,
    server: serverOf(secret),
    name: dataOf(secret, 'name'),
  };
}

/** The projects that a cluster is registered for, by its address or its name (Argo CD v3.6, util/db GetProjectClusters). */
export async function projectsOfCluster(
  cluster: { readonly server: string; readonly name: string },
  controlPlane: string,
  lookup: Lookup,
): Promise<string[]> {
  const secrets = await clusterSecrets(controlPlane, lookup);
  return secrets
    .filter((secret) => dataOf(secret, 'name') === cluster.name || serverOf(secret) === cluster.server)
    .map((secret) => dataOf(secret, 'project'))
    .filter((project) => project !== '');
}

function clusterSecrets(controlPlane: string, lookup: Lookup): Promise<readonly KubeObject[]> {
  return lookup.list({ group: '', kind: 'Secret' }, controlPlane, { [secretTypeLabel]: 'cluster' });
}

function unknownName(name: string): string {
  return `there are no clusters with this name: ${name}`;
}

function unknownServer(written: string, server: string): string {
  return `error getting cluster by server ${JSON.stringify(written)}: rpc error: code = NotFound desc = cluster ${JSON.stringify(server)} not found`;
}

function problem(message: string): Destination {
  return { kind: 'problem', message };
}

function serverOf(secret: KubeObject): string {
  return trim(dataOf(secret, 'server'));
}

function trim(server: string): string {
  return server.replace(/\/+$/, '');
}
