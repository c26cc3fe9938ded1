import { memoryTree } from '../../source/index.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { Delivery, Translation } from '../../engine/index.ts';
import { applicationOf, controlPlane, lookupIn, projectOf, secretOf, source } from '../testing/builders.ts';
import { translateApplication } from './translate.ts';

const cluster = secretOf('cluster', { name: 'prod', server: 'https://prod.example' }, 'prod');
const now = Date.UTC(2026, 0, 1);
const inCluster = 'https://kubernetes.default.svc';

async function translated(
  owner: KubeObject,
  objects: readonly KubeObject[] = [projectOf(), cluster],
): Promise<Translation> {
  return translateApplication(owner, controlPlane, { lookup: lookupIn(objects), now });
}

async function deliveryFor(owner: KubeObject, objects?: readonly KubeObject[]): Promise<Delivery> {
  const translation = await translated(owner, objects);
  if (translation.kind !== 'deliver') throw new Error(JSON.stringify(translation));
  return translation.delivery;
}

/** A status with an operation under way. */
const running = (operation: JsonObject, more: JsonObject = {}): JsonObject => ({
  operationState: {
    phase: 'Running',
    startedAt: '2026-01-01T00:00:00Z',
    operation,
    syncResult: { revision: 'c'.repeat(40), source },
    ...more,
  },
});

const commit = { commit: 'c', author: '', email: '', date: 0, message: '' };

