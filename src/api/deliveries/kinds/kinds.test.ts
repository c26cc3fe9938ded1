import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { applicationKind } from './application.ts';
import { helmReleaseKind } from './helm-release.ts';
import type { KindContext } from './kind.ts';
import { kustomizationKind } from './kustomization.ts';

const commit = 'c'.repeat(40);
const time = '2026-01-02T00:00:00Z';

function contextOf(sources: Readonly<Record<string, JsonObject>> = {}): KindContext {
  return {
    find: ({ kind }, namespace, name) => {
      const found = sources[`${kind}/${namespace}/${name}`];
      return found === undefined ? undefined : { apiVersion: 'v1', kind, metadata: { name, namespace }, ...found };
    },
    commit: (_owner, _repo, revision) => ({
      revision,
      short: revision.slice(0, 7),
      message: 'whole',
      subject: 'first line',
    }),
    now: 0,
  };
}

function ownerOf(kind: string, spec: JsonObject, status: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'n', namespace: 'ns', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec,
    status,
  };
}

describe('an Application', () => {
  const app = (spec: JsonObject = {}, status: JsonObject = {}, metadata: JsonObject = {}) =>
    ownerOf(
      'Application',
      {
        project: 'p',
        source: { repoURL: 'https://u:p@git.example/a.git', path: 'x', targetRevision: 'main' },
        ...spec,
      },
      status,
      metadata,
    );

  it('is a row without passwords and without the whole message of its commit', () => {
    const row = applicationKind.row(
      app(
        {},
        {
          sync: { status: 'OutOfSync', revision: commit },
          health: { status: 'Degraded', message: 'it\nis broken' },
          resources: [{ status: 'OutOfSync' }, { status: 'Synced' }],
        },
      ),
      contextOf(),
    );
    expect(row).toMatchObject({
      id: 'Application/ns/n',
      project: 'p',
      cluster: { name: 'in-cluster' },
      source: { kind: 'git', repo: 'https://git.example/a.git', path: 'x', target: 'main' },
      sync: { status: 'OutOfSync', differing: 1 },
      health: { status: 'Degraded', why: 'it' },
      automated: false,
    });
    expect(row.revision).toEqual({ revision: commit, short: 'ccccccc', subject: 'first line' });
  });

  it.each([
    [{ source: { repoURL: 'oci://r/x' } }, 'oci', undefined],
    [{ source: { repoURL: 'https://charts', chart: 'podinfo' } }, 'helm', undefined],
    [{ source: {}, sources: [{ repoURL: 'https://a' }, { repoURL: 'https://b' }] }, 'git', 1],
  ])('has its source from %j', (spec, kind, more) => {
    expect(applicationKind.row(app(spec), contextOf()).source).toMatchObject({
      kind,
      ...(more === undefined ? {} : { more }),
    });
  });

  it.each([
    [{ name: 'far' }, { name: 'far', server: 'far' }],
    [{ server: 'https://u:p@far.example:6443' }, { name: 'far.example:6443' }],
    [{ name: 'in-cluster' }, { name: 'in-cluster', server: 'https://kubernetes.default.svc' }],
  ])('goes to the cluster that %j names', (destination, cluster) => {
    expect(applicationKind.row(app({ destination }), contextOf()).cluster).toMatchObject(cluster);
  });

  it('says why it is not well: its health, a fault of its spec, or its last operation', () => {
    const why = (status: JsonObject) => applicationKind.row(app({}, status), contextOf()).health.why;
    expect(why({ conditions: [{ type: 'SyncError', message: 'no such path' }] })).toBe('no such path');
    expect(why({ operationState: { phase: 'Failed', message: 'denied' } })).toBe('denied');
    expect(why({ conditions: [{ type: 'OrphanedResourceWarning', message: 'x' }] })).toBeUndefined();
    expect(why({ health: { message: 'x'.repeat(400) } })).toHaveLength(300);
  });

  it('tells an operation that is tried again from one that runs', () => {
    const phase = (state: JsonObject) =>
      applicationKind.row(app({}, { operationState: { startedAt: time, ...state } }), contextOf()).operation?.phase;
    expect(phase({ phase: 'Running' })).toBe('Running');
    expect(phase({ phase: 'Running', finishedAt: time })).toBe('Retrying');
    expect(phase({ phase: 'Error' })).toBe('Error');
    expect(phase({ phase: 'Strange' })).toBeUndefined();
  });

  it('can be acted on as far as its state allows', () => {
    const refusal = (
      action: 'sync' | 'rollback' | 'terminate' | 'refresh',
      status: JsonObject,
      spec: JsonObject = {},
      metadata: JsonObject = {},
    ) => applicationKind.refusal(app(spec, status, metadata), action);
    const running = { operationState: { phase: 'Running' } };
    const history = { history: [{ id: 1 }, { id: 2 }] };
    expect(refusal('sync', running)).toMatch(/runs already/);
    expect(refusal('terminate', {})).toMatch(/no operation/);
    expect(refusal('terminate', running)).toBeUndefined();
    expect(refusal('rollback', {})).toMatch(/no earlier/);
    expect(refusal('rollback', history)).toBeUndefined();
    expect(refusal('rollback', history, { syncPolicy: { automated: {} } })).toMatch(/automated/);
    expect(refusal('refresh', {}, {}, { deletionTimestamp: time })).toMatch(/being deleted/);
  });

  it('tells the place that a problem names', () => {
    const text =
      'Failed to load target state: rpc error: code = Unknown desc = apps/cart/deployment.yaml:3:5: a mapping is not closed\nmore';
    const { problems, health } = applicationKind.detail(
      app(
        {},
        {
          health: { status: 'Healthy' },
          conditions: [
            { type: 'ComparisonError', message: text },
            { type: 'SyncError', message: 'at 10:30:15 nothing (apps/x.yaml:7)' },
          ],
        },
      ),
      contextOf(),
    );
    expect(problems).toEqual([
      {
        code: 'ComparisonError',
        message: 'a mapping is not closed',
        file: 'apps/cart/deployment.yaml',
        line: 3,
        column: 5,
        raw: text,
      },
      {
        code: 'SyncError',
        message: 'at 10:30:15 nothing (apps/x.yaml:7)',
        file: 'apps/x.yaml',
        line: 7,
        raw: 'at 10:30:15 nothing (apps/x.yaml:7)',
      },
    ]);
    expect(health.why).toBeUndefined();
  });

  it('links only to pages', () => {
    const { links } = applicationKind.detail(
      app({}, { summary: { externalURLs: ['https://shop.example', 'javascript:alert(1)', 'data:text/html,x'] } }),
      contextOf(),
    );
    expect(links).toEqual([{ title: 'https://shop.example', url: 'https://shop.example' }]);
  });
});

