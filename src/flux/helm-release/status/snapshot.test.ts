import { describe, expect, it } from 'vitest';
import { Secret } from '../../../base/index.ts';
import type { Release } from '../../../release/index.ts';
import {
  hasBeenTested,
  historyOf,
  previousOf,
  releaseDigest,
  type Snapshot,
  snapshotOf,
  truncated,
  valuesDigest,
} from './snapshot.ts';

const release: Release = {
  name: 'web',
  namespace: 'shop',
  version: 2,
  info: {
    firstDeployed: '2026-01-01T10:00:00.5Z',
    lastDeployed: '2026-01-01T10:00:00.5Z',
    deleted: '',
    description: 'Upgrade complete',
    status: 'deployed',
    notes: new Secret(''),
    extra: {},
  },
  chart: { metadata: { name: 'c', version: '1.0.0', apiVersion: 'v2', appVersion: '3' } },
  config: new Secret({ b: 1, a: '<' }),
  manifest: new Secret('---\n'),
  hooks: [],
  applyMethod: 'ssa',
  labels: {},
  extra: {},
};

const entry = (version: number, status: string, phase = ''): Snapshot => ({
  digest: '',
  version,
  status,
  ...(phase === '' ? {} : { testHooks: { t: { phase } } }),
});

describe('snapshots', () => {
  it('digest values as helm-controller does, whatever their order', () => {
    // What helm-controller 1.6.4 wrote for these.
    expect(valuesDigest({})).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const red = 'sha256:25981c7d9532fc659eb0a82daa0539f11b4b6842c4fd43160f4f911c48a2f1f3';
    expect(valuesDigest({ color: 'red', workload: true })).toBe(red);
    expect(valuesDigest({ workload: true, color: 'red' })).toBe(red);
  });

  it('sort values by bytes, not as YAML is sorted elsewhere', () => {
    expect(valuesDigest({ a10: 1, a2: 2 })).toBe(valuesDigest({ a2: 2, a10: 1 }));
    expect(valuesDigest({ list: [{ b: 1, a: 2 }] })).toBe(valuesDigest({ list: [{ a: 2, b: 1 }] }));
  });

  it('change their digest with what is stored, and not with tests', () => {
    const hook = {
      name: 't',
      kind: 'Pod',
      path: 't.yaml',
      manifest: new Secret(''),
      weight: 0,
      deletePolicies: [],
      outputLogPolicies: [],
      lastRun: { startedAt: '', completedAt: '', phase: '' as const },
      extra: {},
    };
    const digest = releaseDigest(release, '');
    expect(releaseDigest({ ...release, hooks: [{ ...hook, events: ['test'] }] }, '')).toBe(digest);
    expect(releaseDigest({ ...release, hooks: [{ ...hook, events: ['pre-install'] }] }, '')).not.toBe(digest);
    expect(releaseDigest({ ...release, manifest: new Secret('x') }, '')).not.toBe(digest);
    expect(releaseDigest(release, 'sha256:x')).not.toBe(digest);
  });

  it('name the chart, the values and when it was deployed, in whole seconds', () => {
    expect(snapshotOf(release, { action: 'upgrade' })).toMatchObject({
      apiVersion: 'v2',
      name: 'web',
      namespace: 'shop',
      version: 2,
      chartName: 'c',
      chartVersion: '1.0.0',
      appVersion: '3',
      lastDeployed: '2026-01-01T10:00:00Z',
      status: 'deployed',
      action: 'upgrade',
    });
  });

  it.each([
    ['none', undefined, false],
    ['no tests that ran', entry(1, 'deployed'), false],
    ['no test hooks', { ...entry(1, 'deployed'), testHooks: {} }, true],
    ['a test that succeeded', entry(1, 'deployed', 'Succeeded'), true],
    ['a test that failed', entry(1, 'deployed', 'Failed'), true],
    ['a test that runs', entry(1, 'deployed', 'Running'), false],
  ] as const)('know whether they were tested: %s', (_what, snapshot, tested) => {
    expect(hasBeenTested(snapshot)).toBe(tested);
  });

  it('lead back to the last revision that was good', () => {
    const history = [entry(4, 'failed'), entry(3, 'failed'), entry(2, 'superseded', 'Failed'), entry(1, 'superseded')];
    expect(previousOf(history, true)?.version).toBe(2);
    expect(previousOf(history, false)?.version).toBe(1);
    expect(previousOf([entry(1, 'deployed')], true)).toBeUndefined();
    expect(truncated(history, true).map(({ version }) => version)).toEqual([4, 3, 2]);
    const bad = [7, 6, 5, 4, 3, 2].map((version) => entry(version, 'failed'));
    expect(truncated(bad, true)).toHaveLength(5);
  });

  it('are read newest first', () => {
    expect(
      historyOf({ history: [entry(1, 'superseded'), entry(2, 'deployed')] }).map(({ version }) => version),
    ).toEqual([2, 1]);
  });
});