describe('what an Application asks for', () => {
  it('is its source, where it goes, and to be left alone', async () => {
    const delivery = await deliveryFor(applicationOf());
    expect(delivery).toMatchObject({
      owner: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'shop' },
      ownerUid: 'uid-shop',
      cluster: 'in-cluster',
      namespace: 'default',
      source: {
        kind: 'git',
        url: 'https://git.example/app.git',
        credentials: { kind: 'none' },
        reference: { kind: 'revision', revision: 'main' },
        maxAgeMs: 120_000,
        path: 'app',
        render: { kind: 'choice' },
      },
      prune: { enabled: false, allowEmpty: false, last: false, propagation: 'Foreground', confirmed: false },
      apply: { fieldManager: 'argocd-controller', force: false, replace: false, dryRunFirst: 'run' },
      mode: 'manual',
      healthRules: 'health',
      extras: 'marks',
      request: undefined,
    });
    expect(delivery.apply.createNamespace).toBeUndefined();
  });

  it.each<[string, JsonObject, string]>([
    ['of a branch, tag or commit', { targetRevision: 'v1' }, 'v1'],
    ['of the default branch', { targetRevision: undefined }, 'HEAD'],
  ])('is the revision %s', async (_what, changes, revision) => {
    const { source: wanted } = await deliveryFor(applicationOf({ source: { ...source, ...changes } }));
    expect(wanted).toMatchObject({ reference: { kind: 'revision', revision } });
  });

  it.each([
    ['.', ''],
    ['./app/', 'app'],
    ['a//b/./c', 'a/b/c'],
  ])('is the folder %s', async (path, folder) => {
    const { source: wanted } = await deliveryFor(applicationOf({ source: { ...source, path } }));
    expect(wanted?.path).toBe(folder);
  });

  it.each<[string, JsonObject, Partial<Delivery>]>([
    [
      'automation',
      { automated: {} },
      { mode: 'on-change', retry: { limit: 5, initialMs: 10_000, factor: 2, maxMs: 180_000 } },
    ],
    ['healing', { automated: { selfHeal: true } }, { mode: 'continuous' }],
    ['automation that is off', { automated: { enabled: false } }, { mode: 'manual' }],
    [
      'retries',
      { automated: {}, retry: { limit: 1, backoff: { duration: '1s', factor: 3 } } },
      { retry: { limit: 1, initialMs: 3_000, factor: 3, maxMs: 180_000 } },
    ],
  ])('takes %s over', async (_what, syncPolicy, expected) => {
    expect(await deliveryFor(applicationOf({ syncPolicy }))).toMatchObject(expected);
  });

  it.each<[string, Partial<Delivery['prune']>]>([
    ['PruneLast=true', { last: true }],
    ['PrunePropagationPolicy=background', { propagation: 'Background' }],
    ['PrunePropagationPolicy=orphan', { propagation: 'Orphan' }],
    ['PrunePropagationPolicy=foreground', { propagation: 'Foreground' }],
    ['Prune=false', { enabled: false }],
    ['Prune=confirm', { enabled: false }],
  ])('prunes as %s says', async (option, expected) => {
    const syncPolicy = { automated: { prune: true, allowEmpty: true }, syncOptions: [option] };
    const { prune } = await deliveryFor(applicationOf({ syncPolicy }));
    expect(prune).toMatchObject({ enabled: true, allowEmpty: true, ...expected });
  });

  it('writes as its options say', async () => {
    const managedNamespaceMetadata = { labels: { a: 'b' } };
    const syncPolicy = { syncOptions: ['CreateNamespace=true', 'Replace=true'], managedNamespaceMetadata };
    const { apply } = await deliveryFor(applicationOf({ syncPolicy }));
    expect(apply).toMatchObject({ createNamespace: { labels: { a: 'b' }, annotations: {} }, replace: true });
  });

  it('reads a folder as it says', async () => {
    const directory = { recurse: true, include: '*.yaml', exclude: 'x*' };
    const { source: wanted } = await deliveryFor(applicationOf({ source: { ...source, directory } }));
    const render = wanted?.render;
    expect(
      render?.kind === 'choice' && render.choose(memoryTree({ 'app/a.yaml': '' }), commit, undefined),
    ).toMatchObject({
      options: { kind: 'directory', recurse: true, include: '*.yaml', exclude: 'x*' },
    });
  });

  it('goes to another cluster, with credentials of its project', async () => {
    const secret = secretOf('repository', { url: 'https://git.example/app', username: 'u', password: 'p' });
    const owner = applicationOf({ destination: { name: 'prod', namespace: 'shop' } });
    const delivery = await deliveryFor(owner, [projectOf(), cluster, secret]);
    expect(delivery.cluster).toBe('argocd:argocd/prod');
    expect(delivery.source?.credentials).toMatchObject({ kind: 'basic', username: 'u' });
  });

  it('has what its status names', async () => {
    const status = {
      resources: [{ group: 'apps', kind: 'Deployment', namespace: 'a', name: 'b', version: 'v1' }, 'text'],
    };
    const { inventory } = await deliveryFor(applicationOf({}, { status }));
    expect(inventory).toEqual([{ group: 'apps', kind: 'Deployment', namespace: 'a', name: 'b', version: 'v1' }]);
  });

  it('is bound by its project', async () => {
    const project = projectOf({ namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] });
    const { restrictions } = await deliveryFor(applicationOf(), [project]);
    const secret = { group: '', kind: 'Secret', namespace: 'default', name: 'a' };
    expect(restrictions?.refusal(secret, true)).toMatchObject({
      message: 'resource :Secret is not permitted in project default',
    });
    expect(restrictions?.refusal({ ...secret, kind: 'ConfigMap' }, true)).toBeUndefined();
  });

  it('is fresh when somebody asks for a refresh', async () => {
    const annotations = { 'argocd.argoproj.io/refresh': 'normal' };
    const { source: wanted } = await deliveryFor(applicationOf({}, { metadata: { annotations } }));
    expect(wanted).toMatchObject({ maxAgeMs: 0 });
  });

  it('is looked at every two to three minutes, each at its own time', async () => {
    const interval = async (uid: string) => (await deliveryFor(applicationOf({}, { metadata: { uid } }))).intervalMs;
    const intervals = await Promise.all(['a', 'b', 'c', 'd'].map(interval));
    expect(new Set(intervals).size).toBe(4);
    for (const ms of intervals) expect(ms >= 120_000 && ms <= 180_000).toBe(true);
    expect(await interval('a')).toBe(intervals[0]);
  });

  it('changes with its source, and with the namespace that healing makes anew', async () => {
    const generationOf = async (spec: JsonObject) => (await deliveryFor(applicationOf(spec))).generation;
    const plain = await generationOf({});
    expect(await generationOf({ revisionHistoryLimit: 3 })).toBe(plain);
    expect(await generationOf({ source: { ...source, path: 'other' } })).not.toBe(plain);
    const policy = (selfHeal: boolean, team: string) => ({
      syncPolicy: {
        automated: { selfHeal },
        syncOptions: ['CreateNamespace=true'],
        managedNamespaceMetadata: { labels: { team } },
      },
    });
    expect(await generationOf(policy(false, 'a'))).toBe(plain);
    expect(await generationOf(policy(true, 'a'))).not.toBe(await generationOf(policy(true, 'b')));
  });
});

