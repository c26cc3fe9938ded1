import type { KubeObject } from '../base/index.ts';
import { argoGroup } from '../argocd/index.ts';
import { type KubeClient, KubeError } from '../kube/index.ts';

/**
 * Makes sure that the project `default` is there, which permits everything: upstream's API server creates it at its first start. One
 * that is there already is left as it is.
 */
export async function ensureDefaultProject(client: KubeClient, namespace: string, signal: AbortSignal): Promise<void> {
  const resource = await client.discovery.find({ group: argoGroup, kind: 'AppProject' }, signal);
  if (resource === undefined) return;
  const project: KubeObject = {
    apiVersion: `${argoGroup}/v1alpha1`,
    kind: 'AppProject',
    metadata: { name: 'default', namespace },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
  try {
    await client.create(resource, project, { fieldManager: 'argocd-server', signal });
  } catch (error) {
    // Without its namespace nobody can have Applications yet: the next start, or the install, makes it.
    if (!(error instanceof KubeError) || (error.code !== 'already-exists' && error.code !== 'not-found')) throw error;
  }
}
