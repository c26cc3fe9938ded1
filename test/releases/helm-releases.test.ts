import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Json, type JsonObject, type KubeObject, objectsAt, textAt } from '../../src/base/index.ts';
import { type TestCluster } from '../support/test-cluster.ts';
import { fluxStage } from './flux-stage.ts';
import { charts } from './model.ts';

const namespace = 'hr';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'helm-releases.recorded.json'), 'utf8')) as {
  readonly steps: readonly Json[];
  readonly events: readonly Json[];
};

/** What helm-controller 1.6.4 wrote for these, step by step, on a real control plane. */
const release = (name: string, spec: JsonObject): KubeObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace },
  spec: {
    interval: '10m',
    chart: { spec: { chart: 'app', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'repo' } } },
    ...spec,
  },
});

const hooksChart = { spec: { chart: 'hooks', sourceRef: { kind: 'HelmRepository', name: 'repo' } } };

const releases = [
  release('good', { values: { color: 'red', workload: true } }),
  release('bad', { install: { remediation: { retries: 1 } }, values: { color: 'red', broken: true } }),
  release('tested', { test: { enable: true }, chart: hooksChart }),
  release('back', { upgrade: { remediation: { retries: 0, remediateLastFailure: true } }, values: { color: 'red' } }),
  release('dependent', { dependsOn: [{ name: 'bad' }], valuesFrom: [{ kind: 'ConfigMap', name: 'missing' }] }),
  release('novalues', { valuesFrom: [{ kind: 'ConfigMap', name: 'missing' }] }),
];

