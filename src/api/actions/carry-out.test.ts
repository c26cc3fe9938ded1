import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../test/support/memory-cluster.ts';
import { apiResource } from '../../../test/support/kube-resources.ts';
import { resources } from '../../../test/support/page-api.ts';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import { deliveryKinds } from '../deliveries/index.ts';
import type { Action } from '../contract/index.ts';
import { carryOut } from './carry-out.ts';

const [application, kustomization, helmRelease] = deliveryKinds;
const { signal } = new AbortController();
const helmReleases = apiResource('helm.toolkit.fluxcd.io', 'helmreleases', 'HelmRelease');
const helmCharts = apiResource('source.toolkit.fluxcd.io', 'helmcharts', 'HelmChart');
const kinds = {
  Application: { resource: resources.applications, kind: application! },
  Kustomization: { resource: resources.kustomizations, kind: kustomization! },
  HelmRelease: { resource: helmReleases, kind: helmRelease! },
} as const;
let cluster: MemoryCluster;

beforeEach(() => {
  cluster = new MemoryCluster();
  cluster.served = [...Object.values(resources), helmReleases, helmCharts];
});

async function act(owner: KubeObject, action: Action): Promise<KubeObject> {
  const { resource, kind } = kinds[owner.kind as keyof typeof kinds];
  const { namespace = '', name = '' } = owner.metadata;
  const stored = await cluster.create(resource, owner);
  await carryOut(
    { client: cluster, owner: stored, resource, kind, action, username: 'ada', now: Date.UTC(2026, 0, 1) },
    signal,
  );
  return cluster.get({ resource, namespace, name });
}

function app(spec: JsonObject = {}, more: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: 'argocd' },
    spec: { source: { repoURL: 'r', targetRevision: 'main' }, ...spec },
    ...more,
  };
}

const history = [
  { id: 3, revision: 'old', source: { repoURL: 'r', path: 'before' } },
  { id: 4, revision: 'new', source: { repoURL: 'r', path: 'now' } },
];

