import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/base/index.ts';
import { Canonicaliser } from './canonical.ts';

const first = 'f728ac76f30c2baa2ac411a77fb9de8044e86222';
const second = '0bd7a53a80b7008fed765a32bd513fe933f5bd30';

function names(): Canonicaliser {
  const canonicaliser = new Canonicaliser([
    { actual: 'http://127.0.0.1:40001', canonical: 'http://git.example' },
    { actual: '127.0.0.1:40001', canonical: 'git.example' },
    { actual: '/tmp/flux-x1', canonical: '$TMPDIR' },
  ]);
  canonicaliser.commit(first);
  canonicaliser.commit(second);
  return canonicaliser;
}

describe('Canonicaliser.text', () => {
  it.each([
    ['commits by the order in which they were made', `main@sha1:${second} after ${first}`, 'main@sha1:C2 after C1'],
    ['short commits', `sync to 'f728ac7'`, `sync to 'C1.7'`],
    ['a commit that nobody made', `sha1:${'0'.repeat(40)}`, `sha1:${'0'.repeat(40)}`],
    [
      'addresses',
      'Get "http://127.0.0.1:40001/app.git": dial tcp 127.0.0.1:40001: refused',
      'Get "http://git.example/app.git": dial tcp git.example: refused',
    ],
    ['times', 'at 2026-11-24T08:15:52Z and 2026-11-24T08:15:52.123456789Z', 'at T and T'],
    ['times as Go prints them', 'since 2026-11-24 08:15:52.1 +0000 UTC', 'since T'],
    ['times of day', 'Retrying attempt #1 at 8:18AM.', 'Retrying attempt #1 at T.'],
    [
      'how long it took',
      'Reconciliation finished in 123.4ms, next run in 10m0s',
      'Reconciliation finished in D, next run in 10m0s',
    ],
    [
      'how long until it failed',
      'health check failed after 30.014120361s: timeout',
      'health check failed after D: timeout',
    ],
    ['minutes', 'Health check passed in 1m5.03s', 'Health check passed in D'],
    ['what somebody configured', 'with a timeout of 9m30s', 'with a timeout of 9m30s'],
    ['temporary folders', 'stat /tmp/flux-x1/kustomization-4091230604/app: no', 'stat $TMPDIR/kustomization-N/app: no'],
    ['temporary manifests', 'error when patching "/dev/shm/390468965": no', 'error when patching "$TMPDIR/N": no'],
  ])('%s', (_, text, canonical) => {
    expect(names().text(text)).toBe(canonical);
  });

  it('names uids in the order in which they are met, the same one the same', () => {
    const canonicaliser = names();
    const [a, b] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    expect(canonicaliser.text(`${b} ${a} ${b}`)).toBe('U1 U2 U1');
    expect(canonicaliser.text(a)).toBe('U2');
  });

  it('is at rest: what is canonical stays as it is', () => {
    const canonicaliser = names();
    const text = canonicaliser.text(
      `main@sha1:${first} at 2026-11-24T08:15:52Z, finished in 1s, http://127.0.0.1:40001/a`,
    );
    expect(canonicaliser.text(text)).toBe(text);
  });
});

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'app',
    namespace: 'x',
    uid: '11111111-1111-4111-8111-111111111111',
    resourceVersion: '7',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { team: 'blue' },
    annotations: { 'deployment.kubernetes.io/revision': '1' },
    managedFields: [
      { manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status', fieldsV1: {} },
    ],
  },
  spec: { replicas: 1 },
  status: { availableReplicas: 1 },
};

describe('Canonicaliser.delivered', () => {
  it('keeps what was delivered and who claims it', () => {
    expect(names().delivered(deployment)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { labels: { team: 'blue' } },
      spec: { replicas: 1 },
      fields: [{ manager: 'kustomize-controller', operation: 'Apply', fields: ['.spec.replicas'] }],
    });
  });

  it('drops the addresses of a Service', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {},
      spec: { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'], type: 'ClusterIP' },
    };
    expect(names().delivered(service)).toMatchObject({ spec: { type: 'ClusterIP' } });
    expect(JSON.stringify(names().delivered(service))).not.toContain('10.96');
  });

  it('does not change what it is given', () => {
    const copy = structuredClone(deployment);
    names().delivered(deployment);
    expect(deployment).toEqual(copy);
  });
});

describe('Canonicaliser.owner', () => {
  const source: KubeObject = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: {
      name: 'app',
      finalizers: ['finalizers.fluxcd.io'],
      managedFields: [
        { manager: 'user', operation: 'Apply' },
        { manager: 'source-controller', operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': {} } },
      ],
    },
    spec: {},
    status: { artifact: { digest: 'sha256:abc', size: 341, revision: `main@sha1:${first}` }, observedGeneration: 1 },
  };

  it('names artifacts by the order in which they are met, and forgets their size', () => {
    const canonicaliser = names();
    expect(canonicaliser.owner(source)).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { finalizers: ['finalizers.fluxcd.io'] },
      managers: [{ manager: 'source-controller', operation: 'Update', subresource: 'status' }],
      spec: {},
      status: { artifact: { digest: 'A1', size: 'N', revision: 'main@sha1:C1' }, observedGeneration: 1 },
    });
    expect(canonicaliser.text('digest sha256:abc')).toBe('digest A1');
  });

  it('keeps digests of what was built: they must be equal', () => {
    const kustomization = {
      ...source,
      status: { history: [{ digest: 'sha256:def', lastReconciledDuration: '12ms' }] },
    };
    expect(names().owner(kustomization)).toMatchObject({
      status: { history: [{ digest: 'sha256:def', lastReconciledDuration: 'D' }] },
    });
  });

  it('orders the results of a sync within one kind, and keeps the order of kinds', () => {
    const result = (kind: string, name: string) => ({ kind, name, namespace: 'x', syncPhase: 'Sync' });
    const application: KubeObject = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {},
      status: {
        operationState: {
          syncResult: {
            resources: [
              result('Secret', 'z'),
              result('ConfigMap', 'b'),
              result('ConfigMap', 'a'),
              result('Secret', 'a'),
            ],
          },
        },
      },
    };
    const copy = structuredClone(application);
    expect(names().owner(application)).toMatchObject({
      status: {
        operationState: { syncResult: { resources: [{ name: 'z' }, { name: 'a' }, { name: 'b' }, { name: 'a' }] } },
      },
    });
    expect(application).toEqual(copy);
  });
});
