import { canonicalJson, jsonEqual, type JsonObject, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type Controller, splitKey, watchOwned } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { controllerReference } from '../ownership.ts';
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

const slices = { group: 'discovery.k8s.io', plural: 'endpointslices' } as const;
const nameLabel = 'kubernetes.io/service-name';
const managerLabel = 'endpointslice.kubernetes.io/managed-by';
const manager = 'endpointslice-controller.k8s.io';
/** How many endpoints one slice holds. */
const sliceSize = 100;

/** Keeps the EndpointSlices of Services (kubernetes 1.36, pkg/controller/endpointslice). */
export function endpointSliceController(): Controller {
  const times = new TriggerTimes();
  return {
    name: 'endpointslice-controller',
    watches: [...endpointWatches, watchOwned(slices.group, slices.plural, 'Service')],
    reconcile: async (key, client) => {
      const { namespace, name } = splitKey(key);
      const service = client.get(services, namespace, name);
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
      const own = client
        .controlled(slices, service)
        .filter((slice) => slice.metadata.labels?.[managerLabel] === manager);
      const backends = hasEndpoints(service) ? backendsOf(client, service) : [];
      const told = times.annotations(service, backends);
      const wanted = hasEndpoints(service) ? wantedSlices(service, backends, own) : [];
      for (const [index, slice] of wanted.entries()) await write(client, service, slice, own[index], told);
      for (const slice of own.slice(wanted.length)) await client.delete(slices, slice);
    },
  };
}

interface WantedSlice {
  readonly endpoints: readonly JsonObject[];
  readonly ports: readonly JsonObject[];
}

/** What the slices should hold, in the order of those that are there. */
function wantedSlices(
  service: KubeObject,
  backends: readonly Backend[],
  own: readonly KubeObject[],
): readonly WantedSlice[] {
  const groups = Map.groupBy(backends, ({ ports }) => canonicalJson([...ports]));
  const wanted: WantedSlice[] = [];
  for (const group of groups.values()) {
    const ordered = keepPlaces(group, own);
    for (let from = 0; from < ordered.length; from += sliceSize) {
      const endpoints = ordered.slice(from, from + sliceSize).map((backend) => endpointOf(service, backend));
      wanted.push({ endpoints, ports: group[0]?.ports ?? [] });
    }
  }
  // There is always one, if an empty one.
  return wanted.length > 0 ? wanted : [{ endpoints: [], ports: [] }];
}

/** Those that are there already come first and in their order, so that little changes. */
function keepPlaces(group: readonly Backend[], own: readonly KubeObject[]): readonly Backend[] {
  const places = new Map<string, number>();
  for (const slice of own) {
    for (const endpoint of objectsAt(slice, 'endpoints')) places.set(textAt(endpoint, 'targetRef', 'uid'), places.size);
  }
  const place = ({ pod }: Backend): number => places.get(pod.metadata.uid ?? '') ?? Number.MAX_SAFE_INTEGER;
  return [...group].sort((a, b) => place(a) - place(b));
}

function endpointOf(service: KubeObject, backend: Backend): JsonObject {
  const { pod, ip, ready, serving, terminating } = backend;
  const hostname = hostnameOf(service, pod);
  return {
    addresses: [ip],
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: targetRef(pod),
    nodeName: textAt(pod, 'spec', 'nodeName'),
  };
}

async function write(
  client: ControllerClient,
  service: KubeObject,
  { endpoints, ports }: WantedSlice,
  existing: KubeObject | undefined,
  told: { readonly annotations?: Readonly<Record<string, string>> },
): Promise<void> {
  const labels = { ...endpointLabels(service), [nameLabel]: service.metadata.name ?? '', [managerLabel]: manager };
  const content: JsonObject = {
    endpoints: endpoints.length === 0 ? null : [...endpoints],
    ports: ports.length === 0 ? null : [...ports],
  };
  if (
    existing !== undefined &&
    jsonEqual(existing['endpoints'], content['endpoints']) &&
    jsonEqual(existing['ports'], content['ports']) &&
    jsonEqual(existing.metadata.labels ?? {}, labels)
  )
    return;
  if (existing !== undefined) {
    // The time tells of changes of endpoints only.
    const same = jsonEqual(existing['endpoints'], content['endpoints']);
    const { annotations: before, ...metadata } = existing.metadata;
    const kept = same ? (before === undefined ? {} : { annotations: before }) : told;
    await client.update(slices, { ...existing, metadata: { ...metadata, ...kept, labels }, ...content });
    return;
  }
  const metadata: JsonObject = {
    generateName: `${service.metadata.name}-`,
    namespace: service.metadata.namespace,
    labels,
    ...told,
    ownerReferences: [controllerReference(service)],
  };
  const draft: KubeObject = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4' };
  await client.create(slices, { ...draft, ...content });
}
