import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, type JsonObject, type KubeObject, textAt } from '../../../src/base/index.ts';
import type { ChartServer } from '../../support/chart-server.ts';
import type { KindName, TestCluster } from '../../support/test-cluster.ts';
import { charts } from '../model.ts';

/** The namespace that everything happens in; recordings call it `NS`. */
export const namespace = 'hc';

export const helmRelease = 'helm.toolkit.fluxcd.io/HelmRelease';

/** What a person does, before everything has come to rest. */
export interface Step {
  readonly title: string;
  readonly apply?: readonly KubeObject[];
  readonly edits?: readonly (readonly [kind: KindName, name: string, patch: JsonObject])[];
  readonly removals?: readonly (readonly [kind: KindName, name: string])[];
  /** HelmReleases that are asked for a reconciliation then: Flux sees drift and changed references at the interval alone. */
  readonly requests?: readonly string[];
}

/** What there is at rest: the status of each HelmRelease, and the data of ConfigMaps. */
export interface Point {
  readonly statuses: JsonObject;
  readonly data: JsonObject;
}

/** What was recorded of the real helm-controller. */
export interface HelmControllerRecording {
  readonly steps: readonly Point[];
  readonly events: readonly Json[];
}

const release = (name: string, spec: JsonObject): KubeObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace },
  spec: { interval: '10m', timeout: '20s', chart: chartOf('app', '1.0.0'), ...spec },
});

const chartOf = (chart: string, version?: string): JsonObject => ({
  spec: { chart, ...(version === undefined ? {} : { version }), sourceRef: { kind: 'HelmRepository', name: 'repo' } },
});

const configMap = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

const request = (value: string, more: Record<string, string> = {}): JsonObject => ({
  metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': value, ...more } },
});

const drifting = ['drift-corrected', 'drift-told', 'drift-told-removed', 'drift-ignored', 'drift-removed'];
const failing = { color: 'blue', broken: true };

/** The steps; every HelmRelease is a scenario of its own. */
export const steps: readonly Step[] = [
  {
    title: 'first installs',
    apply: [
      release('drift-corrected', { driftDetection: { mode: 'enabled' } }),
      release('drift-told', { driftDetection: { mode: 'warn' } }),
      release('drift-told-removed', { driftDetection: { mode: 'warn' } }),
      release('drift-ignored', {
        driftDetection: {
          mode: 'enabled',
          ignore: [{ paths: ['/data/color', '/data/more'], target: { kind: 'ConfigMap', name: 'drift-.*' } }],
        },
      }),
      release('drift-removed', { driftDetection: { mode: 'enabled' } }),
      release('uninstalled', { upgrade: { remediation: { strategy: 'uninstall', remediateLastFailure: true } } }),
      release('retried', { upgrade: { remediation: { retries: 1 } } }),
      release('waiting', { install: { strategy: { name: 'RetryOnFailure', retryInterval: '30m' } }, values: failing }),
      release('test-failed', { chart: chartOf('hooks'), test: { enable: true }, values: { tests: 'fail' } }),
      release('test-ignored', {
        chart: chartOf('hooks'),
        test: { enable: true, ignoreFailures: true },
        values: { tests: 'fail' },
      }),
      release('test-filtered', {
        chart: chartOf('hooks'),
        test: { enable: true, filters: [{ name: 'test-filtered-test', exclude: true }] },
      }),
      configMap('colors', { 'values.yaml': 'color: green\n', color: 'black', 'odd.yaml': '- a\n' }),
      release('values-optional', {
        valuesFrom: [
          { kind: 'Secret', name: 'missing', optional: true },
          { kind: 'ConfigMap', name: 'colors' },
        ],
      }),
      release('values-path', {
        valuesFrom: [{ kind: 'ConfigMap', name: 'colors', valuesKey: 'color', targetPath: 'color' }],
      }),
      release('values-odd', { valuesFrom: [{ kind: 'ConfigMap', name: 'colors', valuesKey: 'odd.yaml' }] }),
      release('values-key', { valuesFrom: [{ kind: 'ConfigMap', name: 'colors', valuesKey: 'absent' }] }),
      release('dependent', { dependsOn: [{ name: 'values-path' }] }),
      release('dependent-absent', { dependsOn: [{ name: 'absent' }] }),
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmChart',
        metadata: { name: 'chart', namespace },
        spec: { interval: '10m', chart: 'app', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'repo' } },
      },
      { ...release('referred', {}), spec: { interval: '10m', chartRef: { kind: 'HelmChart', name: 'chart' } } },
      { ...release('referred-absent', {}), spec: { interval: '10m', chartRef: { kind: 'HelmChart', name: 'absent' } } },
      release('stored-elsewhere', { storageNamespace: 'hc-records' }),
      release('renamed', { releaseName: 'before' }),
      release('rechart', {}),
      release('suspended', { suspend: true }),
      release('newer', {}),
      release('kept', { uninstall: { keepHistory: true } }),
      release('marked', { commonMetadata: { labels: { team: 'a' }, annotations: { note: 'b' } } }),
      release('absent-chart', { chart: chartOf('absent') }),
      release('few', { maxHistory: 1 }),
    ],
  },
  {
    title: 'changes, failures and drift',
    requests: [...drifting, 'values-path'],
    edits: [
      ['ConfigMap', 'drift-corrected', { data: { color: 'changed', more: 'x' }, metadata: { labels: { mine: 'y' } } }],
      ['ConfigMap', 'drift-told', { data: { color: 'changed', more: 'x' } }],
      ['ConfigMap', 'drift-ignored', { data: { color: 'changed', more: 'x' } }],
      [helmRelease, 'uninstalled', { spec: { values: failing } }],
      [helmRelease, 'retried', { spec: { values: failing } }],
      [helmRelease, 'renamed', { spec: { releaseName: 'after' } }],
      [helmRelease, 'rechart', { spec: { chart: { spec: { chart: 'hooks' } } } }],
      [helmRelease, 'suspended', { spec: { suspend: false } }],
      [helmRelease, 'newer', { spec: { chart: { spec: { version: '1.1.0' } } } }],
      [helmRelease, 'marked', { spec: { commonMetadata: { labels: { team: 'c' } } } }],
      [helmRelease, 'few', { spec: { values: { color: 'blue' } } }],
      [helmRelease, 'test-failed', { spec: { values: { tests: 'complete' } } }],
      ['ConfigMap', 'colors', { data: { color: 'white' } }],
    ],
    removals: [
      ['ConfigMap', 'drift-removed'],
      ['Service', 'drift-told-removed'],
    ],
  },
  {
    title: 'requests',
    edits: [
      ...['uninstalled', 'retried', 'test-ignored', 'referred'].map(
        (name) => [helmRelease, name, request('r1')] as const,
      ),
      [helmRelease, 'waiting', request('r1', { 'reconcile.fluxcd.io/resetAt': 'r1' })],
      [helmRelease, 'test-filtered', request('r1', { 'reconcile.fluxcd.io/forceAt': 'r1' })],
    ],
  },
  {
    title: 'mending and the end',
    edits: [
      [helmRelease, 'retried', { spec: { values: { color: 'green', broken: false } } }],
      [helmRelease, 'waiting', { spec: { values: { color: 'green', broken: false } } }],
      [helmRelease, 'drift-told', { spec: { driftDetection: { mode: 'enabled' } } }],
      [helmRelease, 'drift-ignored', { spec: { driftDetection: { ignore: null } } }],
      [helmRelease, 'values-key', { spec: { valuesFrom: null } }],
      [helmRelease, 'suspended', { spec: { suspend: true } }],
    ],
    removals: [
      [helmRelease, 'kept'],
      [helmRelease, 'stored-elsewhere'],
      [helmRelease, 'dependent-absent'],
      [helmRelease, 'absent-chart'],
    ],
  },
];

