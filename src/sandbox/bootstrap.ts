import type { KubeObject } from '../base/index.ts';
import { bootstrapPolicy } from './authorization/bootstrap-policy.ts';
import { adminUser } from './http/access/authentication.ts';
import type { Cluster } from './machinery/cluster.ts';
import { createObject } from './machinery/writes/create.ts';
import { objectKey } from './machinery/resource-type.ts';

const context = { user: adminUser, manager: 'kube-apiserver', dryRun: false, warn: (): void => undefined };

/** What a cluster has before anybody comes: namespaces, priority classes, its own Service, one node; nothing to run on for an API server `alone`. What is there already stays. */
export async function bootstrap(cluster: Cluster, port: number, alone: boolean): Promise<void> {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    await ensure(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  for (const [name, value, description] of [
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
  ] as const) {
    await ensure(cluster, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      description,
    });
  }
  await ensure(cluster, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }] },
  });
  for (const object of bootstrapPolicy()) await ensure(cluster, object);
  if (alone) return;
  await ensure(cluster, storageClass);
  await ensureNode(cluster);
}

/** What claims get that name no class. */
const storageClass: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'sandbox.slipway.dev/volumes',
  allowVolumeExpansion: true,
};

async function ensureNode(cluster: Cluster): Promise<void> {
  const name = 'node-0';
  const labels = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' };
  await ensure(cluster, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: nodeStatus });
}

const resources = { cpu: '256', memory: '1Ti', pods: '10k', 'ephemeral-storage': '1Ti' };
const nodeStatus = {
  capacity: resources,
  allocatable: resources,
  addresses: [
    { type: 'InternalIP', address: '10.0.0.1' },
    { type: 'Hostname', address: 'node-0' },
  ],
  conditions: [
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
    },
    {
      type: 'DiskPressure',
      status: 'False',
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
    },
    {
      type: 'PIDPressure',
      status: 'False',
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
    },
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  ],
  nodeInfo: {
    architecture: 'amd64',
    operatingSystem: 'linux',
    kubeletVersion: 'v1.36.3',
    kubeProxyVersion: 'v1.36.3',
    containerRuntimeVersion: 'sandbox://1.0.0',
    osImage: 'Slipway sandbox',
  },
};

async function ensure(cluster: Cluster, object: KubeObject): Promise<void> {
  const slash = object.apiVersion.indexOf('/');
  const type = cluster.registry.findKind(slash < 0 ? '' : object.apiVersion.slice(0, slash), object.kind);
  if (type === undefined) return;
  const { namespace = '', name = '' } = object.metadata;
  if (cluster.storage.get(objectKey(type, namespace, name)) !== undefined) return;
  const { object: draft } = type.codec.decode(object, type.storageVersion);
  type.codec.applyDefaults(draft, type.storageVersion);
  const target = { type, version: type.storageVersion, namespace, name, subresource: '' };
  await (
    await createObject(cluster, target, draft, context)
  ).durable;
}