describe('a Kustomization', () => {
  const spec = { sourceRef: { kind: 'GitRepository', name: 'g' }, path: './apps', prune: true, interval: '10m' };
  const ready = (status: string, reason: string, message = '') => ({
    type: 'Ready',
    status,
    reason,
    message,
    lastTransitionTime: time,
  });
  const sources = {
    'GitRepository/ns/g': {
      spec: { url: 'https://git.example/a.git', ref: { branch: 'main' } },
      status: { artifact: { revision: `main@sha1:${commit}` } },
    },
  };
  const row = (status: JsonObject) => kustomizationKind.row(ownerOf('Kustomization', spec, status), contextOf(sources));

  it('has its source and revision through its GitRepository', () => {
    const applied = row({
      lastAppliedRevision: `main@sha1:${commit}`,
      conditions: [ready('True', 'ReconciliationSucceeded')],
    });
    expect(applied).toMatchObject({
      source: { kind: 'git', repo: 'https://git.example/a.git', path: 'apps', target: 'main' },
      revision: { revision: commit, reference: 'main' },
      sync: { status: 'Synced' },
      health: { status: 'Healthy' },
      changedAt: time,
    });
    expect(kustomizationKind.readsOf(ownerOf('Kustomization', spec))).toEqual([
      { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository', namespace: 'ns', name: 'g' },
    ]);
    expect(kustomizationKind.row(ownerOf('Kustomization', spec), contextOf()).source?.repo).toBe('GitRepository/ns/g');
  });

  it.each([
    [
      'an older commit',
      { lastAppliedRevision: `main@sha1:${'d'.repeat(40)}`, conditions: [ready('True', 'x')] },
      'OutOfSync',
      'Healthy',
    ],
    ['nothing yet', {}, 'Unknown', 'Unknown'],
    [
      'a failed build',
      { lastAppliedRevision: `main@sha1:${commit}`, conditions: [ready('False', 'BuildFailed', 'no')] },
      'OutOfSync',
      'Degraded',
    ],
    [
      'a failed health check',
      { lastAppliedRevision: `main@sha1:${commit}`, conditions: [ready('False', 'HealthCheckFailed', 'no')] },
      'Synced',
      'Degraded',
    ],
    [
      'a dependency that is not ready',
      { conditions: [ready('False', 'DependencyNotReady', 'wait')] },
      'OutOfSync',
      'Progressing',
    ],
    [
      'a run',
      { lastAppliedRevision: `main@sha1:${commit}`, conditions: [ready('Unknown', 'Progressing', 'r')] },
      'Synced',
      'Progressing',
    ],
  ])('with %s', (_, status, sync, health) => {
    expect(row(status)).toMatchObject({ sync: { status: sync }, health: { status: health } });
  });
});

describe('a HelmRelease', () => {
  const release = ownerOf(
    'HelmRelease',
    {
      chart: { spec: { chart: 'podinfo', version: '6.x', sourceRef: { kind: 'HelmRepository', name: 'podinfo' } } },
      interval: '5m',
      targetNamespace: 'web',
      dependsOn: [{ name: 'redis' }],
    },
    {
      lastAttemptedRevision: '6.9.0',
      conditions: [
        { type: 'Ready', status: 'True', reason: 'UpgradeSucceeded', message: 'ok', lastTransitionTime: time },
      ],
      history: [
        {
          version: 2,
          chartName: 'podinfo',
          chartVersion: '6.9.0',
          status: 'deployed',
          firstDeployed: time,
          lastDeployed: time,
        },
        {
          version: 1,
          chartName: 'podinfo',
          chartVersion: '6.8.0',
          status: 'superseded',
          firstDeployed: time,
          lastDeployed: time,
        },
      ],
      inventory: { entries: [{ id: 'web_podinfo_apps_Deployment', v: 'v1' }] },
    },
  );
  const sources = contextOf({ 'HelmRepository/ns/podinfo': { spec: { url: 'https://charts.example' } } });

  it('is a delivery like the others', () => {
    expect(helmReleaseKind.row(release, sources)).toMatchObject({
      source: { kind: 'helm', repo: 'https://charts.example', path: 'podinfo', target: '6.x' },
      revision: { revision: '6.9.0' },
      sync: { status: 'Synced' },
      health: { status: 'Healthy' },
      targetNamespace: 'web',
    });
    expect(helmReleaseKind.detail(release, sources)).toMatchObject({
      sync: { objects: 1 },
      relations: [{ id: 'HelmRelease/ns/redis', as: 'depends-on' }],
    });
    expect(helmReleaseKind.owned(release)).toEqual([
      { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'podinfo', version: 'v1' },
    ]);
  });

  it('has the history of its releases', () => {
    expect(helmReleaseKind.history(release, sources)).toMatchObject([
      { id: '2', commit: { revision: '6.9.0' }, result: 'Succeeded', current: true },
      { id: '1', commit: { revision: '6.8.0' }, result: 'Succeeded', current: false },
    ]);
  });

  it.each([
    ['suspend', { suspend: true }, /already/],
    ['reconcile', { suspend: true }, /resume it first/],
    ['resume', {}, /not suspended/],
    ['reconcile', {}, undefined],
  ] as const)('may be asked to %s as its state allows', (action, spec, expected) => {
    const refusal = helmReleaseKind.refusal(ownerOf('HelmRelease', spec), action);
    if (expected === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(expected);
  });
});
