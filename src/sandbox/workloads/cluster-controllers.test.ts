import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, textAt } from '../../base/index.ts';
import { behaving, podTemplate, SimulatedCluster } from '../testing/simulated-cluster.ts';

let cluster: SimulatedCluster;
beforeEach(async () => {
  cluster = await SimulatedCluster.start();
});
afterEach(() => cluster.close());

const spec = podTemplate({})['spec'] as JsonObject;

describe('volumes', () => {
  const claim = (name: string, more: JsonObject = {}): JsonObject => ({
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more },
  });
  const mounting = (name: string, claimName: string): JsonObject => ({
    metadata: { name },
    spec: { ...spec, volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }] },
  });

  it('are made for claims of the default class, and go with them', async () => {
    await cluster.create('persistentvolumeclaims', claim('data'));
    const volume = textAt(cluster.get('persistentvolumeclaims', 'data'), 'spec', 'volumeName');
    expect(cluster.status('persistentvolumeclaims', 'data')).toMatchObject({
      phase: 'Bound',
      capacity: { storage: '1Gi' },
    });
    expect(cluster.get('persistentvolumes', volume)).toMatchObject({
      spec: { storageClassName: 'standard', persistentVolumeReclaimPolicy: 'Delete', claimRef: { name: 'data' } },
      status: { phase: 'Bound' },
    });
    await cluster.delete('persistentvolumeclaims', 'data');
    expect(cluster.find('persistentvolumes', volume)).toBeUndefined();
  });

  it('wait for a pod where the class says so', async () => {
    const metadata = { name: 'late' };
    await cluster.create('storageclasses', { metadata, provisioner: 'x', volumeBindingMode: 'WaitForFirstConsumer' });
    await cluster.create('persistentvolumeclaims', claim('data', { storageClassName: 'late' }));
    expect(cluster.status('persistentvolumeclaims', 'data', 'phase')).toBe('Pending');
    expect(cluster.events('data')[0]).toContain('WaitForFirstConsumer');
    await cluster.create('pods', mounting('user', 'data'));
    expect(cluster.status('persistentvolumeclaims', 'data', 'phase')).toBe('Bound');
    await cluster.pass(100);
    expect(cluster.status('pods', 'user', 'phase')).toBe('Running');
  });

  it('hold pods up until they are bound', async () => {
    await cluster.create('pods', mounting('user', 'data'));
    await cluster.pass(100);
    expect(cluster.events('user')).toContainEqual(expect.stringContaining('persistentvolumeclaim "data" not found'));
    await cluster.create('persistentvolumeclaims', claim('data', { storageClassName: 'none' }));
    await cluster.pass(100);
    expect(cluster.events('user').at(-1)).toContain('pod has unbound immediate PersistentVolumeClaims');
    await cluster.create('storageclasses', { metadata: { name: 'none' }, provisioner: 'x' });
    await cluster.pass(100);
    expect(cluster.status('pods', 'user', 'phase')).toBe('Running');
  });

  it('are kept while a pod uses them', async () => {
    await cluster.create('persistentvolumeclaims', claim('data'));
    await cluster.create('pods', mounting('user', 'data'));
    await cluster.pass(100);
    await cluster.delete('persistentvolumeclaims', 'data');
    expect(cluster.get('persistentvolumeclaims', 'data').metadata.deletionTimestamp).toBeDefined();
    await cluster.delete('pods', 'user');
    await cluster.pass(1000);
    expect(cluster.find('persistentvolumeclaims', 'data')).toBeUndefined();
  });

  it('are found by class, size and mode, the smallest first', async () => {
    for (const [name, storage, modes] of [
      ['large', '10Gi', ['ReadWriteOnce']],
      ['small', '2Gi', ['ReadWriteOnce']],
      ['tiny', '1Mi', ['ReadWriteOnce']],
      ['shared', '2Gi', ['ReadOnlyMany']],
    ] as const) {
      const volume = {
        storageClassName: 'own',
        capacity: { storage },
        accessModes: [...modes],
        hostPath: { path: '/x' },
      };
      await cluster.create('persistentvolumes', { metadata: { name }, spec: volume });
    }
    await cluster.create('persistentvolumeclaims', claim('data', { storageClassName: 'own' }));
    expect(jsonAt(cluster.get('persistentvolumeclaims', 'data'), 'spec', 'volumeName')).toBe('small');
    await cluster.delete('persistentvolumeclaims', 'data');
    // What is not made for a claim stays behind.
    expect(cluster.status('persistentvolumes', 'small', 'phase')).toBe('Released');
  });

  it('grow', async () => {
    await cluster.create('persistentvolumeclaims', claim('data'));
    await cluster.change('persistentvolumeclaims', 'data', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), resources: { requests: { storage: '2Gi' } } },
    }));
    expect(cluster.status('persistentvolumeclaims', 'data', 'capacity', 'storage')).toBe('2Gi');
  });
});

