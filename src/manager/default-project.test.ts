import { describe, expect, it } from 'vitest';
import { KubeError } from '../kube/index.ts';
import { apiResource } from '../../test/support/kube-resources.ts';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { ensureDefaultProject } from './default-project.ts';

const projects = apiResource('argoproj.io', 'appprojects', 'AppProject');
const never = new AbortController().signal;

function clusterWith(...served: (typeof projects)[]): MemoryCluster {
  const cluster = new MemoryCluster();
  cluster.served = served;
  return cluster;
}

describe('the project `default`', () => {
  it('is made, and permits everything', async () => {
    const cluster = clusterWith(projects);
    await ensureDefaultProject(cluster, 'argocd', never);
    expect(cluster.stored(projects)).toMatchObject([
      {
        metadata: { name: 'default', namespace: 'argocd' },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        },
      },
    ]);
  });

  it('is left as it is where it is there already', async () => {
    const cluster = clusterWith(projects);
    const spec = { sourceRepos: ['https://git.dev/only'] };
    await cluster.create(projects, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace: 'argocd' },
      spec,
    });
    await ensureDefaultProject(cluster, 'argocd', never);
    expect(cluster.stored(projects)).toMatchObject([{ spec }]);
  });

  it('waits for its kind, and for its namespace', async () => {
    const without = clusterWith();
    await ensureDefaultProject(without, 'argocd', never);
    expect(without.requests).toEqual([]);
    const homeless = clusterWith(projects);
    homeless.fault = () => new KubeError('not-found', 'namespaces "argocd" not found');
    await ensureDefaultProject(homeless, 'argocd', never);
  });

  it('is not given up in silence', async () => {
    const cluster = clusterWith(projects);
    cluster.fault = () => new KubeError('forbidden', 'no');
    await expect(ensureDefaultProject(cluster, 'argocd', never)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
