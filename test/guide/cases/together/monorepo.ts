import { deepEqual, equal } from 'node:assert/strict';
import type { Site } from '../../world/site.ts';
import type { GuideCase } from '../case.ts';
import { configMap, deployment, namespace } from '../myapp.ts';
import { application, deploymentIn, imageOf, isDelivered, isReady, kustomization } from '../reading.ts';

const apps = ['cart', 'frontend', 'payments'];

/** monorepo: clusters, apps and infrastructure in one repository; a commit to one application renders that one and nothing else. */
export const monorepo: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async (site) => {
    const { kubectl, repository } = site;
    const repo = await repository('myorg/platform');
    const files = Object.fromEntries(
      apps.flatMap((name) => [
        [`apps/${name}/app.yaml`, deployment({ name, image: 'shop:v1' })],
        [`clusters/production/${name}.yaml`, applicationOf(name, repo.url)],
      ]),
    );
    const first = await repo.push(
      {
        ...files,
        'clusters/production/infrastructure.yaml': infrastructure,
        'infrastructure/namespace.yaml': namespace('shop'),
        'infrastructure/limits.yaml': configMap({ name: 'limits', namespace: 'shop' }),
      },
      'A platform',
    );
    await kubectl.apply(cluster(repo.url));
    await delivered(site, first);

    const before = await renders(site);
    const second = await repo.push({ 'apps/cart/app.yaml': deployment({ name: 'cart', image: 'shop:v2' }) }, 'Cart v2');
    await delivered(site, second);
    equal(imageOf(await kubectl.need(deploymentIn('shop', 'cart'))), 'shop:v2');
    const after = await renders(site);
    deepEqual(after - before, 1);
  },
};

/** Waits until all deliveries are at the commit. */
async function delivered({ kubectl }: Site, commit: string): Promise<void> {
  for (const name of ['cluster', 'infrastructure']) await kubectl.until(kustomization(name), isReady(commit), 'ready');
  for (const name of apps) await kubectl.until(application(name), isDelivered(commit), 'delivered');
}

/** How many renders the controllers have made. */
async function renders({ metrics }: Site): Promise<number> {
  const counts = [...(await metrics()).matchAll(/^slipway_render_duration_seconds_count\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

function cluster(url: string): string {
  return `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform, namespace: flux-system}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: cluster, namespace: flux-system}
spec: {interval: 5m, path: ./clusters/production, prune: true, sourceRef: {kind: GitRepository, name: platform}}
`;
}

const infrastructure = `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infrastructure, namespace: flux-system}
spec: {interval: 5m, path: ./infrastructure, prune: true, sourceRef: {kind: GitRepository, name: platform}}
`;

function applicationOf(name: string, url: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: '${url}', targetRevision: main, path: apps/${name}}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
  syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [CreateNamespace=true]}
`;
}
