import { equal, match } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { configMap, namespace } from '../myapp.ts';
import { condition, gitRepository, isReady, kustomization } from '../reading.ts';

/** multi-tenant: the tenants of a fleet are reconciled, and a tenant's service account cannot leave its namespace. */
export const multiTenant: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, manifest, repository }) => {
    const team = await repository('team-a/apps');
    const first = await team.push({ 'apps/settings.yaml': configMap({ namespace: 'team-a' }) }, 'Our settings');
    const fleet = await repository('myorg/fleet');
    const base = await fleet.push(
      {
        'tenants/team-a/namespace.yaml': namespace('team-a'),
        'tenants/team-a/access.yaml': access,
        'tenants/team-a/sync.yaml': syncOf(team.url),
      },
      'A tenant',
    );
    await kubectl.apply(`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: '${fleet.url}', ref: {branch: main}}
`);
    await kubectl.apply(manifest('flux/tenants.yaml'));
    await kubectl.until(kustomization('tenants'), isReady(base), 'ready');
    const tenant = { ...kustomization('team-a'), namespace: 'team-a' };
    await kubectl.until({ ...gitRepository('team-a'), namespace: 'team-a' }, isReady(first), 'ready');
    await kubectl.until(tenant, isReady(first), 'ready');
    await kubectl.need({ kind: 'configmap', namespace: 'team-a', name: 'myapp' });

    await team.push(
      { 'apps/elsewhere.yaml': configMap({ name: 'ours', namespace: 'default' }) },
      'Something elsewhere',
    );
    const refused = await kubectl.until(tenant, (object) => condition(object)?.['status'] === 'False', 'refused');
    match(
      textAt(condition(refused), 'message'),
      /User "system:serviceaccount:team-a:team-a" cannot \w+ resource "configmaps" in API group "" in the namespace "default"/,
    );
    equal(await kubectl.get({ kind: 'configmap', namespace: 'default', name: 'ours' }), undefined);
  },
};

const access = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: team-a, namespace: team-a}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: team-a, namespace: team-a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: team-a, namespace: team-a}]
`;

function syncOf(url: string): string {
  return `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: team-a, namespace: team-a}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: team-a, namespace: team-a}
spec:
  interval: 5m
  path: ./apps
  prune: true
  serviceAccountName: team-a
  sourceRef: {kind: GitRepository, name: team-a}
`;
}
