import { canonicalJson, jsonEqual, type JsonObject, type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import { type Controller, splitKey, watchOwn } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import {
  type Backend,
  backendsOf,
  endpointLabels,
  endpointWatches,
  hasEndpoints,
  hostnameOf,
  services,
  targetRef,
} from './service-endpoints.ts';
import { TriggerTimes } from './trigger-times.ts';

const endpoints = { group: '', plural: 'endpoints' } as const;
const managerLabel = 'endpoints.kubernetes.io/managed-by';
const manager = 'endpoint-controller';

/** Keeps the Endpoints of Services, the older form of EndpointSlices (kubernetes 1.36, pkg/controller/endpoint). */
export function endpointsController(): Controller {
  const times = new TriggerTimes();
  return {
    name: 'endpoint-controller',
    watches: [...endpointWatches, watchOwn(endpoints.group, endpoints.plural)],
    reconcile: async (key, client) => {
      const { namespace, name } = splitKey(key);
      const service = client.get(services, namespace, name);
      const existing = client.get(endpoints, namespace, name);
      if (service === undefined) {
        // What others made stays, unless it was made for a Service.
        if (existing?.metadata.labels?.[managerLabel] === manager) await client.delete(endpoints, existing);
        return;
      }
      if (hasEndpoints(service)) await write(client, service, existing, times);
    },
  };
}

async function write(
  client: ControllerClient,
  service: KubeObject,
  existing: KubeObject | undefined,
  times: TriggerTimes,
): Promise<void> {
  const backends = backendsOf(client, service).filter((backend) => backend.ready || !backend.terminating);
  const subsets = subsetsOf(service, backends);
  const labels = { ...endpointLabels(service), [managerLabel]: manager };
  if (
    existing !== undefined &&
    jsonEqual(existing['subsets'] ?? [], subsets) &&
    jsonEqual(existing.metadata.labels ?? {}, labels)
  )
    return;
  const told = times.annotations(service, backends);
  const content = subsets.length === 0 ? {} : { subsets };
  if (existing !== undefined) {
    const { subsets: _, ...rest } = existing;
    const { annotations: __, ...metadata } = existing.metadata;
    await client.update(endpoints, { ...rest, metadata: { ...metadata, ...told, labels }, ...content });
    return;
  }
  const { name = '', namespace = '' } = service.metadata;
  const metadata = { name, namespace, labels, ...told };
  await client.create(endpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata, ...content });
}

/** One subset for each set of ports, with the addresses that are ready and those that are not. */
function subsetsOf(service: KubeObject, backends: readonly Backend[]): JsonObject[] {
  const headless = textAt(service, 'spec', 'clusterIP') === 'None';
  const groups = Map.groupBy(
    backends.filter(({ ports }) => ports.length > 0 || headless),
    ({ ports }) => canonicalJson([...ports]),
  );
  return [...groups.values()].map((group) => {
    const ready = group.filter((backend) => backend.ready).map((backend) => addressOf(service, backend));
    const other = group.filter((backend) => !backend.ready).map((backend) => addressOf(service, backend));
    const ports = (group[0]?.ports ?? []).map(({ name, ...port }) => ({ ...(name === '' ? {} : { name }), ...port }));
    return {
      ...(ready.length === 0 ? {} : { addresses: ready.sort(byIp) }),
      ...(other.length === 0 ? {} : { notReadyAddresses: other.sort(byIp) }),
      ...(ports.length === 0 ? {} : { ports }),
    };
  });
}

function byIp(a: JsonObject, b: JsonObject): number {
  return textAt(a, 'ip').localeCompare(textAt(b, 'ip'));
}

function addressOf(service: KubeObject, { pod, ip }: Backend): JsonObject {
  const hostname = hostnameOf(service, pod);
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    nodeName: textAt(objectAt(pod, 'spec'), 'nodeName'),
    targetRef: targetRef(pod),
  };
}
