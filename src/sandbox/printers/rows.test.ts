import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../base/index.ts';
import { columnRows } from '../crd/column-rows.ts';
import { builtinRowPrinters } from './builtin-rows.ts';
import { createTablePrinter } from './table.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const metadata = { name: 'a', namespace: 'team', creationTimestamp: '2026-03-01T09:00:00Z' };

function cells(kind: string, object: JsonObject): Json[] {
  const rows = builtinRowPrinters.get(kind);
  if (rows === undefined) throw new Error(`nothing prints ${kind}`);
  const whole: KubeObject = {
    apiVersion: 'v1',
    kind: kind.split('/')[1] ?? '',
    ...object,
    metadata: { ...metadata, ...(object['metadata'] as JsonObject | undefined) },
  };
  const shown = [...rows.cells(whole, now)];
  expect(shown).toHaveLength(rows.columns.length);
  return shown;
}

/** The state that `kubectl get pods` shows. */
function podState(status: JsonObject, more: JsonObject = {}): Json[] {
  return cells('/Pod', {
    spec: { containers: [{ name: 'c' }], ...(more['spec'] as JsonObject | undefined) },
    status,
    metadata: more['metadata'],
  }).slice(1, 4);
}

const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };
const waiting = (reason: string): JsonObject => ({
  name: 'c',
  ready: false,
  restartCount: 2,
  state: { waiting: { reason } },
  lastState: { terminated: { finishedAt: '2026-03-01T09:59:00Z' } },
});
const ended = (terminated: JsonObject): JsonObject => ({
  name: 'c',
  ready: false,
  restartCount: 0,
  state: { terminated },
});

describe('a row of a pod', () => {
  it.each<[string, JsonObject, JsonObject, Json[]]>([
    ['waits for a node', { phase: 'Pending' }, {}, ['0/1', 'Pending', '0']],
    [
      'is gated',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      {},
      ['0/1', 'SchedulingGated', '0'],
    ],
    ['runs', { phase: 'Running', containerStatuses: [running] }, {}, ['1/1', 'Running', '0']],
    [
      'crashes',
      { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] },
      {},
      ['0/1', 'CrashLoopBackOff', '2 (60s ago)'],
    ],
    [
      'has no image',
      { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] },
      {},
      ['0/1', 'ImagePullBackOff', '2 (60s ago)'],
    ],
    [
      'has ended well',
      { phase: 'Succeeded', containerStatuses: [ended({ exitCode: 0, reason: 'Completed' })] },
      {},
      ['0/1', 'Completed', '0'],
    ],
    [
      'has ended badly',
      { phase: 'Failed', containerStatuses: [ended({ exitCode: 3 })] },
      {},
      ['0/1', 'ExitCode:3', '0'],
    ],
    ['was killed', { phase: 'Failed', containerStatuses: [ended({ signal: 9 })] }, {}, ['0/1', 'Signal:9', '0']],
    ['was evicted', { phase: 'Failed', reason: 'Evicted' }, {}, ['0/1', 'Evicted', '0']],
    [
      'is going',
      { phase: 'Running', containerStatuses: [running] },
      { metadata: { deletionTimestamp: 'x' } },
      ['1/1', 'Terminating', '0'],
    ],
    [
      'starts',
      { phase: 'Pending', initContainerStatuses: [{ name: 'i', restartCount: 0, state: { running: {} } }] },
      { spec: { initContainers: [{ name: 'i' }, { name: 'j' }] } },
      ['0/1', 'Init:0/2', '0'],
    ],
    [
      'cannot start',
      {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'i', restartCount: 1, state: { terminated: { exitCode: 1 } } }],
      },
      { spec: { initContainers: [{ name: 'i' }] } },
      ['0/1', 'Init:ExitCode:1', '1'],
    ],
    [
      'has a sidecar',
      {
        phase: 'Running',
        initContainerStatuses: [{ name: 'i', ready: true, started: true, restartCount: 0, state: { running: {} } }],
        containerStatuses: [running],
      },
      { spec: { initContainers: [{ name: 'i', restartPolicy: 'Always' }] } },
      ['2/2', 'Running', '0'],
    ],
  ])('that %s', (_, status, more, shown) => {
    expect(podState(status, more)).toEqual(shown);
  });
});

