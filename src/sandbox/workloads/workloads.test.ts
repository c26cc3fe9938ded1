import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import { isReady } from './pods.ts';
import { behaving, podTemplate, SimulatedCluster } from '../testing/simulated-cluster.ts';

let cluster: SimulatedCluster;
beforeEach(async () => {
  cluster = await SimulatedCluster.start();
});
afterEach(() => cluster.close());

const labels = { app: 'web' };
const selector = { matchLabels: labels };

function deployment(spec: Record<string, unknown> = {}): { metadata: { name: string }; spec: never } {
  return {
    metadata: { name: 'web' },
    spec: { selector, replicas: 3, template: podTemplate(labels), ...spec } as never,
  };
}

function withImage(image: string): (object: KubeObject) => KubeObject {
  return (object) => {
    const containers = jsonAt(object, 'spec', 'template', 'spec', 'containers') as { image: string }[];
    for (const container of containers) container.image = image;
    return object;
  };
}

/** Status and reason of a Deployment's condition. */
function condition(name: string, type: string): string {
  const all = cluster.status('deployments', name, 'conditions') as { type: string; status: string; reason: string }[];
  const found = all.find((candidate) => candidate.type === type);
  return found === undefined ? 'none' : `${found.status} ${found.reason}`;
}

describe('a Deployment', () => {
  it('becomes ready once its pods have started', async () => {
    await cluster.create('deployments', deployment());
    expect(cluster.status('deployments', 'web', 'readyReplicas')).toBeUndefined();
    expect(condition('web', 'Available')).toBe('False MinimumReplicasUnavailable');
    await cluster.pass(100);
    expect(cluster.status('deployments', 'web')).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      updatedReplicas: 3,
      observedGeneration: 1,
    });
    expect(condition('web', 'Progressing')).toBe('True NewReplicaSetAvailable');
    expect(cluster.events('web')).toEqual([
      expect.stringMatching(/^ScalingReplicaSet: Scaled up replica set web-\w+ from 0 to 3$/),
    ]);
  });

  it('counts pods as available after minReadySeconds', async () => {
    await cluster.create('deployments', deployment({ minReadySeconds: 30 }));
    await cluster.pass(1000);
    expect(cluster.status('deployments', 'web', 'readyReplicas')).toBe(3);
    expect(cluster.status('deployments', 'web', 'availableReplicas')).toBeUndefined();
    await cluster.pass(31_000);
    expect(cluster.status('deployments', 'web', 'availableReplicas')).toBe(3);
    expect(condition('web', 'Available')).toBe('True MinimumReplicasAvailable');
  });

  it('never has fewer pods than it may, nor more', async () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
    await cluster.create('deployments', deployment({ replicas: 4, strategy }));
    await cluster.pass(200);
    const seen = { most: 0, fewest: 99 };
    const { storage } = cluster.served.cluster;
    const tail = storage.tail('', storage.resourceVersion, () => {
      const sizes = cluster.list('replicasets').map((set) => jsonAt(set, 'spec', 'replicas') as number);
      const ready = cluster.list('pods').filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
      seen.most = Math.max(
        seen.most,
        sizes.reduce((sum, size) => sum + size),
      );
      seen.fewest = Math.min(seen.fewest, ready.length);
    });
    await cluster.change('deployments', 'web', withImage('nginx:2'));
    await cluster.pass(2000, 100);
    tail?.stop();
    expect(cluster.status('deployments', 'web')).toMatchObject({
      updatedReplicas: 4,
      replicas: 4,
      availableReplicas: 4,
    });
    expect(seen).toEqual({ most: 5, fewest: 3 });
    expect(cluster.names('replicasets')).toHaveLength(2);
  });

  it('has failed after its deadline, and goes on when it is mended', async () => {
    const template = behaving(podTemplate(labels), 'image-pull-error');
    await cluster.create('deployments', deployment({ progressDeadlineSeconds: 60, template }));
    await cluster.pass(59_000);
    expect(condition('web', 'Progressing')).toBe('True ReplicaSetUpdated');
    await cluster.pass(5000);
    expect(condition('web', 'Progressing')).toBe('False ProgressDeadlineExceeded');
    await cluster.change('deployments', 'web', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), template: podTemplate(labels) },
    }));
    await cluster.pass(2000);
    expect(condition('web', 'Progressing')).toBe('True NewReplicaSetAvailable');
  });

  it('goes back to an old ReplicaSet with a new number, and forgets the oldest', async () => {
    await cluster.create('deployments', deployment({ replicas: 1, revisionHistoryLimit: 1 }));
    for (const image of ['nginx:2', 'nginx:3', 'nginx:2']) {
      await cluster.pass(500);
      await cluster.change('deployments', 'web', withImage(image));
    }
    await cluster.pass(500);
    const revisions = cluster
      .list('replicasets')
      .map((set) => set.metadata.annotations?.['deployment.kubernetes.io/revision']);
    expect(new Set(revisions)).toEqual(new Set(['3', '4']));
    expect(cluster.get('deployments', 'web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('4');
  });

  it('replaces all at once with Recreate', async () => {
    await cluster.create('deployments', deployment({ strategy: { type: 'Recreate' } }));
    await cluster.pass(200);
    const before = new Set(cluster.names('pods'));
    await cluster.change('deployments', 'web', withImage('nginx:2'));
    const { storage } = cluster.served.cluster;
    let mixed = false;
    const tail = storage.tail('/pods/', storage.resourceVersion, () => {
      const old = cluster.names('pods').filter((name) => before.has(name));
      mixed ||= old.length > 0 && old.length < cluster.names('pods').length;
    });
    await cluster.pass(2000, 100);
    tail?.stop();
    expect(mixed).toBe(false);
    expect(cluster.status('deployments', 'web', 'availableReplicas')).toBe(3);
  });

  it('scales in proportion in the middle of a rollout', async () => {
    await cluster.create(
      'deployments',
      deployment({ replicas: 10, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }),
    );
    await cluster.pass(200);
    await cluster.change('deployments', 'web', (object) => {
      const changed = withImage('nginx:2')(object);
      const template = jsonAt(changed, 'spec', 'template') as never;
      return { ...changed, spec: { ...(changed['spec'] as object), template: behaving(template, 'never-ready') } };
    });
    await cluster.pass(500);
    const sizes = (): number[] =>
      cluster
        .list('replicasets')
        .map((set) => jsonAt(set, 'spec', 'replicas') as number)
        .sort((a, b) => a - b);
    expect(sizes()).toEqual([5, 8]);
    await cluster.change('deployments', 'web', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), replicas: 15 },
    }));
    // Five more: to both, as large as they are.
    expect(sizes().reduce((sum, size) => sum + size)).toBe(18);
    expect(sizes()).toEqual([7, 11]);
  });

  it('takes pods over that nobody owns, and lets those go that it no longer selects', async () => {
    await cluster.create('pods', {
      metadata: { name: 'stray', labels: { app: 'rs' } },
      spec: podTemplate({})['spec'],
    });
    const set = { selector: { matchLabels: { app: 'rs' } }, replicas: 1, template: podTemplate({ app: 'rs' }) };
    await cluster.create('replicasets', { metadata: { name: 'rs' }, spec: set });
    expect(cluster.names('pods')).toEqual(['stray']);
    expect(cluster.get('pods', 'stray').metadata.ownerReferences?.[0]).toMatchObject({
      kind: 'ReplicaSet',
      name: 'rs',
    });
    await cluster.change('pods', 'stray', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: {} } }));
    expect(cluster.get('pods', 'stray').metadata.ownerReferences).toBeUndefined();
    expect(cluster.names('pods')).toHaveLength(2);
  });
});