/** Publishes the charts, and says where they are. */
export async function prepare(cluster: TestCluster, server: ChartServer): Promise<void> {
  for (const name of [namespace, 'hc-records'])
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const name of ['app', 'hooks']) await server.publish(name, '1.0.0', { files: chartFiles(name) });
  const files = chartFiles('app');
  const chart = (files['Chart.yaml'] ?? '').replace('1.0.0', '1.1.0');
  await server.publish('app', '1.1.0', { files: { ...files, 'Chart.yaml': chart } });
  await cluster.apply({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: 'repo', namespace },
    spec: { interval: '10m', url: server.url },
  });
}

/** Takes one step. */
export async function take(cluster: TestCluster, step: Step): Promise<void> {
  await cluster.apply(...(step.apply ?? []));
  for (const [kind, name, patch] of step.edits ?? []) await cluster.edit(kind, namespace, name, patch);
  for (const [kind, name] of step.removals ?? []) await cluster.remove(kind, namespace, name);
  for (const name of step.requests ?? []) await cluster.edit(helmRelease, namespace, name, request('r0'));
}

/** What there is now, without what differs from run to run. */
export async function look(cluster: TestCluster): Promise<Point> {
  const releases = await cluster.list(helmRelease, namespace);
  const maps = await cluster.list('ConfigMap', namespace);
  return normalized({
    statuses: Object.fromEntries(releases.map((object) => [object.metadata.name ?? '', object['status'] ?? null])),
    data: Object.fromEntries(
      maps
        .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
        .map((object) => [object.metadata.name ?? '', object['data'] ?? null]),
    ),
  }) as unknown as Point;
}

/** The Events about HelmReleases, each once, without helm's log behind failures. */
export async function eventsOf(cluster: TestCluster): Promise<readonly string[]> {
  const events = (await cluster.list('Event', namespace))
    .filter((event) => textAt(event, 'involvedObject', 'kind') === 'HelmRelease')
    .map((event) =>
      JSON.stringify(
        normalized([
          textAt(event, 'involvedObject', 'name'),
          textAt(event, 'type'),
          textAt(event, 'reason'),
          textAt(event, 'message').replace(/\n\nLast Helm logs:[^]*$/, ''),
          event.metadata.annotations ?? {},
        ]),
      ),
    );
  return [...new Set(events)].sort();
}

/** Members in the order of their names; times, digests of records and durations by words. */
function normalized(value: Json): Json {
  const text = JSON.stringify(sorted(value))
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/"digest":"sha256:[0-9a-f]+"/g, '"digest":"DIGEST"')
    .replaceAll(/"lastAttemptedReleaseActionDuration":"[^"]*"/g, '"lastAttemptedReleaseActionDuration":"DURATION"')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://CHARTS');
  return JSON.parse(text) as Json;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((key) => [key, sorted(value[key] ?? null)]));
}

/** The files of a shared chart. */
function chartFiles(name: string): Record<string, string> {
  const files = globSync('{*.yaml,templates/*}', { cwd: join(charts, name) }).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(charts, name, file), 'utf8')]));
}