describe('HelmReleases are told as helm-controller tells them', () => {
  let cluster: TestCluster;
  const ending = new AsyncDisposableStack();
  const kind = 'helm.toolkit.fluxcd.io/HelmRelease';

  beforeAll(async () => {
    const stage = ending.use(await fluxStage());
    ({ cluster } = stage);
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const name of ['app', 'hooks']) await stage.server.publish(name, '1.0.0', { files: chartFiles(name) });
    await cluster.apply({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmRepository',
      metadata: { name: 'repo', namespace },
      spec: { interval: '10m', url: stage.server.url },
    });
    await stage.start();
  }, 60_000);

  afterAll(() => ending.disposeAsync());

  const statuses = async (): Promise<Json> => {
    const found = await cluster.list(kind, namespace);
    return normalized(
      Object.fromEntries(found.map((object) => [object.metadata.name ?? '', object['status'] ?? null])),
    );
  };

  const expectStep = async (step: number): Promise<void> => {
    const expected = recorded.steps[step] ?? null;
    for (let tries = 0; tries < 400; tries += 1) {
      if (JSON.stringify(sorted(await statuses())) === JSON.stringify(sorted(expected))) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(await statuses()).toEqual(expected);
  };

  it('installs, remediates, tests, waits for dependencies and values', { timeout: 60_000 }, async () => {
    await cluster.apply(...releases);
    await expectStep(0);
  });

  it('upgrades, and rolls back what fails', { timeout: 60_000 }, async () => {
    await cluster.edit(kind, namespace, 'good', { spec: { values: { color: 'blue' } } });
    await cluster.edit(kind, namespace, 'back', { spec: { values: { color: 'blue', broken: true } } });
    await expectStep(1);
  });

  it('tries again by force when that is asked for, and leaves what is suspended', { timeout: 60_000 }, async () => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'x1', 'reconcile.fluxcd.io/forceAt': 'x1' };
    await cluster.edit(kind, namespace, 'bad', { metadata: { annotations } });
    await cluster.edit(kind, namespace, 'good', { spec: { suspend: true } });
    await expectStep(2);
  });

  it('uninstalls what is deleted, and its HelmChart', { timeout: 60_000 }, async () => {
    await cluster.remove(kind, namespace, 'tested');
    await expectStep(3);
    await vi.waitFor(
      async () =>
        expect(await cluster.find('source.toolkit.fluxcd.io/HelmChart', namespace, 'hr-tested')).toBeUndefined(),
      { timeout: 20_000 },
    );
    const records = (await cluster.list('Secret', namespace)).map(({ metadata }) => metadata.name);
    expect(records).not.toContain('sh.helm.release.v1.tested.v1');
  });

  it('emits the Events that helm-controller emits, but for the logs of helm behind failures', async () => {
    const events = (await cluster.list('Event', namespace))
      .filter((event) => textAt(event, 'involvedObject', 'kind') === 'HelmRelease')
      .map((event) =>
        normalized([
          textAt(event, 'involvedObject', 'name'),
          textAt(event, 'type'),
          textAt(event, 'reason'),
          textAt(event, 'message'),
          event.metadata.annotations ?? {},
        ]),
      );
    // The Event of a failure that came twice is one that is counted.
    const unique = (all: readonly Json[]): string[] =>
      [...new Set(all.map((event) => JSON.stringify(sorted(event))))].sort();
    expect(unique(events)).toEqual(unique(recorded.events));
  });

  it('says what its service account may not do', { timeout: 30_000 }, async () => {
    await cluster.apply(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'nobody', namespace } },
      release('rights', { serviceAccountName: 'nobody' }),
    );
    const query = 'failed to retrieve last release from storage: query: failed to query with labels';
    await vi.waitFor(
      async () => {
        const found = await cluster.get(kind, namespace, 'rights');
        const ready = objectsAt(found, 'status', 'conditions').find(({ type }) => type === 'Ready');
        expect(ready).toMatchObject({ status: 'False', reason: 'StateError' });
        expect(textAt(ready, 'message')).toMatch(
          new RegExp(
            `^Could not determine release state: ${query}: secrets is forbidden: User "system:.*:nobody" cannot list`,
          ),
        );
      },
      { timeout: 20_000 },
    );
  });

  it('upgrades when its post-renderers change, and not again', { timeout: 60_000 }, async () => {
    const rendered = (color: string): JsonObject => ({
      postRenderers: [
        {
          kustomize: {
            patches: [{ patch: `- {op: add, path: /data/patched, value: ${color}}`, target: { kind: 'ConfigMap' } }],
          },
        },
      ],
    });
    const expectPatched = async (color: string, version: number): Promise<string> => {
      await vi.waitFor(
        async () => {
          expect(textAt(await cluster.find('ConfigMap', namespace, 'patched'), 'data', 'patched')).toBe(color);
          const found = await cluster.get(kind, namespace, 'patched');
          expect(objectsAt(found, 'status', 'history')[0]).toMatchObject({ version, status: 'deployed' });
          expect(textAt(found, 'status', 'observedPostRenderersDigest')).toMatch(/^sha256:/);
        },
        { timeout: 20_000 },
      );
      return textAt(await cluster.get(kind, namespace, 'patched'), 'status', 'observedPostRenderersDigest');
    };
    await cluster.apply(release('patched', rendered('one')));
    const before = await expectPatched('one', 1);
    await cluster.edit(kind, namespace, 'patched', { spec: rendered('two') });
    expect(await expectPatched('two', 2)).not.toBe(before);
    await cluster.edit(kind, namespace, 'patched', { spec: { maxHistory: 4 } });
    await vi.waitFor(
      async () => {
        const { metadata, status } = (await cluster.get(kind, namespace, 'patched')) as KubeObject & {
          status: JsonObject;
        };
        expect(status['observedGeneration']).toBe(metadata.generation);
      },
      { timeout: 20_000 },
    );
    await expectPatched('two', 2);
  });

  it(
    'takes nothing that another owner delivers, names both, and goes on when it is free',
    { timeout: 90_000 },
    async () => {
      const readyOf = async (name: string): Promise<JsonObject> =>
        objectsAt(await cluster.get(kind, namespace, name), 'status', 'conditions').find(
          ({ type }) => type === 'Ready',
        ) ?? {};
      const labels = (group: string, name: string): Record<string, string> => ({
        [`${group}.toolkit.fluxcd.io/name`]: name,
        [`${group}.toolkit.fluxcd.io/namespace`]: namespace,
      });
      await cluster.apply(
        {
          apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
          kind: 'Kustomization',
          metadata: { name: 'holder', namespace },
          spec: { interval: '10m', prune: true, suspend: true, sourceRef: { kind: 'GitRepository', name: 'none' } },
        },
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'held', namespace, labels: labels('kustomize', 'holder') },
          data: { color: 'theirs' },
        },
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'left', namespace, labels: labels('kustomize', 'nobody') },
          data: { color: 'nobodys' },
        },
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'records' } },
        release('first', { releaseName: 'shared' }),
        release('held', {}),
        release('left', {}),
      );
      const text = (object: string, holder: string, name: string): string =>
        `ConfigMap/hr/${object} belongs to ${holder} and is also in HelmRelease hr/${name}: remove it from one of them`;
      await vi.waitFor(
        async () => {
          expect(await readyOf('held')).toMatchObject({ status: 'False', reason: 'InstallFailed' });
          expect(await readyOf('first')).toMatchObject({ status: 'True' });
          expect(await readyOf('left')).toMatchObject({ status: 'True' });
        },
        { timeout: 30_000 },
      );
      expect(textAt(await readyOf('held'), 'message')).toContain(text('held', 'Kustomization hr/holder', 'held'));
      expect(textAt(await cluster.find('ConfigMap', namespace, 'held'), 'data', 'color')).toBe('theirs');
      expect(textAt(await cluster.find('ConfigMap', namespace, 'left'), 'data', 'color')).not.toBe('nobodys');
      await cluster.apply(release('second', { releaseName: 'shared', storageNamespace: 'records' }));
      await vi.waitFor(
        async () =>
          expect(textAt(await readyOf('second'), 'message')).toContain(
            text('shared', 'HelmRelease hr/first', 'second'),
          ),
        { timeout: 30_000 },
      );
      await cluster.remove(kind, namespace, 'first');
      await vi.waitFor(async () => expect(await readyOf('second')).toMatchObject({ status: 'True' }), {
        timeout: 30_000,
      });
      // What another has taken over meanwhile is not deleted with the release.
      await cluster.edit('ConfigMap', namespace, 'shared', {
        metadata: { labels: { ...labels('kustomize', 'holder'), ...nulls(labels('helm', '')) } },
      });
      await cluster.remove(kind, namespace, 'second');
      await vi.waitFor(async () => expect(await cluster.find(kind, namespace, 'second')).toBeUndefined(), {
        timeout: 30_000,
      });
      expect(await cluster.find('ConfigMap', namespace, 'shared')).toBeDefined();
      expect(await cluster.find('Service', namespace, 'shared')).toBeUndefined();
    },
  );

  it('follows its chart, its values and its target', { timeout: 60_000 }, async () => {
    const configMap = (color: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colors', namespace },
      data: { 'values.yaml': `color: ${color}` },
    });
    const colorOf = async (target: string, name: string): Promise<string> =>
      textAt(await cluster.find('ConfigMap', target, name), 'data', 'color');
    await cluster.apply(
      configMap('one'),
      release('moved', {
        targetNamespace: 'elsewhere',
        install: { createNamespace: true },
        valuesFrom: [{ kind: 'ConfigMap', name: 'colors' }],
      }),
    );
    await vi.waitFor(async () => expect(await colorOf('elsewhere', 'elsewhere-moved')).toBe('one'), {
      timeout: 20_000,
    });
    await cluster.apply(configMap('two'));
    await vi.waitFor(async () => expect(await colorOf('elsewhere', 'elsewhere-moved')).toBe('two'), {
      timeout: 20_000,
    });
    await cluster.edit(kind, namespace, 'moved', { spec: { targetNamespace: namespace } });
    await vi.waitFor(async () => expect(await colorOf(namespace, 'hr-moved')).toBe('two'), { timeout: 20_000 });
    expect(await cluster.find('ConfigMap', 'elsewhere', 'elsewhere-moved')).toBeUndefined();
    const history = async (): Promise<readonly JsonObject[]> =>
      objectsAt(await cluster.get(kind, namespace, 'moved'), 'status', 'history');
    await vi.waitFor(async () => expect(await history()).toMatchObject([{ name: 'hr-moved', version: 1 }]), {
      timeout: 20_000,
    });
  });
});

/** Takes members away. */
function nulls(members: Readonly<Record<string, string>>): Record<string, null> {
  return Object.fromEntries(Object.keys(members).map((key) => [key, null]));
}

/** The files of a shared chart. */
function chartFiles(name: string): Record<string, string> {
  const files = globSync('{*.yaml,templates/*}', { cwd: join(charts, name) }).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(charts, name, file), 'utf8')]));
}

/** Without times, digests of records and durations; the namespace as the recording names it. */
function normalized(value: Json): Json {
  const text = JSON.stringify(value)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/"digest":"sha256:[0-9a-f]+"/g, '"digest":"DIGEST"')
    .replaceAll(/"lastAttemptedReleaseActionDuration":"[^"]*"/g, '"lastAttemptedReleaseActionDuration":"DURATION"')
    .replaceAll('hr/', 'NS/')
    .replaceAll('hr_', 'NS_')
    .replaceAll('"hr-', '"NS-')
    .replaceAll('/hr-', '/NS-')
    .replaceAll('"hr"', '"NS"');
  return JSON.parse(text) as Json;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