describe('what answers from outside', () => {
  it('gives Services of type LoadBalancer an address each, and takes it back', async () => {
    const service = (name: string): JsonObject => ({
      metadata: { name },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    });
    await cluster.create('services', service('a'));
    await cluster.create('services', service('b'));
    const address = (name: string): unknown => cluster.status('services', name, 'loadBalancer', 'ingress', '0', 'ip');
    expect([address('a'), address('b')]).toEqual(['203.0.113.2', '203.0.113.3']);
    await cluster.change('services', 'a', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), type: 'ClusterIP' },
    }));
    expect(cluster.status('services', 'a')).toEqual({ loadBalancer: {} });
    expect(cluster.get('services', 'a').metadata.finalizers).toBeUndefined();
    await cluster.delete('services', 'b');
    expect(cluster.find('services', 'b')).toBeUndefined();
  });

  it('leaves Services of another class alone, and gives the address that is asked for', async () => {
    const other = { type: 'LoadBalancer', ports: [{ port: 80 }] };
    await cluster.create('services', {
      metadata: { name: 'a' },
      spec: { ...other, loadBalancerClass: 'example.com/x' },
    });
    await cluster.create('services', { metadata: { name: 'b' }, spec: { ...other, loadBalancerIP: '192.0.2.7' } });
    expect(cluster.status('services', 'a')).toEqual({ loadBalancer: {} });
    expect(cluster.status('services', 'b', 'loadBalancer', 'ingress', '0', 'ip')).toBe('192.0.2.7');
  });

  it('gives Ingresses one address', async () => {
    const backend = { service: { name: 'web', port: { number: 80 } } };
    await cluster.create('ingresses', { metadata: { name: 'web' }, spec: { defaultBackend: backend } });
    expect(cluster.status('ingresses', 'web', 'loadBalancer', 'ingress')).toEqual([{ ip: '203.0.113.1' }]);
  });
});

