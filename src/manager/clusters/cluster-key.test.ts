import { describe, expect, it } from 'vitest';
import { parseClusterKey } from './cluster-key.ts';

describe('the key of a cluster', () => {
  it.each([
    ['argocd:argocd/prod', { form: 'argocd', namespace: 'argocd', name: 'prod', key: '' }],
    ['kubeconfig:tenants/remote', { form: 'kubeconfig', namespace: 'tenants', name: 'remote', key: '' }],
    ['kubeconfig:tenants/remote#value', { form: 'kubeconfig', namespace: 'tenants', name: 'remote', key: 'value' }],
    ['kubeconfig:tenants/remote#a.b#c', { form: 'kubeconfig', namespace: 'tenants', name: 'remote', key: 'a.b#c' }],
    [
      'argocd:argocd/cluster-1.2.3.4-6443',
      { form: 'argocd', namespace: 'argocd', name: 'cluster-1.2.3.4-6443', key: '' },
    ],
  ])('%s', (cluster, expected) => {
    expect(parseClusterKey(cluster as `argocd:${string}`)).toEqual(expected);
  });

  it.each(['', 'in-cluster', 'argocd:', 'argocd:prod', 'argocd:argocd/', 'vault:a/b', 'kubeconfig:a/#x'])(
    'is none: %j',
    (cluster) => {
      expect(() => parseClusterKey(cluster as 'in-cluster')).toThrow(
        expect.objectContaining({ code: 'config', message: `no cluster is called ${cluster}` }),
      );
    },
  );
});
