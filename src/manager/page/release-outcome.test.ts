import { describe, expect, it } from 'vitest';
import { formatKey, type JsonObject, type KubeObject, Secret } from '../../base/index.ts';
import type { ReleaseLook } from '../../flux/index.ts';
import type { LookedAt } from '../../api/index.ts';
import { type ReleaseCluster, releaseOutcome } from './release-outcome.ts';

function configMap(name: string, data: JsonObject, annotations?: JsonObject): KubeObject {
  const metadata = { name, ...(annotations === undefined ? {} : { annotations }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as KubeObject;
}

const manifestOf = (...objects: readonly KubeObject[]): string =>
  objects
    .map(
      ({ metadata, ...rest }) =>
        `---\n# Source: c/templates/${metadata.name}.yaml\n${JSON.stringify({ ...rest, metadata })}\n`,
    )
    .join('');

/** A cluster that takes `1000m` for `1`, and adds a default. */
function clusterOf(...objects: readonly KubeObject[]): ReleaseCluster & { asked: number } {
  const live = new Map(
    objects.map((object) => [
      object.metadata.name,
      { ...object, metadata: { ...object.metadata, namespace: 'shop' }, defaulted: true },
    ]),
  );
  return {
    asked: 0,
    place: (key) => Promise.resolve(key.kind === 'ClusterRole' ? { ...key, namespace: '' } : key),
    live: ({ name }) => Promise.resolve(live.get(name)),
    predict(desired) {
      this.asked += 1;
      const data = { ...(desired['data'] as JsonObject) };
      if (data['cpu'] === '1000m') data['cpu'] = '1';
      return Promise.resolve({ ...desired, data, defaulted: true });
    },
  };
}

function lookOf(released: readonly KubeObject[], next?: readonly KubeObject[], isDue = false): ReleaseLook {
  const release = { manifest: new Secret(manifestOf(...released)), info: { status: 'deployed' } };
  return {
    target: { cluster: 'in-cluster', identity: undefined },
    namespace: 'shop',
    release: release as ReleaseLook['release'],
    next:
      next === undefined
        ? undefined
        : { version: '2', rendered: { manifest: manifestOf(...next) } as NonNullable<ReleaseLook['next']>['rendered'] },
    isDue,
    problems: [],
  };
}

const verdicts = ({ objects = [] }: LookedAt): string[] =>
  objects.map(({ key, sync, differences }) =>
    [formatKey(key), sync, ...differences.map(({ path }) => path.join('.'))].join(' '),
  );
const actions = ({ plan }: LookedAt): string[] =>
  (plan?.stages ?? []).flatMap((stage) => stage.actions.map(({ kind, key }) => `${kind} ${key.name}`));

describe('a release beside its cluster', () => {
  const live = [configMap('same', { cpu: '1' }), configMap('other', { a: '2' })];

  it('differs where the cluster would make something else of its manifest, and nowhere else', async () => {
    const cluster = clusterOf(...live);
    const released = [configMap('same', { cpu: '1000m' }), configMap('other', { a: '1' }), configMap('gone', {})];
    const outcome = await releaseOutcome(lookOf(released), cluster, false);
    expect(verdicts(outcome)).toEqual([
      '/ConfigMap/shop/same synced',
      '/ConfigMap/shop/other out-of-sync data.a',
      '/ConfigMap/shop/gone missing',
    ]);
    expect(outcome.objects?.[1]?.manifest?.origin.file).toBe('templates/other.yaml');
    expect(actions(outcome)).toEqual([]);
  });

  it('asks the cluster only where a field reads otherwise', async () => {
    const cluster = clusterOf(...live);
    await releaseOutcome(lookOf([configMap('same', { cpu: '1' })]), cluster, false);
    expect(cluster.asked).toBe(0);
  });

  it('shows what an upgrade writes and deletes, but keeps what is to be kept', async () => {
    const keep = { 'helm.sh/resource-policy': 'keep' };
    const released = [configMap('same', { cpu: '1' }), configMap('other', { a: '2' }), configMap('kept', {}, keep)];
    const next = [configMap('same', { cpu: '2' }), configMap('new', {})];
    const cluster = clusterOf(...live, configMap('kept', {}));
    const expected = ['update same', 'create new', 'delete other'];
    expect(actions(await releaseOutcome(lookOf(released, next, true), cluster, false))).toEqual(expected);
    expect(actions(await releaseOutcome(lookOf(released, next), cluster, true))).toEqual(expected);
    expect(actions(await releaseOutcome(lookOf(released, next), cluster, false))).toEqual([]);
  });

  it('has nothing once it is uninstalled, and says why it cannot be rendered', async () => {
    const look = lookOf([configMap('same', {})]);
    const uninstalled = { ...look.release, info: { status: 'uninstalled' } } as ReleaseLook['release'];
    const problems = [{ code: 'chart', message: 'no such value' }];
    const outcome = await releaseOutcome({ ...look, release: uninstalled, problems }, clusterOf(...live), false);
    expect(outcome.objects).toEqual([]);
    expect(outcome.failure?.problems).toEqual(problems);
  });
});
