import { equal } from 'node:assert/strict';
import type { GuideCase } from '../case.ts';
import { deployment } from '../myapp.ts';
import { application, deploymentIn, isDelivered } from '../reading.ts';

/** app-of-apps: the children appear and are healthy; removing one from Git prunes it, with what it delivered. */
export const appOfApps: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, manifest, repository }) => {
    const apps = await repository('myorg/k8s-apps');
    const names = ['cart', 'payments'];
    const files = Object.fromEntries(
      names.flatMap((name) => [
        [`apps/${name}.yaml`, child(name, apps.url)],
        [`manifests/${name}/app.yaml`, deployment({ name })],
      ]),
    );
    const first = await apps.push(files, 'Two applications');
    await kubectl.apply(manifest('argo-cd/app-of-apps.yaml'));
    for (const name of ['app-of-apps', ...names])
      await kubectl.until(application(name), isDelivered(first), 'delivered');
    for (const name of names) await kubectl.need(deploymentIn(name, name));

    const second = await apps.push({ 'apps/payments.yaml': null }, 'Payments are no longer ours');
    await kubectl.untilGone(application('payments'));
    await kubectl.until(application('app-of-apps'), isDelivered(second), 'delivered');
    equal(await kubectl.get(deploymentIn('payments', 'payments')), undefined);
    await kubectl.need(deploymentIn('cart', 'cart'));
  },
};

/** An Application whose removal takes along what it delivered. */
function child(name: string, repository: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  finalizers:
  - resources-finalizer.argocd.argoproj.io
spec:
  project: default
  source:
    repoURL: ${repository}
    targetRevision: main
    path: manifests/${name}
  destination:
    server: https://kubernetes.default.svc
    namespace: ${name}
  syncPolicy:
    automated: {}
    syncOptions:
    - CreateNamespace=true
`;
}