describe('an operation', () => {
  it('asks for what it says, with its own options alone', async () => {
    const operation = {
      initiatedBy: { username: 'admin' },
      retry: { limit: 2 },
      sync: {
        revision: 'v1',
        prune: true,
        dryRun: true,
        syncOptions: ['Replace=true'],
        syncStrategy: { apply: { force: true } },
        resources: [{ kind: 'ConfigMap', name: 'a' }],
      },
    };
    const owner = applicationOf({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } }, { operation });
    expect(await deliveryFor(owner)).toMatchObject({
      source: { reference: { revision: 'v1' }, maxAgeMs: 0 },
      apply: { createNamespace: undefined, replace: true, force: true },
      prune: { allowEmpty: true },
      retry: { limit: 2, initialMs: 10_000 },
      request: {
        id: 'operation',
        revision: 'v1',
        prune: true,
        dryRun: true,
        initiatedBy: 'admin',
        objects: [{ group: '', kind: 'ConfigMap', namespace: '', name: 'a' }],
      },
    });
  });

  it('asks for everything of the Application where it names nothing, and is not tried again', async () => {
    const delivery = await deliveryFor(
      applicationOf({ syncPolicy: { retry: { limit: 3 } } }, { operation: { sync: {} } }),
    );
    expect(delivery).toMatchObject({
      source: { reference: { revision: 'main' } },
      retry: { limit: 0 },
      request: { revision: undefined, prune: false, dryRun: false, objects: undefined },
    });
  });

  it('brings its own source: a rollback', async () => {
    const older = { ...source, path: 'older' };
    const delivery = await deliveryFor(applicationOf({}, { operation: { sync: { revision: 'v0', source: older } } }));
    expect(delivery.source).toMatchObject({ path: 'older', reference: { revision: 'v0' } });
  });

  it('does not prune what waits for a confirmation, until there is one', async () => {
    const sync = { prune: true, syncOptions: ['Prune=confirm'] };
    expect((await deliveryFor(applicationOf({}, { operation: { sync } }))).request?.prune).toBe(false);
    const approved = { annotations: { 'argocd.argoproj.io/deletion-approved': '2026-01-01T00:00:01Z' } };
    const status = running({ initiatedBy: {}, retry: {}, sync });
    const delivery = await deliveryFor(applicationOf({}, { operation: { sync }, status, metadata: approved }));
    expect(delivery).toMatchObject({ prune: { confirmed: true }, request: { prune: true } });
  });

  it('goes on with the commit and the words that it began with, whatever is written over it', async () => {
    const kept = { initiatedBy: { username: 'a' }, retry: {}, sync: { prune: true } };
    const operation = { sync: { revision: 'v9' } };
    const delivery = await deliveryFor(applicationOf({}, { operation, status: running(kept) }));
    expect(delivery).toMatchObject({
      source: { reference: { revision: 'c'.repeat(40) } },
      request: { prune: true, initiatedBy: 'a', revision: undefined },
    });
    const retrying = running(kept, { finishedAt: '2026-01-01T00:00:10Z', retryCount: 1 });
    const again = await deliveryFor(applicationOf({}, { operation, status: retrying }));
    expect(again.source).toMatchObject({ reference: { kind: 'revision', revision: 'main' } });
  });

  it("of automation is the engine's own, which may give it up for a newer commit", async () => {
    const automated = { initiatedBy: { automated: true }, retry: { limit: 1 }, sync: { revision: 'c'.repeat(40) } };
    const owner = applicationOf(
      { syncPolicy: { automated: {} } },
      { operation: automated, status: running(automated) },
    );
    const delivery = await deliveryFor(owner);
    expect(delivery).toMatchObject({
      request: undefined,
      retry: { limit: 1 },
      source: { reference: { revision: 'main' } },
    });
    const byHand = { ...owner, operation: { initiatedBy: { username: 'me' }, sync: {} } };
    expect((await deliveryFor(byHand)).request?.initiatedBy).toBe('me');
  });
});

describe('what cannot be delivered', () => {
  it.each<[string, JsonObject, readonly KubeObject[] | undefined, string]>([
    [
      'no repository',
      { source: { path: 'a' } },
      undefined,
      'spec.source.repoURL and either spec.source.path or spec.source.chart are required',
    ],
    [
      'no source',
      { source: undefined },
      undefined,
      'spec.source.repoURL and either spec.source.path or spec.source.chart are required',
    ],
    [
      'no path',
      { source: { repoURL: 'a' } },
      undefined,
      'spec.source.repoURL and either spec.source.path or spec.source.chart are required',
    ],
    [
      'an absolute path',
      { source: { ...source, path: '/etc' } },
      undefined,
      "/etc: app path is absolute: write it as seen from the repository's root",
    ],
    [
      'several sources',
      { sources: [source] },
      undefined,
      'spec.sources: several sources are not delivered yet: nothing was changed',
    ],
    [
      'a chart',
      { source: { repoURL: 'a', chart: 'b' } },
      undefined,
      'spec.source.targetRevision is required if the manifest source is a helm chart: name a version or a range',
    ],
    ['no project', { project: 'gone' }, undefined, 'Application referencing project gone which does not exist'],
    ['an unknown cluster', { destination: { name: 'x' } }, undefined, 'there are no clusters with this name: x'],
    [
      'a repository that is not permitted',
      {},
      [projectOf({ sourceRepos: [] })],
      "application repo https://git.example/app.git is not permitted in project 'default'",
    ],
    ['a wrong type', { source: { ...source, path: 7 } }, undefined, 'spec.source.path: must be text, and is 7'],
  ])('%s', async (_what, spec, objects, message) => {
    const translation = await translated(applicationOf(spec), objects);
    expect(translation).toEqual({
      kind: 'blocked',
      reason: 'InvalidSpecError',
      problems: [{ code: 'invalid-spec', message }],
      retryMs: undefined,
    });
  });

  it('tells all that a project refuses', async () => {
    const translation = await translated(applicationOf(), [projectOf({ sourceRepos: [], destinations: [] })]);
    expect(translation.kind === 'blocked' && translation.problems.length).toBe(2);
  });

  it('is what somebody took out of reconciliation', async () => {
    const annotations = { 'argocd.argoproj.io/skip-reconcile': 'true' };
    expect(await translated(applicationOf({ source: {} }, { metadata: { annotations } }))).toEqual({ kind: 'idle' });
  });
});