describe('a row', () => {
  it.each<[string, JsonObject, Json[]]>([
    [
      '/Service',
      {
        spec: {
          type: 'LoadBalancer',
          clusterIPs: ['10.96.0.9'],
          externalIPs: ['192.0.2.1'],
          ports: [
            { port: 80, nodePort: 30_080, protocol: 'TCP' },
            { port: 53, protocol: 'UDP' },
          ],
          selector: { b: 'c', a: 'b' },
        },
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.2' }] } },
      },
      ['a', 'LoadBalancer', '10.96.0.9', '203.0.113.2,192.0.2.1', '80:30080/TCP,53/UDP', '60m', 'a=b,b=c'],
    ],
    [
      '/Service',
      { spec: { type: 'LoadBalancer', clusterIPs: ['None'] } },
      ['a', 'LoadBalancer', 'None', '<pending>', '<none>', '60m', '<none>'],
    ],
    [
      '/Endpoints',
      { subsets: [{ addresses: ['1', '2', '3', '4', '5'].map((ip) => ({ ip })), ports: [{ port: 80 }] }] },
      ['a', '1:80,2:80,3:80 + 2 more...', '60m'],
    ],
    [
      'networking.k8s.io/Ingress',
      { spec: { rules: [{ host: 'a' }, { host: 'b' }, { host: 'c' }, { host: 'd' }], tls: [{}] } },
      ['a', '<none>', 'a,b,c + 1 more...', '', '80, 443', '60m'],
    ],
    [
      'networking.k8s.io/IngressClass',
      { spec: { controller: 'x', parameters: { apiGroup: 'g', kind: 'K', name: 'n' } } },
      ['a', 'x', 'K.g/n', '60m'],
    ],
    [
      '/Node',
      {
        metadata: { labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' } },
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'False' }],
          nodeInfo: { kubeletVersion: 'v1', kernelVersion: 'k', architecture: 'arm64' },
        },
      },
      [
        'a',
        'NotReady,SchedulingDisabled',
        'edge,worker',
        '60m',
        'v1',
        '<none>',
        '<none>',
        '<unknown>',
        'k (arm64)',
        '<unknown>',
      ],
    ],
    [
      '/PersistentVolumeClaim',
      {
        spec: { volumeName: 'v', storageClassName: 's', volumeMode: 'Filesystem' },
        status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadOnlyMany', 'ReadWriteOnce'] },
      },
      ['a', 'Bound', 'v', '1Gi', 'RWO,ROX', 's', '<unset>', '60m', 'Filesystem'],
    ],
    [
      '/PersistentVolume',
      {
        metadata: { deletionTimestamp: 'x' },
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: 'n', name: 'c' },
        },
        status: { phase: 'Bound' },
      },
      ['a', '1Gi', 'RWX', 'Retain', 'Terminating', 'n/c', '', '<unset>', '', '60m', '<unset>'],
    ],
    [
      'storage.k8s.io/StorageClass',
      { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'p' },
      ['a (default)', 'p', 'Delete', 'Immediate', false, '60m'],
    ],
    [
      'batch/Job',
      { spec: { parallelism: 3 }, status: { startTime: '2026-03-01T09:59:30Z' } },
      ['a', 'Running', '0/1 of 3', '30s', '60m', '', '', '<none>'],
    ],
    [
      'batch/Job',
      { spec: { completions: 2 }, status: { succeeded: 1, conditions: [{ type: 'Failed', status: 'True' }] } },
      ['a', 'Failed', '1/2', '', '60m', '', '', '<none>'],
    ],
    [
      'batch/CronJob',
      {
        spec: { schedule: '@daily', timeZone: 'UTC', suspend: true, jobTemplate: {} },
        status: { lastScheduleTime: '2026-03-01T09:58:00Z', active: [{}] },
      },
      ['a', '@daily', 'UTC', 'True', 1, '2m', '60m', '', '', '<none>'],
    ],
    [
      'autoscaling/HorizontalPodAutoscaler',
      {
        spec: {
          maxReplicas: 3,
          scaleTargetRef: { kind: 'D', name: 'd' },
          metrics: [
            { type: 'Pods', pods: { target: { averageValue: '5' } } },
            { type: 'External', external: { target: { value: '7' } } },
            { type: 'Object', object: { target: { averageValue: '1' } } },
          ],
        },
      },
      ['a', 'D/d', '<unknown>/5, <unknown>/7 + 1 more...', '<unset>', 3, 0, '60m'],
    ],
    ['policy/PodDisruptionBudget', { spec: { maxUnavailable: '10%' } }, ['a', 'N/A', '10%', 0, '60m']],
    [
      'rbac.authorization.k8s.io/RoleBinding',
      {
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'User', name: 'v' },
          { kind: 'ServiceAccount', namespace: 'n', name: 's' },
        ],
      },
      ['a', 'Role/r', '60m', 'u, v', '', 'n/s'],
    ],
    [
      '/Event',
      {
        involvedObject: { kind: 'Pod', name: 'p' },
        type: 'Normal',
        reason: 'R',
        message: ' M ',
        lastTimestamp: '2026-03-01T09:59:00Z',
        firstTimestamp: '2026-03-01T09:00:00Z',
        count: 4,
        source: { component: 'c', host: 'h' },
      },
      ['60s', 'Normal', 'R', 'pod/p', '', 'c, h', 'M', '60m', 4, 'a'],
    ],
    [
      '/Event',
      { involvedObject: { kind: 'Pod' }, eventTime: '2026-03-01T09:58:00.000000Z', reportingComponent: 'x/y' },
      ['2m', '', '', 'pod', '', 'x/y', '', '2m', 1, 'a'],
    ],
    [
      '/ResourceQuota',
      { status: { hard: { 'limits.cpu': '2', pods: '9' }, used: { pods: '1' } } },
      ['a', 'pods: 1/9', 'limits.cpu: 0/2', '60m'],
    ],
    [
      'apps/ControllerRevision',
      {
        revision: 3,
        metadata: {
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: 'u', controller: true }],
        },
      },
      ['a', 'daemonset.apps/d', 3, '60m'],
    ],
  ])('of %s', (kind, object, shown) => {
    expect(cells(kind, object)).toEqual(shown);
  });
});

describe('a table', () => {
  const rows = columnRows([
    { name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 0 },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 0 },
    { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 0 },
    { name: 'Wrong', type: 'string', jsonPath: '.a[', priority: 0 },
    { name: 'Many', type: 'string', jsonPath: '.spec.items[*]', priority: 1 },
  ]);
  const widget: KubeObject = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata,
    spec: { size: 3, items: ['x', 'y'] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };

  it.each(['None', 'Metadata', 'Object'] as const)('carries of the object: %s', (include) => {
    const table = createTablePrinter(rows, () => now).table([widget], include, {});
    const [row] = table['rows'] as JsonObject[];
    expect(row?.['cells']).toEqual(['a', 3, 'True', '60m', null, 'x']);
    const object = {
      None: null,
      Metadata: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
      Object: widget,
    }[include];
    expect(row?.['object']).toEqual(object);
  });
});