describe('endpoints', () => {
  it('hold a hundred a slice', async () => {
    await cluster.create('services', {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    const template = podTemplate({ app: 'web' });
    await cluster.create('replicasets', {
      metadata: { name: 'web' },
      spec: { replicas: 130, selector: { matchLabels: { app: 'web' } }, template },
    });
    await cluster.pass(200);
    const sizes = cluster.list('endpointslices').map((slice) => (slice['endpoints'] as unknown[]).length);
    expect(sizes.sort((a, b) => a - b)).toEqual([30, 100]);
    expect((jsonAt(cluster.get('endpoints', 'web'), 'subsets', '0', 'addresses') as unknown[]).length).toBe(130);
  });

  it('tell pods that go from those that are well', async () => {
    await cluster.create('services', {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    const metadata = { name: 'a', labels: { app: 'web' }, finalizers: ['example.com/hold'] };
    await cluster.create('pods', { metadata, spec });
    await cluster.pass(100);
    const conditions = (): unknown => jsonAt(cluster.list('endpointslices')[0] ?? null, 'endpoints', '0', 'conditions');
    expect(conditions()).toEqual({ ready: true, serving: true, terminating: false });
    await cluster.delete('pods', 'a');
    expect(conditions()).toEqual({ ready: false, serving: true, terminating: true });
  });

  it('follow the selector, and are left alone without one', async () => {
    await cluster.create('services', { metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
    expect(cluster.names('endpointslices')).toEqual([]);
    await cluster.create('endpoints', { metadata: { name: 'own' }, subsets: [{ addresses: [{ ip: '192.0.2.1' }] }] });
    expect(cluster.names('endpoints')).toEqual(['own']);
  });
});

describe('an autoscaler', () => {
  it.each([
    [0, 'ScalingDisabled', 0],
    [1, 'SucceededRescale', 2],
    [9, 'SucceededRescale', 5],
    [3, 'FailedGetResourceMetric', 3],
  ])('of 2 to 5 makes of %d: %s', async (replicas, reason, wanted) => {
    const selector = { matchLabels: { app: 'web' } };
    await cluster.create('deployments', {
      metadata: { name: 'web' },
      spec: { replicas, selector, template: podTemplate({ app: 'web' }) },
    });
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    await cluster.create('horizontalpodautoscalers', {
      metadata: { name: 'web' },
      spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef },
    });
    expect(jsonAt(cluster.get('deployments', 'web'), 'spec', 'replicas')).toBe(wanted);
    const told = cluster.events('web').map((event) => event.split(':')[0]);
    const conditions = cluster.status('horizontalpodautoscalers', 'web', 'conditions') as { reason: string }[];
    const rescaled = reason === 'SucceededRescale';
    expect(rescaled ? told : conditions.map((condition) => condition.reason)).toContain(
      rescaled ? 'SuccessfulRescale' : reason,
    );
  });
});

describe('tokens in Secrets', () => {
  const secret = {
    metadata: { name: 't', annotations: { 'kubernetes.io/service-account.name': 'bob' } },
    type: 'kubernetes.io/service-account-token',
  };

  it('are made for a service account, and end with it', async () => {
    await cluster.create('serviceaccounts', { metadata: { name: 'bob' } });
    await cluster.create('secrets', secret);
    const data = cluster.get('secrets', 't')['data'] as Record<string, string>;
    const token = Buffer.from(data['token'] ?? '', 'base64').toString();
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    expect(cluster.served.tokens.userOf(token)?.name).toBe('system:serviceaccount:default:bob');
    await cluster.delete('serviceaccounts', 'bob');
    expect(cluster.find('secrets', 't')).toBeUndefined();
    expect(cluster.served.tokens.userOf(token)).toBeUndefined();
  });

  it('are not made for one that is not there', async () => {
    await cluster.create('secrets', secret);
    expect(cluster.find('secrets', 't')).toBeUndefined();
  });
});

describe('garbage', () => {
  const owned = (
    name: string,
    owner: { kind: string; name: string; uid: string },
    more: JsonObject = {},
  ): JsonObject => ({
    metadata: { name, ownerReferences: [{ apiVersion: 'v1', ...owner, ...more }] },
  });

  it('goes with the last of its owners', async () => {
    const [a, b] = [
      await cluster.create('configmaps', { metadata: { name: 'a' } }),
      await cluster.create('configmaps', { metadata: { name: 'b' } }),
    ];
    const reference = ({
      metadata: { name = '', uid = '' },
    }: typeof a): { kind: string; name: string; uid: string } => ({ kind: 'ConfigMap', name, uid });
    const object = owned('child', reference(a));
    const references = (object['metadata'] as { ownerReferences: unknown[] }).ownerReferences;
    references.push({ apiVersion: 'v1', ...reference(b) });
    await cluster.create('configmaps', object);
    await cluster.delete('configmaps', 'a');
    expect(cluster.get('configmaps', 'child').metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
    await cluster.delete('configmaps', 'b');
    expect(cluster.find('configmaps', 'child')).toBeUndefined();
  });

  it('goes first where its owner waits for it', async () => {
    const a = await cluster.create('configmaps', { metadata: { name: 'a' } });
    const reference = { kind: 'ConfigMap', name: 'a', uid: a.metadata.uid ?? '' };
    const child = owned('child', reference, { blockOwnerDeletion: true });
    await cluster.create('configmaps', {
      metadata: { ...(child['metadata'] as object), finalizers: ['example.com/hold'] },
    });
    await cluster.delete('configmaps', 'a', 'Foreground');
    expect(cluster.get('configmaps', 'a').metadata.finalizers).toEqual(['foregroundDeletion']);
    await cluster.change('configmaps', 'child', (object) => ({
      ...object,
      metadata: { ...object.metadata, finalizers: [] },
    }));
    expect(cluster.names('configmaps')).toEqual(['kube-root-ca.crt']);
  });

  it('is what names an owner of another uid', async () => {
    await cluster.create('configmaps', { metadata: { name: 'a' } });
    await cluster.create(
      'configmaps',
      owned('child', { kind: 'ConfigMap', name: 'a', uid: '00000000-0000-0000-0000-000000000000' }),
    );
    expect(cluster.find('configmaps', 'child')).toBeUndefined();
  });

  it('is not what names an owner of a kind that nobody knows', async () => {
    const metadata = {
      name: 'child',
      ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 't', uid: 'u' }],
    };
    await cluster.create('configmaps', { metadata });
    expect(cluster.find('configmaps', 'child')).toBeDefined();
  });
});

describe('a namespace', () => {
  it('has an account and the authority of the cluster, and gets them back', async () => {
    await cluster.create('namespaces', { metadata: { name: 'team' } });
    expect([cluster.names('serviceaccounts', 'team'), cluster.names('configmaps', 'team')]).toEqual([
      ['default'],
      ['kube-root-ca.crt'],
    ]);
    await cluster.client.delete(
      { group: '', plural: 'configmaps' },
      cluster.get('configmaps', 'kube-root-ca.crt', 'team'),
    );
    await cluster.settle();
    expect(cluster.names('configmaps', 'team')).toEqual(['kube-root-ca.crt']);
  });

  it('goes with all that is in it, in spite of what is made meanwhile', async () => {
    await cluster.create('namespaces', { metadata: { name: 'team' } });
    const metadata = { name: 'web', namespace: 'team' };
    const selector = { matchLabels: { app: 'web' } };
    await cluster.create('deployments', {
      metadata,
      spec: { replicas: 5, selector, template: podTemplate({ app: 'web' }) },
    });
    await cluster.pass(100);
    await cluster.delete('namespaces', 'team');
    await cluster.pass(2000);
    expect(cluster.find('namespaces', 'team')).toBeUndefined();
    const left = cluster.served.cluster.storage.scan('').filter(({ object }) => object.metadata.namespace === 'team');
    expect(left.map(({ key }) => key)).toEqual([]);
  });
});

describe('what is told', () => {
  it('counts what is told again, and is forgotten after an hour', async () => {
    await cluster.create('pods', { metadata: { name: 'a' }, spec: { ...spec, nodeSelector: { none: 'such' } } });
    await cluster.create('nodes', { metadata: { name: 'other' } });
    const failed = cluster.list('events').find((event) => event['reason'] === 'FailedScheduling');
    expect(failed?.['count']).toBe(1);
    await cluster.pass(3_700_000, 100);
    expect(cluster.events('a')).toEqual([]);
  });
});

describe('pods', () => {
  it.each([
    ['crash-loop', 'Running', 'CrashLoopBackOff'],
    ['image-pull-error', 'Pending', 'ImagePullBackOff'],
  ])('that are to %s do', async (behaviour, phase, reason) => {
    await cluster.create('pods', {
      ...behaving({ metadata: { name: 'a' }, spec }, behaviour),
      metadata: { name: 'a', annotations: { 'oracle/behaviour': behaviour } },
    });
    await cluster.pass(1000);
    expect(cluster.status('pods', 'a', 'phase')).toBe(phase);
    expect(cluster.status('pods', 'a', 'containerStatuses', '0', 'state', 'waiting', 'reason')).toBe(reason);
  });

  it('take their time where they are slow', async () => {
    await cluster.create('pods', {
      metadata: { name: 'a', annotations: { 'sandbox.slipway.dev/behaviour': 'slow' } },
      spec,
    });
    await cluster.pass(9000);
    expect(cluster.status('pods', 'a', 'phase')).toBe('Pending');
    await cluster.pass(2000);
    expect(cluster.status('pods', 'a', 'phase')).toBe('Running');
  });

  it('end after their grace period, or as soon as they can', async () => {
    await cluster.create('pods', { metadata: { name: 'a' }, spec });
    await cluster.pass(100);
    await cluster.delete('pods', 'a');
    expect(cluster.get('pods', 'a').metadata.deletionGracePeriodSeconds).toBe(30);
    await cluster.pass(100);
    expect(cluster.find('pods', 'a')).toBeUndefined();
  });

  it('have addresses of their own', async () => {
    for (const name of ['a', 'b', 'c']) await cluster.create('pods', { metadata: { name }, spec });
    await cluster.pass(100);
    const addresses = cluster.list('pods').map((pod) => jsonAt(pod, 'status', 'podIP'));
    expect(new Set(addresses).size).toBe(3);
  });
});
