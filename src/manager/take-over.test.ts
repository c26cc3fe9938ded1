import { describe, expect, it } from 'vitest';
import { type KubeObject, silentLogger } from '../base/index.ts';
import { KubeError } from '../kube/index.ts';
import { apiResource, deployments } from '../../test/support/kube-resources.ts';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { aliveBecause, upstreamArgoCD, upstreamFlux } from './take-over.ts';

const now = Date.UTC(2026, 0, 1, 12);
const statefulSets = apiResource('apps', 'statefulsets', 'StatefulSet');
const leases = apiResource('coordination.k8s.io', 'leases', 'Lease');

interface Workload {
  readonly kind?: 'Deployment' | 'StatefulSet';
  readonly namespace?: string;
  readonly name: string;
  readonly ready?: number;
  readonly labels?: Record<string, string>;
}

const workload = ({ kind = 'Deployment', namespace = 'argocd', name, ready, labels }: Workload): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace, ...(labels !== undefined && { labels }) },
  spec: { replicas: 1 },
  status: ready === undefined ? {} : { readyReplicas: ready },
});

const lease = (name: string, ageMs: number, holder: string | undefined, namespace = 'flux-system'): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace },
  spec: {
    ...(holder !== undefined && { holderIdentity: holder }),
    renewTime: new Date(now - ageMs).toISOString().replace('Z', '000Z'),
  },
});

async function clusterOf(objects: readonly KubeObject[], served = [deployments, statefulSets, leases]) {
  const cluster = new MemoryCluster();
  cluster.served = served;
  for (const object of objects) {
    const resource = [deployments, statefulSets, leases].find(({ kind }) => kind === object.kind)!;
    await cluster.create(resource, object);
  }
  return cluster;
}

const context = { now, logger: silentLogger };

describe('Argo CD', () => {
  const controller = 'argocd-application-controller';

  it.each<[string, readonly KubeObject[], string | undefined]>([
    ['is not there', [], undefined],
    ['runs as a Deployment', [workload({ name: controller, ready: 1 })], `Deployment argocd/${controller} is alive`],
    [
      'runs as a StatefulSet',
      [workload({ kind: 'StatefulSet', name: controller, ready: 2 })],
      `StatefulSet argocd/${controller} is alive`,
    ],
    ['has no ready replica', [workload({ name: controller, ready: 0 })], undefined],
    ['has not started yet', [workload({ name: controller })], undefined],
    ['is another of its workloads', [workload({ name: 'argocd-server', ready: 1 })], undefined],
    ['runs in another namespace', [workload({ name: controller, namespace: 'other', ready: 1 })], undefined],
    [
      'is our own Deployment under its name',
      [workload({ name: controller, ready: 1, labels: { 'slipway.dev/component': 'application-controller' } })],
      undefined,
    ],
  ])('%s', async (_what, objects, expected) => {
    const cluster = await clusterOf(objects);
    expect(await aliveBecause(cluster, upstreamArgoCD('argocd'), context)).toBe(expected);
  });

  it('is looked for in the namespace of its control plane', async () => {
    const cluster = await clusterOf([workload({ name: controller, namespace: 'gitops', ready: 1 })]);
    expect(await aliveBecause(cluster, upstreamArgoCD('gitops'), context)).toBe(
      `Deployment gitops/${controller} is alive`,
    );
  });
});

describe('Flux', () => {
  const election = 'kustomize-controller-leader-election';
  it.each<[string, readonly KubeObject[], string | undefined]>([
    ['is not there', [], undefined],
    ['has just renewed its Lease', [lease(election, 1_000, 'pod-1')], `Lease flux-system/${election} is alive`],
    ['renewed it 59 s ago', [lease(election, 59_000, 'pod-1')], `Lease flux-system/${election} is alive`],
    ['has not renewed it for a minute', [lease(election, 60_000, 'pod-1')], undefined],
    ['has given it back', [lease(election, 1_000, '')], undefined],
    ['has a Lease without a holder', [lease(election, 1_000, undefined)], undefined],
    [
      'has a clock that is ahead of ours',
      [lease(election, -30_000, 'pod-1')],
      `Lease flux-system/${election} is alive`,
    ],
    ['has a Lease in another namespace', [lease(election, 0, 'pod-1', 'other')], undefined],
    ['is another controller of it', [lease('helm-controller-leader-election', 0, 'pod-1')], undefined],
    [
      'keeps sources only',
      [lease('source-controller-leader-election', 0, 'pod-1')],
      'Lease flux-system/source-controller-leader-election is alive',
    ],
    [
      'runs without a leader election',
      [workload({ name: 'source-controller', namespace: 'flux-system', ready: 1 })],
      'Deployment flux-system/source-controller is alive',
    ],
  ])('%s', async (_what, objects, expected) => {
    const cluster = await clusterOf(objects);
    expect(await aliveBecause(cluster, upstreamFlux('flux-system'), context)).toBe(expected);
  });

  it('has a Lease whose time makes no sense', async () => {
    const broken = lease(election, 0, 'pod-1');
    const cluster = await clusterOf([{ ...broken, spec: { holderIdentity: 'pod-1', renewTime: 'yesterday' } }]);
    // On doubt nothing is written: somebody holds it.
    expect(await aliveBecause(cluster, upstreamFlux('flux-system'), context)).toBe(
      `Lease flux-system/${election} is alive`,
    );
  });
});

describe('on doubt', () => {
  it('it is not said that nobody is alive: what may not be read is thrown', async () => {
    const cluster = await clusterOf([]);
    cluster.fault = (request) =>
      request.startsWith('list deployments') ? new KubeError('forbidden', 'no') : undefined;
    await expect(aliveBecause(cluster, upstreamArgoCD('argocd'), context)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a cluster without these kinds has nobody alive', async () => {
    const cluster = await clusterOf([], []);
    expect(await aliveBecause(cluster, upstreamFlux('flux-system'), context)).toBeUndefined();
    expect(cluster.requests).toEqual([]);
  });
});
