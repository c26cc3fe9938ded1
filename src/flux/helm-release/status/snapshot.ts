import {
  formatTime,
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import {
  chartField,
  encodeChart,
  encodeHook,
  encodeInfo,
  goMapJson,
  goStructJson,
  type Release,
} from '../../../release/index.ts';
import { writeYaml } from '../../../yaml/index.ts';
import { digestOf } from '../digest.ts';

/** An entry of `status.history`, newest first: a revision that this HelmRelease made (helm-controller api v2, Snapshot). */
export type Snapshot = JsonObject & { readonly digest: string; readonly version: number; readonly status: string };

/** What an action is called in `status`. */
export type ReleaseAction = 'install' | 'upgrade' | 'rollback' | 'uninstall' | 'uninstall-remediation';

/** `sha256:` of values as Flux digests them: their YAML, members in the order of their bytes (fluxcd/pkg chartutil). Of none: of nothing. */
export function valuesDigest(values: JsonObject): string {
  const text = Object.keys(values).length === 0 ? '' : writeYaml(sorted(values), { keyOrder: 'given' });
  return digestOf(text);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}

/**
 * The digest by which Flux knows its own revisions again: of all that is stored but templates and tests (helm-controller
 * internal/release/observation.go).
 */
export function releaseDigest(release: Release, ociDigest: string): string {
  const hooks = release.hooks.filter(({ events }) => !events.includes('test'));
  const config = release.config.reveal();
  const json = goStructJson([
    ['name', goMapJson(release.name)],
    ['version', String(release.version)],
    ['info', encodeInfo(release.info)],
    ['chartMetadata', encodeChart(objectAt(release.chart, 'metadata'))],
    ['config', Object.keys(config).length === 0 ? 'null' : goMapJson(config)],
    ['manifest', goMapJson(release.manifest.reveal())],
    ['hooks', hooks.length === 0 ? 'null' : `[${hooks.map(encodeHook).join(',')}]`],
    ['namespace', goMapJson(release.namespace)],
    ['ociDigest', ociDigest === '' ? undefined : goMapJson(ociDigest)],
  ]);
  return digestOf(`${json}\n`);
}

/** The snapshot of a stored revision. */
export function snapshotOf(
  release: Release,
  extra: { readonly action?: string; readonly ociDigest?: string; readonly testHooks?: JsonObject | undefined } = {},
): Snapshot {
  const { info } = release;
  const { action = '', ociDigest = '', testHooks } = extra;
  const appVersion = chartField(release, 'appVersion');
  return {
    apiVersion: 'v2',
    digest: releaseDigest(release, ociDigest),
    name: release.name,
    namespace: release.namespace,
    version: release.version,
    ...(appVersion === '' ? {} : { appVersion }),
    chartName: chartField(release, 'name'),
    chartVersion: chartField(release, 'version'),
    configDigest: valuesDigest(release.config.reveal()),
    firstDeployed: kubeTime(info.firstDeployed),
    lastDeployed: kubeTime(info.lastDeployed),
    ...(info.deleted === '' ? {} : { deleted: kubeTime(info.deleted) }),
    status: info.status,
    ...(action === '' ? {} : { action }),
    ...(ociDigest === '' ? {} : { ociDigest }),
    ...(testHooks === undefined ? {} : { testHooks }),
  };
}

function kubeTime(time: string): string | null {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? null : formatTime(ms);
}

/** `namespace/name.vVERSION`. */
export function releaseText(snapshot: Snapshot): string {
  return `${textAt(snapshot, 'namespace')}/${textAt(snapshot, 'name')}.v${snapshot.version}`;
}

/** `chart@version`. */
export function chartText(snapshot: Snapshot): string {
  return `${textAt(snapshot, 'chartName')}@${textAt(snapshot, 'chartVersion')}`;
}

/** The history in a HelmRelease's status, newest first. */
export function historyOf(status: JsonObject): Snapshot[] {
  return (objectsAt(status, 'history') as readonly Snapshot[]).toSorted((a, b) => b.version - a.version);
}

/** Whether a revision's tests have run. */
export function hasBeenTested(snapshot: Snapshot | undefined): boolean {
  const hooks = jsonAt(snapshot, 'testHooks');
  if (!isJsonObject(hooks)) return false;
  const phases = Object.values(hooks).map((hook) => textAt(hook ?? null, 'phase'));
  return phases.includes('Failed') || phases.every((phase) => phase === 'Succeeded');
}

/** Whether one of a revision's tests has failed. */
export function hasFailedTest(snapshot: Snapshot): boolean {
  return Object.values(objectAt(snapshot, 'testHooks')).some((hook) => textAt(hook ?? null, 'phase') === 'Failed');
}

const isGood = (snapshot: Snapshot, ignoreTests: boolean): boolean =>
  (snapshot.status === 'deployed' || snapshot.status === 'superseded') && (ignoreTests || !hasFailedTest(snapshot));

/** The newest revision before the last that was deployed: what is rolled back to. */
export function previousOf(history: readonly Snapshot[], ignoreTests: boolean): Snapshot | undefined {
  return history.slice(1).find((snapshot) => isGood(snapshot, ignoreTests));
}

const mostSnapshots = 5;

/** A history as far as it is kept: back to the last good revision, else the five newest. */
export function truncated(history: readonly Snapshot[], ignoreTests: boolean): readonly Snapshot[] {
  const index = history.findIndex((snapshot, place) => place > 0 && isGood(snapshot, ignoreTests));
  return index < 0 ? history.slice(0, mostSnapshots) : history.slice(0, index + 1);
}

/** Whether a snapshot is of this revision. */
export function targets(snapshot: Snapshot, release: Pick<Release, 'name' | 'namespace' | 'version'>): boolean {
  return (
    textAt(snapshot, 'name') === release.name &&
    textAt(snapshot, 'namespace') === release.namespace &&
    numberAt(snapshot, ['version']) === release.version
  );
}

/** How the tests of a revision went, by hook. */
export function testHooksOf(release: Release, isSelected: (name: string) => boolean): JsonObject {
  const tests = release.hooks.filter(({ events, name }) => events.includes('test') && isSelected(name));
  return Object.fromEntries(
    tests.map(({ name, lastRun }) => [
      name,
      {
        ...(lastRun.startedAt === '' ? {} : { lastStarted: kubeTime(lastRun.startedAt) }),
        ...(lastRun.completedAt === '' ? {} : { lastCompleted: kubeTime(lastRun.completedAt) }),
        ...(lastRun.phase === '' ? {} : { phase: lastRun.phase }),
      },
    ]),
  );
}