describe('a StatefulSet', () => {
  const set = (spec: Record<string, unknown> = {}): never =>
    ({
      metadata: { name: 'db' },
      spec: { serviceName: 'db', selector, replicas: 3, template: podTemplate(labels), ...spec },
    }) as never;

  it('makes its pods one after the other, with their volumes', async () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await cluster.create('statefulsets', set({ volumeClaimTemplates: [claim] }));
    expect(cluster.names('pods')).toEqual(['db-0']);
    await cluster.pass(1000);
    expect(cluster.names('pods')).toEqual(['db-0', 'db-1', 'db-2']);
    expect(cluster.names('persistentvolumeclaims')).toEqual(['data-db-0', 'data-db-1', 'data-db-2']);
    expect(cluster.list('persistentvolumeclaims').map((object) => jsonAt(object, 'status', 'phase'))).toEqual([
      'Bound',
      'Bound',
      'Bound',
    ]);
    expect(jsonAt(cluster.get('pods', 'db-1'), 'spec', 'hostname')).toBe('db-1');
    expect(cluster.status('statefulsets', 'db')).toMatchObject({
      readyReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
    });
  });

  it('makes them all at once where it may', async () => {
    await cluster.create('statefulsets', set({ podManagementPolicy: 'Parallel', ordinals: { start: 5 } }));
    expect(cluster.names('pods')).toEqual(['db-5', 'db-6', 'db-7']);
  });

  it('waits for a pod that is not well', async () => {
    await cluster.create('statefulsets', set({ template: behaving(podTemplate(labels), 'never-ready') }));
    await cluster.pass(5000);
    expect(cluster.names('pods')).toEqual(['db-0']);
  });

  it('changes pods from the last to the partition', async () => {
    await cluster.create('statefulsets', set());
    await cluster.pass(1000);
    await cluster.change('statefulsets', 'db', (object) => {
      const changed = withImage('nginx:2')(object);
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
      return { ...changed, spec: { ...(changed['spec'] as object), updateStrategy } };
    });
    await cluster.pass(1000);
    const images = (): unknown[] =>
      cluster.list('pods').map((pod) => (jsonAt(pod, 'spec', 'containers') as { image: string }[])[0]?.image);
    expect(images()).toEqual(['nginx:1', 'nginx:1', 'nginx:2']);
    expect(cluster.status('statefulsets', 'db')).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    await cluster.change('statefulsets', 'db', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), updateStrategy: { type: 'RollingUpdate' } },
    }));
    await cluster.pass(2000);
    expect(images()).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
    expect(cluster.status('statefulsets', 'db', 'currentRevision')).toBe(
      cluster.status('statefulsets', 'db', 'updateRevision'),
    );
  });

  it('leaves changes to who deletes pods with OnDelete', async () => {
    await cluster.create('statefulsets', set({ updateStrategy: { type: 'OnDelete' }, replicas: 2 }));
    await cluster.pass(1000);
    await cluster.change('statefulsets', 'db', withImage('nginx:2'));
    await cluster.pass(1000);
    const image = (name: string): unknown => jsonAt(cluster.get('pods', name), 'spec', 'containers', 0, 'image');
    expect([image('db-0'), image('db-1')]).toEqual(['nginx:1', 'nginx:1']);
    await cluster.delete('pods', 'db-0');
    await cluster.pass(1000);
    expect([image('db-0'), image('db-1')]).toEqual(['nginx:2', 'nginx:1']);
  });

  it('takes pods away from the last, and their claims where that is wanted', async () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete', whenDeleted: 'Retain' };
    await cluster.create('statefulsets', set({ volumeClaimTemplates: [claim], persistentVolumeClaimRetentionPolicy }));
    await cluster.pass(1000);
    await cluster.change('statefulsets', 'db', (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), replicas: 1 },
    }));
    await cluster.pass(2000);
    expect(cluster.names('pods')).toEqual(['db-0']);
    expect(cluster.names('persistentvolumeclaims')).toEqual(['data-db-0']);
    expect(cluster.events('db').filter((event) => event.startsWith('SuccessfulDelete'))).toEqual([
      'SuccessfulDelete: delete Pod db-2 in StatefulSet db successful',
      'SuccessfulDelete: delete Pod db-1 in StatefulSet db successful',
    ]);
  });

  it('makes a pod anew that has failed', async () => {
    await cluster.create('statefulsets', set({ replicas: 1 }));
    await cluster.pass(200);
    const { uid } = cluster.get('pods', 'db-0').metadata;
    await cluster.setStatus('pods', 'db-0', { phase: 'Failed' });
    await cluster.pass(1000);
    expect(cluster.get('pods', 'db-0').metadata.uid).not.toBe(uid);
    expect(cluster.events('db')).toContainEqual(
      'RecreatingFailedPod: StatefulSet default/db is recreating failed Pod db-0',
    );
  });
});