describe('what is asked of an Application', () => {
  it('is a comparison by annotation', async () => {
    expect((await act(app(), { action: 'refresh' })).metadata.annotations).toEqual({
      'argocd.argoproj.io/refresh': 'normal',
    });
    cluster = new MemoryCluster();
    expect((await act(app(), { action: 'hard-refresh' })).metadata.annotations).toEqual({
      'argocd.argoproj.io/refresh': 'hard',
    });
  });

  it('is a sync by an operation, with all that was chosen over the Application’s own options', async () => {
    const spec = {
      syncPolicy: { syncOptions: ['CreateNamespace=true', 'Replace=false', 'PruneLast=true'], retry: { limit: 2 } },
    };
    const after = await act(app(spec), {
      action: 'sync',
      revision: 'v2',
      prune: true,
      dryRun: true,
      force: true,
      replace: true,
      serverSide: true,
      prunePropagation: 'background',
      options: ['PruneLast=false'],
      objects: [
        { kind: 'ConfigMap', name: 'a' },
        { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'b' },
      ],
    });
    expect(after['operation']).toEqual({
      initiatedBy: { username: 'ada' },
      retry: { limit: 2 },
      sync: {
        revision: 'v2',
        prune: true,
        dryRun: true,
        syncStrategy: { hook: { force: true } },
        syncOptions: [
          'CreateNamespace=true',
          'PruneLast=false',
          'Replace=true',
          'ServerSideApply=true',
          'PrunePropagationPolicy=background',
        ],
        resources: [
          { group: '', kind: 'ConfigMap', name: 'a' },
          { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'b' },
        ],
      },
    });
  });

  it('is no sync to another revision while automation would undo it', async () => {
    const spec = { syncPolicy: { automated: {} } };
    await expect(act(app(spec), { action: 'sync', revision: 'v2' })).rejects.toMatchObject({
      code: 'refused',
      message: 'cannot sync to v2: auto-sync currently set to main',
    });
    cluster = new MemoryCluster();
    expect((await act(app(spec), { action: 'sync', revision: 'main' }))['operation']).toBeDefined();
  });

  it('is no second operation', async () => {
    await expect(act(app({}, { operation: { sync: {} } }), { action: 'sync' })).rejects.toMatchObject({
      code: 'conflict',
    });
    cluster = new MemoryCluster();
    const running = app({}, { status: { operationState: { phase: 'Running' }, history } });
    await expect(act(running, { action: 'rollback', id: '3' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is a way back to an entry of its history', async () => {
    const after = await act(app({}, { status: { history } }), { action: 'rollback', id: '3', prune: true });
    expect(after['operation']).toEqual({
      initiatedBy: { username: 'ada' },
      sync: {
        revision: 'old',
        prune: true,
        dryRun: false,
        syncStrategy: { apply: {} },
        source: { repoURL: 'r', path: 'before' },
      },
    });
    cluster = new MemoryCluster();
    await expect(act(app({}, { status: { history } }), { action: 'rollback', id: '9' })).rejects.toThrow(
      'there is no deployment 9 in its history',
    );
  });

  it('is the end of the operation that runs, or of one that has not begun', async () => {
    const running = app(
      {},
      { operation: { sync: {} }, status: { operationState: { phase: 'Running', message: 'm' } } },
    );
    expect((await act(running, { action: 'terminate' }))['status']).toEqual({
      operationState: { phase: 'Terminating', message: 'm' },
    });
    cluster = new MemoryCluster();
    expect((await act(app({}, { operation: { sync: {} } }), { action: 'terminate' }))['operation']).toBeNull();
    cluster = new MemoryCluster();
    await expect(act(app(), { action: 'terminate' })).rejects.toThrow('no operation is in progress');
  });

  it.each([
    ['foreground', ['keep', 'resources-finalizer.argocd.argoproj.io']],
    ['background', ['keep', 'resources-finalizer.argocd.argoproj.io/background']],
    ['orphan', ['keep']],
  ] as const)('is its deletion, %s', async (propagation, finalizers) => {
    const owner = app();
    owner.metadata.finalizers = ['keep', 'resources-finalizer.argocd.argoproj.io/background'];
    const patches: unknown[] = [];
    const patch = cluster.patch.bind(cluster);
    cluster.patch = (ref, given, options) => (patches.push(given), patch(ref, given, options));
    await expect(act(owner, { action: 'delete', propagation })).rejects.toMatchObject({ code: 'not-found' });
    expect(patches).toMatchObject([{ patch: { metadata: { finalizers } } }]);
  });
});

describe('what is asked of a Kustomization', () => {
  const ks = (): KubeObject => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'base', namespace: 'flux-system' },
    spec: { sourceRef: { kind: 'GitRepository', name: 'platform' }, prune: true },
  });

  it('is suspended, with who did it, and resumed', async () => {
    const after = await act(ks(), { action: 'suspend' });
    expect(after['spec']).toMatchObject({ suspend: true, prune: true });
    expect(after.metadata.annotations).toEqual({ 'reconcile.fluxcd.io/suspended-by': 'ada' });
    cluster = new MemoryCluster();
    expect((await act(ks(), { action: 'resume' }))['spec']).toMatchObject({ suspend: false });
  });

  it('is a reconcile by annotation, of its source too where that is asked', async () => {
    await cluster.create(resources.gitRepositories, {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'platform', namespace: 'flux-system' },
    });
    const after = await act(ks(), { action: 'reconcile-with-source' });
    const asked = { 'reconcile.fluxcd.io/requestedAt': '2026-01-01T00:00:00.000Z' };
    expect(after.metadata.annotations).toEqual(asked);
    expect(
      (await cluster.get({ resource: resources.gitRepositories, namespace: 'flux-system', name: 'platform' })).metadata
        .annotations,
    ).toEqual(asked);
  });

  it('leaves its objects where it is deleted so', async () => {
    const patches: unknown[] = [];
    const patch = cluster.patch.bind(cluster);
    cluster.patch = (ref, given, options) => (patches.push(given), patch(ref, given, options));
    await expect(act(ks(), { action: 'delete', propagation: 'orphan' })).rejects.toMatchObject({ code: 'not-found' });
    expect(patches).toMatchObject([{ patch: { spec: { deletionPolicy: 'Orphan' } } }]);
  });
});

describe('what is asked of a HelmRelease', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const release = (): KubeObject => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'podinfo', namespace: 'shop' },
    spec: { chart: { spec: { chart: 'podinfo', sourceRef: { kind: 'GitRepository', name: 'charts' } } } },
    status: { helmChart: 'shop/shop-podinfo' },
  });

  it('is a release or a new count of failures, by two annotations of one value', async () => {
    expect((await act(release(), { action: 'force' })).metadata.annotations).toEqual({
      'reconcile.fluxcd.io/requestedAt': at,
      'reconcile.fluxcd.io/forceAt': at,
    });
    cluster = new MemoryCluster();
    expect((await act(release(), { action: 'reset' })).metadata.annotations).toEqual({
      'reconcile.fluxcd.io/requestedAt': at,
      'reconcile.fluxcd.io/resetAt': at,
    });
  });

  it('is a look at its source and at the chart in between', async () => {
    const source = (kind: string, name: string): KubeObject => ({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind,
      metadata: { name, namespace: 'shop' },
    });
    await cluster.create(resources.gitRepositories, source('GitRepository', 'charts'));
    await cluster.create(helmCharts, source('HelmChart', 'shop-podinfo'));
    const after = await act(release(), { action: 'reconcile-with-source' });
    const sources = [
      await cluster.get({ resource: resources.gitRepositories, namespace: 'shop', name: 'charts' }),
      await cluster.get({ resource: helmCharts, namespace: 'shop', name: 'shop-podinfo' }),
    ];
    for (const { metadata } of [after, ...sources])
      expect(metadata.annotations).toEqual({ 'reconcile.fluxcd.io/requestedAt': at });
  });
});
