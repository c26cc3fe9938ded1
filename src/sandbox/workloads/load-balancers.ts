import { jsonEqual, type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { type Controller, splitKey, watchOwn } from './runtime/controller.ts';
import type { ControllerClient } from './runtime/controller-client.ts';

const services = { group: '', plural: 'services' } as const;
const ingresses = { group: 'networking.k8s.io', plural: 'ingresses' } as const;
const finalizer = 'service.kubernetes.io/load-balancer-cleanup';
/** Addresses that are for documentation (RFC 5737): nothing answers there. */
const prefix = '203.0.113.';
/** The address of the one that answers for all Ingresses. */
const ingressAddress = `${prefix}1`;

/** Gives Services of type LoadBalancer an address, as a cloud does (cloud-provider controllers/service). */
export const serviceLoadBalancers: Controller = {
  name: 'service-controller',
  watches: [watchOwn(services.group, services.plural)],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const service = client.get(services, namespace, name);
    if (service === undefined) return;
    const wanted = textAt(service, 'spec', 'type') === 'LoadBalancer' && ownClass(service);
    if (service.metadata.deletionTimestamp !== undefined || !wanted) await release(client, service);
    else await provide(client, service);
  },
};

/** Gives Ingresses the address of the one controller that there is. */
export const ingressAddresses: Controller = {
  name: 'ingress-controller',
  watches: [watchOwn(ingresses.group, ingresses.plural)],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const ingress = client.get(ingresses, namespace, name);
    if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return;
    const status = { loadBalancer: { ingress: [{ ip: ingressAddress }] } };
    if (objectsAt(ingress, 'status', 'loadBalancer', 'ingress').length > 0) return;
    await client.updateStatus(ingresses, ingress, status);
    client.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
  },
};

/** Services that name a class are somebody else's. */
function ownClass(service: KubeObject): boolean {
  return objectAt(service, 'spec')['loadBalancerClass'] === undefined;
}

async function provide(client: ControllerClient, service: KubeObject): Promise<void> {
  let current = service;
  const finalizers = service.metadata.finalizers ?? [];
  if (!finalizers.includes(finalizer)) {
    client.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    const metadata = { ...service.metadata, finalizers: [...finalizers, finalizer] };
    current = await client.update(services, { ...service, metadata });
  }
  const asked = textAt(service, 'spec', 'loadBalancerIP');
  const before = objectsAt(current, 'status', 'loadBalancer', 'ingress');
  if (before.length > 0 && (asked === '' || before[0]?.['ip'] === asked)) return;
  const ingress: JsonObject[] = [{ ip: asked === '' ? freeAddress(client) : asked, ipMode: 'VIP' }];
  await client.updateStatus(services, current, { ...objectAt(current, 'status'), loadBalancer: { ingress } });
  client.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
}

async function release(client: ControllerClient, service: KubeObject): Promise<void> {
  const { finalizers = [], ...metadata } = service.metadata;
  if (!finalizers.includes(finalizer)) return;
  let current = service;
  if (!jsonEqual(objectAt(service, 'status', 'loadBalancer'), {})) {
    current = await client.updateStatus(services, service, { ...objectAt(service, 'status'), loadBalancer: {} });
  }
  const kept = finalizers.filter((other) => other !== finalizer);
  const { resourceVersion } = current.metadata;
  const rest = { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  await client.update(services, {
    ...current,
    metadata: kept.length === 0 ? rest : { ...rest, finalizers: kept },
  });
}

/** The first address that no Service has; the last one is shared where there are too many. */
function freeAddress(client: ControllerClient): string {
  const taken = new Set(
    client
      .list(services, '')
      .flatMap((service) => objectsAt(service, 'status', 'loadBalancer', 'ingress'))
      .map((ingress) => textAt(ingress, 'ip')),
  );
  for (let last = 2; last < 255; last += 1) if (!taken.has(prefix + last)) return prefix + last;
  return `${prefix}255`;
}
