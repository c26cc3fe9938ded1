import { equal, match } from 'node:assert/strict';
import { jsonAt, textAt } from '../../../../src/base/index.ts';
import type { GuideCase } from '../case.ts';
import { configMap, deployment, namespace } from '../myapp.ts';
import {
  application,
  condition,
  deploymentIn,
  isDelivered,
  isReady,
  kustomization,
  standing,
  syncedRevision,
} from '../reading.ts';

/** hybrid: Flux for the infrastructure and Argo CD for the applications of one repository; what both claim has one owner, and both are named. */
export const hybrid: GuideCase = {
  clients: ['git', 'kubectl'],
  run: async ({ kubectl, repository }) => {
    const platform = await repository('myorg/platform');
    const first = await platform.push(
      {
        'infrastructure/namespace.yaml': namespace('shop'),
        'infrastructure/limits.yaml': configMap({ name: 'limits', namespace: 'shop' }),
        'apps/cart/app.yaml': deployment({ name: 'cart' }),
      },
      'Infrastructure and an application',
    );
    await kubectl.apply(infrastructureOf(platform.url));
    await kubectl.until(infrastructure, isReady(first), 'ready');
    await kubectl.apply(cartOf(platform.url));
    await kubectl.until(cart, isDelivered(first), 'delivered');

    // The application claims what the infrastructure has.
    const second = await platform.push(
      { 'apps/cart/limits.yaml': configMap({ name: 'limits', level: 'debug' }) },
      'Limits of our own',
    );
    const shared = await kubectl.until(
      cart,
      (object) => textAt(condition(object, 'SharedResourceWarning'), 'message') !== '',
      'refused',
    );
    match(textAt(condition(shared, 'SharedResourceWarning'), 'message'), bothOwners);
    equal(standing(shared), 'OutOfSync, Healthy');
    equal(syncedRevision(shared), second);
    const limits = { kind: 'configmap', namespace: 'shop', name: 'limits' };
    equal(jsonAt(await kubectl.need(limits), 'data', 'level'), 'info');
    await platform.git('revert', '--no-edit', 'HEAD');
    await platform.git('push', '--quiet', 'origin', 'HEAD');
    await kubectl.until(cart, isDelivered(await platform.head()), 'delivered');

    // The infrastructure claims what the application has.
    await platform.push(
      { 'infrastructure/cart.yaml': deployment({ name: 'cart', namespace: 'shop', replicas: 5 }) },
      'A cart of our own',
    );
    const refused = await kubectl.until(
      infrastructure,
      (object) => condition(object)?.['status'] === 'False',
      'refused',
    );
    match(textAt(condition(refused), 'message'), bothOwners);
    equal(jsonAt(await kubectl.need(deploymentIn('shop', 'cart')), 'spec', 'replicas'), 1);
  },
};

const infrastructure = kustomization('infrastructure');
const cart = application('cart');

/** Both owners by their names, in either order. */
const bothOwners = /(?=.*Application argocd\/cart)(?=.*Kustomization flux-system\/infrastructure).*/s;

function infrastructureOf(url: string): string {
  return `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform, namespace: flux-system}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infrastructure, namespace: flux-system}
spec:
  interval: 5m
  path: ./infrastructure
  prune: true
  wait: true
  sourceRef: {kind: GitRepository, name: platform}
`;
}

function cartOf(url: string): string {
  return `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: cart, namespace: argocd}
spec:
  project: default
  source: {repoURL: '${url}', targetRevision: main, path: apps/cart}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
  syncPolicy: {automated: {prune: true, selfHeal: true}}
`;
}