describe('an Application that is being deleted', () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  const finalizer = 'resources-finalizer.argocd.argoproj.io';
  const leaving = (finalizers: string[], spec: JsonObject = {}, annotations: JsonObject = {}) =>
    translated(applicationOf(spec, { metadata: { deletionTimestamp, finalizers, annotations } }));

  it.each<[string, string[], JsonObject, boolean, string]>([
    ['takes its objects with it', [finalizer], {}, true, 'Foreground'],
    ['takes them in the background', [`${finalizer}/background`], {}, true, 'Background'],
    ['takes them in the foreground', [`${finalizer}/foreground`], {}, true, 'Foreground'],
    ['leaves them without a finalizer', [], {}, false, 'Foreground'],
    ["leaves them for somebody else's finalizer", ['else'], {}, false, 'Foreground'],
    ['leaves those of a cluster that is gone', [finalizer], { destination: { name: 'x' } }, false, 'Foreground'],
    [
      'leaves them where its options say so',
      [finalizer],
      { syncPolicy: { syncOptions: ['Delete=false'] } },
      false,
      'Foreground',
    ],
    ['takes them although its spec cannot be delivered', [finalizer], { source: {} }, true, 'Foreground'],
  ])('%s', async (_what, finalizers, spec, cascade, propagation) => {
    expect(await leaving(finalizers, spec)).toMatchObject({
      kind: 'remove',
      cascade,
      wait: true,
      delivery: { source: undefined, prune: { propagation } },
    });
  });

  it('takes only what its project permits', async () => {
    const removal = await leaving([finalizer], { destination: { server: inCluster, namespace: 'default' } });
    const restrictions = removal.kind === 'remove' ? removal.delivery.restrictions : undefined;
    const secret = { group: '', kind: 'Secret', namespace: 'default', name: 'app' };
    expect(restrictions?.refusal(secret, true)).toBeUndefined();
    const project = projectOf({ destinations: [{ server: '*', namespace: 'other' }] });
    const owner = applicationOf({}, { metadata: { deletionTimestamp, finalizers: [finalizer] } });
    const limited = await translated(owner, [project]);
    const rules = limited.kind === 'remove' ? limited.delivery.restrictions : undefined;
    expect(rules?.refusal(secret, true)).toMatchObject({ code: 'namespace-not-permitted' });
  });

  it('takes nothing while its project is gone, and says so', async () => {
    expect(await leaving([finalizer], { project: 'gone' })).toMatchObject({
      kind: 'blocked',
      reason: 'DeletionError',
      problems: [{ message: 'appproject.argoproj.io "gone" not found' }],
    });
    expect(await leaving([], { project: 'gone' })).toMatchObject({ kind: 'remove', cascade: false });
  });

  it('waits for a confirmation where it asks for one', async () => {
    const spec = { syncPolicy: { syncOptions: ['Delete=confirm'] }, destination: { server: inCluster } };
    expect(await leaving([finalizer], spec)).toMatchObject({ kind: 'blocked', reason: 'DeletionError' });
    const approval = (time: string) => ({ 'argocd.argoproj.io/deletion-approved': time });
    expect(await leaving([finalizer], spec, approval('2025-12-31T23:59:59Z'))).toMatchObject({ kind: 'blocked' });
    expect(await leaving([finalizer], spec, approval('soon'))).toMatchObject({ kind: 'blocked' });
    expect(await leaving([finalizer], spec, approval(deletionTimestamp))).toMatchObject({
      kind: 'remove',
      cascade: true,
      delivery: { prune: { confirmed: true } },
    });
  });
});
