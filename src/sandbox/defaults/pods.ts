import { isJsonObject, type JsonObject } from '../../base/index.ts';
import { type DefaultsTable, ensure, fill, objectsIn } from './defaulter.ts';

/** Every source that a volume may have: without one it is an emptyDir. */
const volumeKeys = new Set(['name']);

/** Defaults of pods and what they are made of (kubernetes 1.36, pkg/apis/core/v1/defaults.go). */
export const podDefaults: DefaultsTable = {
  'core/v1.Pod': (pod) => {
    const spec = ensure(pod, 'spec');
    const containers = [...objectsIn(spec['containers']), ...objectsIn(spec['initContainers'])];
    for (const container of containers) requestsFromLimits(container);
    fill(spec, 'enableServiceLinks', true);
    if (spec['hostNetwork'] !== true) return;
    for (const container of containers) {
      for (const port of objectsIn(container['ports'])) port['hostPort'] ??= port['containerPort'];
    }
  },
  'core/v1.PodSpec': (spec) => {
    fill(spec, 'restartPolicy', 'Always');
    fill(spec, 'terminationGracePeriodSeconds', 30);
    fill(spec, 'dnsPolicy', 'ClusterFirst');
    fill(spec, 'securityContext', {});
    fill(spec, 'schedulerName', 'default-scheduler');
    // The deprecated name of the account mirrors the present one (conversion.go).
    const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
    if (account !== undefined) {
      spec['serviceAccountName'] = account;
      spec['serviceAccount'] = account;
    }
  },
  'core/v1.Container': completeContainer,
  'core/v1.EphemeralContainer': completeContainer,
  'core/v1.ContainerPort': (port) => fill(port, 'protocol', 'TCP'),
  'core/v1.Probe': (probe) => {
    for (const [field, fallback] of [
      ['timeoutSeconds', 1],
      ['periodSeconds', 10],
      ['successThreshold', 1],
      ['failureThreshold', 3],
    ] as const) {
      fill(probe, field, fallback);
    }
  },
  'core/v1.HTTPGetAction': (action) => {
    fill(action, 'path', '/');
    fill(action, 'scheme', 'HTTP');
  },
  'core/v1.GRPCAction': (action) => {
    action['service'] ??= '';
  },
  'core/v1.ObjectFieldSelector': (selector) => fill(selector, 'apiVersion', 'v1'),
  'core/v1.FileKeySelector': (selector) => fill(selector, 'optional', false),
  'core/v1.Volume': (volume) => {
    if (Object.keys(volume).every((key) => volumeKeys.has(key))) volume['emptyDir'] = {};
    const image = volume['image'];
    if (isJsonObject(image)) fill(image, 'pullPolicy', pullPolicyOf(image['reference']));
  },
  'core/v1.SecretVolumeSource': readableByAll,
  'core/v1.ConfigMapVolumeSource': readableByAll,
  'core/v1.DownwardAPIVolumeSource': readableByAll,
  'core/v1.ProjectedVolumeSource': readableByAll,
  'core/v1.ServiceAccountTokenProjection': (projection) => fill(projection, 'expirationSeconds', 3600),
  'core/v1.HostPathVolumeSource': (source) => {
    source['type'] ??= '';
  },
  'core/v1.ISCSIVolumeSource': (source) => fill(source, 'iscsiInterface', 'default'),
  'core/v1.RBDVolumeSource': (source) => {
    fill(source, 'pool', 'rbd');
    fill(source, 'user', 'admin');
    fill(source, 'keyring', '/etc/ceph/keyring');
  },
  'core/v1.AzureDiskVolumeSource': (source) => {
    fill(source, 'cachingMode', 'ReadWrite');
    fill(source, 'fsType', 'ext4');
    fill(source, 'readOnly', false);
    fill(source, 'kind', 'Shared');
  },
  'core/v1.ScaleIOVolumeSource': (source) => {
    fill(source, 'storageMode', 'ThinProvisioned');
    fill(source, 'fsType', 'xfs');
  },
};

function completeContainer(container: JsonObject): void {
  fill(container, 'terminationMessagePath', '/dev/termination-log');
  fill(container, 'terminationMessagePolicy', 'File');
  fill(container, 'imagePullPolicy', pullPolicyOf(container['image']));
}

function readableByAll(source: JsonObject): void {
  // 0644.
  fill(source, 'defaultMode', 420);
}

/** What is pulled anew: `latest`, and images of which no tag and no digest is known. */
function pullPolicyOf(image: unknown): 'Always' | 'IfNotPresent' {
  if (typeof image !== 'string' || image === '') return 'IfNotPresent';
  if (image.includes('@')) return 'IfNotPresent';
  const name = image.slice(image.lastIndexOf('/') + 1);
  // Names that Docker would refuse have no tag either.
  if (!/^[a-z0-9]/.test(name)) return 'IfNotPresent';
  const colon = name.indexOf(':');
  return colon < 0 || name.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

function requestsFromLimits(container: JsonObject): void {
  const resources = container['resources'];
  const limits = isJsonObject(resources) ? resources['limits'] : undefined;
  if (!isJsonObject(resources) || !isJsonObject(limits)) return;
  resources['requests'] = { ...limits, ...(isJsonObject(resources['requests']) ? resources['requests'] : {}) };
}