describe('a DaemonSet', () => {
  const set = (spec: Record<string, unknown> = {}): never =>
    ({ metadata: { name: 'agent' }, spec: { selector, template: podTemplate(labels), ...spec } }) as never;
  const addNode = async (name: string, extra: JsonObject = {}): Promise<void> => {
    const metadata = { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name } };
    await cluster.create('nodes', { metadata, ...extra });
  };

  it('has one pod on each node, also on one that comes later', async () => {
    await cluster.create('daemonsets', set());
    await cluster.pass(100);
    await addNode('node-1');
    await cluster.pass(100);
    const nodes = cluster.list('pods').map((pod) => jsonAt(pod, 'spec', 'nodeName'));
    expect(new Set(nodes)).toEqual(new Set(['node-0', 'node-1']));
    expect(cluster.status('daemonsets', 'agent')).toMatchObject({
      desiredNumberScheduled: 2,
      numberReady: 2,
      numberAvailable: 2,
    });
  });

  it('leaves nodes alone that it does not select or tolerate', async () => {
    await addNode('tainted', { spec: { taints: [{ key: 'only', value: 'x', effect: 'NoSchedule' }] } });
    await addNode('closed', {
      spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
    });
    await cluster.create('daemonsets', set());
    await cluster.pass(100);
    const nodes = new Set(cluster.list('pods').map((pod) => jsonAt(pod, 'spec', 'nodeName')));
    expect(nodes).toEqual(new Set(['closed', 'node-0']));
    expect(cluster.status('daemonsets', 'agent', 'desiredNumberScheduled')).toBe(2);
    await cluster.change('daemonsets', 'agent', (object) => {
      const template = podTemplate(labels, { nodeSelector: { 'kubernetes.io/hostname': 'node-0' } });
      return { ...object, spec: { ...(object['spec'] as object), template } };
    });
    await cluster.pass(1000);
    expect(cluster.status('daemonsets', 'agent', 'desiredNumberScheduled')).toBe(1);
  });

  it.each([
    ['one after the other', { maxUnavailable: 1 }, { most: 3, fewest: 2 }],
    ['with new pods beside the old', { maxSurge: 1, maxUnavailable: 0 }, { most: 4, fewest: 3 }],
  ])('changes pods %s', async (_, rollingUpdate, expected) => {
    await addNode('node-1');
    await addNode('node-2');
    await cluster.create('daemonsets', set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }));
    await cluster.pass(200);
    const seen = { most: 0, fewest: 99 };
    const { storage } = cluster.served.cluster;
    const tail = storage.tail('/pods/', storage.resourceVersion, () => {
      const pods = cluster.list('pods').filter((pod) => pod.metadata.deletionTimestamp === undefined);
      seen.most = Math.max(seen.most, pods.length);
      seen.fewest = Math.min(seen.fewest, pods.filter((pod) => jsonAt(pod, 'status', 'phase') === 'Running').length);
    });
    await cluster.change('daemonsets', 'agent', withImage('nginx:2'));
    await cluster.pass(2000, 100);
    tail?.stop();
    expect(cluster.status('daemonsets', 'agent')).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 });
    expect(seen).toEqual(expected);
  });
});
