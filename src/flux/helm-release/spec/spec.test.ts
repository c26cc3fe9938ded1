import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import { helmChartOf, isAsWanted, artifactOf, versionWithDigest } from '../chart/index.ts';
import { readHelmReleaseSpec } from './spec.ts';

const release = (spec: JsonObject, name = 'web'): KubeObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace: 'shop' },
  spec,
});
const read = (spec: JsonObject, name?: string): ReturnType<typeof readHelmReleaseSpec> =>
  readHelmReleaseSpec(release(spec, name));

describe('the spec of a HelmRelease', () => {
  it('has the defaults of helm-controller', () => {
    expect(read({ interval: '5m' })).toMatchObject({
      releaseName: 'web',
      releaseNamespace: 'shop',
      storageNamespace: 'shop',
      maxHistory: 5,
      timeoutMs: 300_000,
      install: {
        wait: true,
        waitForJobs: true,
        takeOwnership: true,
        crds: 'Create',
        retries: 0,
        strategy: 'uninstall',
      },
      upgrade: { crds: 'Create', strategy: 'rollback', remediateLastFailure: false },
      propagation: 'Background',
      unsupported: [],
    });
  });

  it('names the release after its target, and shortens what helm would refuse', () => {
    expect(read({ targetNamespace: 'other' }).releaseName).toBe('other-web');
    const long = read({}, 'a'.repeat(60)).releaseName;
    expect(long).toMatch(/^a{40}-[0-9a-f]{12}$/);
  });

  it('remediates the last failure of upgrades that are tried again', () => {
    expect(read({ upgrade: { remediation: { retries: 2 } } }).upgrade.remediateLastFailure).toBe(true);
    expect(read({ upgrade: { strategy: { name: 'RetryOnFailure' } } }).upgrade.retryIntervalMs).toBe(300_000);
  });

  it('reads the older skipCRDs', () => {
    expect(read({ install: { skipCRDs: true } }).install.crds).toBe('Skip');
  });

  it.each([
    [{ healthCheckExprs: [{}] }, 'healthCheckExprs'],
    [{ upgrade: { preserveValues: true } }, 'upgrade.preserveValues'],
    [{ dependsOn: [{ name: 'a', readyExpr: 'true' }] }, 'dependsOn[].readyExpr'],
  ] as const)('names what is not carried out: %o', (spec, field) => {
    expect(read(spec as unknown as JsonObject).unsupported).toEqual([field]);
  });
});

describe('the HelmChart of a HelmRelease', () => {
  const template = {
    metadata: { labels: { team: 'a' } },
    spec: {
      chart: 'podinfo',
      version: '6.x',
      sourceRef: { kind: 'HelmRepository', name: 'repo', namespace: 'sources' },
    },
  };
  const owner = release({ interval: '5m', chart: template });

  it('lies beside its source, and says whose it is', () => {
    expect(helmChartOf(owner, readHelmReleaseSpec(owner), template)).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmChart',
      metadata: {
        name: 'shop-web',
        namespace: 'sources',
        labels: { team: 'a', 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'shop' },
      },
      spec: { chart: 'podinfo', interval: '5m', sourceRef: { kind: 'HelmRepository', name: 'repo' }, version: '6.x' },
    });
  });

  it('takes the older valuesFile as a list', () => {
    const older = { ...template, spec: { ...template.spec, valuesFile: 'prod.yaml' } };
    const chart = helmChartOf(owner, readHelmReleaseSpec(owner), older);
    expect(chart['spec']).toMatchObject({ valuesFiles: ['prod.yaml'] });
  });

  it('is written only where it is not as wanted', () => {
    const wanted = helmChartOf(owner, readHelmReleaseSpec(owner), template);
    const live = { ...wanted, spec: { ...(wanted['spec'] as JsonObject), reconcileStrategy: 'ChartVersion' } };
    expect(isAsWanted(live, wanted)).toBe(true);
    expect(isAsWanted({ ...live, spec: { ...live.spec, version: '5.x' } }, wanted)).toBe(false);
    expect(isAsWanted({ ...live, spec: { ...live.spec, valuesFiles: ['a'] } }, wanted)).toBe(false);
    expect(isAsWanted({ ...live, metadata: { ...live.metadata, labels: {} } }, wanted)).toBe(false);
  });
});

describe('the artifact of a source', () => {
  const source = (status: JsonObject): KubeObject => ({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    metadata: { name: 'c', namespace: 'shop', generation: 2 },
    status,
  });
  const artifact = { url: 'http://x/c.tgz', path: 'c.tgz', digest: 'sha256:0', revision: '1.0.0' };

  it.each([
    [{ observedGeneration: 1 }, "HelmChart 'shop/c' is not ready: latest generation of object has not been reconciled"],
    [
      { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'False', message: 'no such chart' }] },
      "HelmChart 'shop/c' is not ready: no such chart",
    ],
    [
      { observedGeneration: 2, artifact, conditions: [{ type: 'Stalled', status: 'True', message: 'wrong' }] },
      "HelmChart 'shop/c' is not ready: wrong",
    ],
    [{ observedGeneration: 2 }, "HelmChart 'shop/c' is not ready: does not have an artifact"],
  ])('is waited for in the words of helm-controller: %o', (status, message) => {
    expect(artifactOf(source(status))).toBe(message);
  });

  it('is taken where it is there', () => {
    expect(artifactOf(source({ observedGeneration: 2, artifact }))).toEqual(artifact);
  });

  it.each([
    ['1.2.3', '1.2.3@sha256:0123456789abcdef', { version: '1.2.3+0123456789ab', digest: 'sha256:0123456789abcdef' }],
    ['1.2.3', 'sha256:0123456789abcdef', { version: '1.2.3+0123456789ab', digest: 'sha256:0123456789abcdef' }],
    ['1.2.3', '1.2.4@sha256:0123456789abcdef', 'artifact revision 1.2.4 does not match chart version 1.2.3'],
    ['1.2.3', 'sha256:01', 'invalid artifact revision sha256:01'],
  ])('puts its digest into the version %s of %s', (version, revision, expected) => {
    expect(versionWithDigest(version, revision)).toEqual(expected);
  });
});
