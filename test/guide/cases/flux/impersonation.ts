import { equal, match } from 'node:assert/strict';
import { textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { configMap, deployment } from '../myapp.ts';
import { condition, isReady, kustomization } from '../reading.ts';

const account = 'system:serviceaccount:team-a:deployer';

/** rbac-kubernetes: namespaces and service accounts say what a delivery may do: what kubectl may not as the account, it may not either. */
export const impersonation: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, repository }) => {
    const may = async (...what: readonly string[]): Promise<string> =>
      (await kubectl.end(['auth', 'can-i', ...what, '--as', account])).stdout.trim();
    await kubectl.run(['create', 'namespace', 'team-a']);
    await kubectl.run(['create', 'serviceaccount', 'deployer', '--namespace', 'team-a']);
    await kubectl.apply(settingsOnly);
    equal(await may('patch', 'configmaps', '--namespace', 'team-a'), 'yes');
    equal(await may('patch', 'deployments.apps', '--namespace', 'team-a'), 'no');
    equal(await may('patch', 'configmaps', '--namespace', 'default'), 'no');

    const team = await repository('team-a/apps');
    const first = await team.push({ 'settings.yaml': configMap({ namespace: 'team-a' }) }, 'Settings');
    await kubectl.apply(syncOf(team.url));
    const delivery = { ...kustomization('apps'), namespace: 'team-a' };
    await kubectl.until(delivery, isReady(first), 'ready');
    await kubectl.need({ kind: 'configmap', namespace: 'team-a', name: 'myapp' });

    for (const [file, what, name] of [
      [deployment({ namespace: 'team-a' }), 'deployments', 'team-a'],
      [configMap({ name: 'ours', namespace: 'default' }), 'configmaps', 'default'],
    ] as const) {
      const commit = await team.push({ 'more.yaml': file }, `Something in ${name}`);
      const refused = await kubectl.until(
        delivery,
        (object) => condition(object)?.['status'] === 'False' && JSON.stringify(object['status']).includes(commit),
        'refused',
      );
      const message = `User "${account}" cannot \\w+ resource "${what}" in API group "\\w*" in the namespace "${name}"`;
      match(textAt(condition(refused), 'message'), new RegExp(message));
    }
    equal(await kubectl.get({ kind: 'deployment', namespace: 'team-a', name: 'myapp' }), undefined);
    equal(await kubectl.get({ kind: 'configmap', namespace: 'default', name: 'ours' }), undefined);
  },
};

const settingsOnly = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: settings, namespace: team-a}
rules: [{apiGroups: [''], resources: [configmaps], verbs: ['*']}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: settings, namespace: team-a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: settings}
subjects: [{kind: ServiceAccount, name: deployer, namespace: team-a}]
`;

function syncOf(url: string): string {
  return `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: apps, namespace: team-a}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: team-a}
spec:
  interval: 5m
  path: ./
  prune: true
  serviceAccountName: deployer
  sourceRef: {kind: GitRepository, name: apps}
`;
}
