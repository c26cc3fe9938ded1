import { isJsonObject, type JsonObject, textMapAt } from '../../base/index.ts';
import { type DefaultsTable, ensure, fill, objectsIn } from './defaulter.ts';

/** Defaults of the other kinds of the core group (kubernetes 1.36, pkg/apis/core/v1/defaults.go). */
export const coreDefaults: DefaultsTable = {
  'core/v1.Service': (service) => completeService(ensure(service, 'spec')),
  'core/v1.Secret': (secret) => {
    fill(secret, 'type', 'Opaque');
    const texts = Object.entries(textMapAt(secret, 'stringData'));
    delete secret['stringData'];
    if (texts.length === 0) return;
    const data = ensure(secret, 'data');
    for (const [key, text] of texts) data[key] = Buffer.from(text).toString('base64');
  },
  'core/v1.ReplicationController': (controller) => {
    const spec = ensure(controller, 'spec');
    fill(spec, 'replicas', 1);
    const template = spec['template'];
    const labels =
      isJsonObject(template) && isJsonObject(template['metadata']) ? template['metadata']['labels'] : undefined;
    if (!isJsonObject(labels)) return;
    if (isEmpty(spec['selector'])) spec['selector'] = { ...labels };
    const metadata = ensure(controller, 'metadata');
    if (isEmpty(metadata['labels'])) metadata['labels'] = { ...labels };
  },
  'core/v1.PersistentVolume': (volume) => {
    const spec = ensure(volume, 'spec');
    fill(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    fill(spec, 'volumeMode', 'Filesystem');
    fill(ensure(volume, 'status'), 'phase', 'Pending');
  },
  'core/v1.PersistentVolumeClaim': (claim) => fill(ensure(claim, 'status'), 'phase', 'Pending'),
  'core/v1.PersistentVolumeClaimSpec': (spec) => fill(spec, 'volumeMode', 'Filesystem'),
  'core/v1.Namespace': (namespace) => {
    const metadata = ensure(namespace, 'metadata');
    const name = metadata['name'];
    if (typeof name === 'string' && name !== '') ensure(metadata, 'labels')['kubernetes.io/metadata.name'] = name;
    fill(ensure(namespace, 'status'), 'phase', 'Active');
  },
  'core/v1.NodeStatus': (status) => {
    if (isJsonObject(status['capacity'])) status['allocatable'] ??= { ...status['capacity'] };
  },
  'core/v1.EndpointPort': (port) => fill(port, 'protocol', 'TCP'),
  'core/v1.LimitRangeItem': completeLimit,
};

function completeService(spec: JsonObject): void {
  fill(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] === 'ClientIP') {
    const clientIp = ensure(ensure(spec, 'sessionAffinityConfig'), 'clientIP');
    fill(clientIp, 'timeoutSeconds', 10_800);
  }
  fill(spec, 'type', 'ClusterIP');
  for (const port of objectsIn(spec['ports'])) {
    fill(port, 'protocol', 'TCP');
    if (port['targetPort'] === 0 || port['targetPort'] === '') port['targetPort'] = port['port'];
  }
  const { type } = spec;
  const external = type === 'NodePort' || type === 'LoadBalancer' || !isEmpty(spec['externalIPs']);
  if (external) fill(spec, 'externalTrafficPolicy', 'Cluster');
  if (type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer') {
    fill(spec, 'internalTrafficPolicy', 'Cluster');
  }
  if (type === 'LoadBalancer') fill(spec, 'allocateLoadBalancerNodePorts', true);
}

function completeLimit(limit: JsonObject): void {
  if (limit['type'] !== 'Container') return;
  const values = (field: string): JsonObject => (isJsonObject(limit[field]) ? limit[field] : {});
  const limits = { ...values('max'), ...values('default') };
  const requests = { ...values('min'), ...limits, ...values('defaultRequest') };
  if (Object.keys(limits).length > 0) limit['default'] = limits;
  if (Object.keys(requests).length > 0) limit['defaultRequest'] = requests;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
