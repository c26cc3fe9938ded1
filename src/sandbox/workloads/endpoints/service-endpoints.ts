import {
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textMapAt,
} from '../../../base/index.ts';
import { matchesLabels } from '../../selectors/label-selector.ts';
import { keyOfObject, type ControllerWatch, watchOwn } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { isFinished, isReady, pods } from '../pods.ts';

/** The resource whose endpoints are kept. */
export const services = { group: '', plural: 'services' } as const;

/** What concerns the endpoints of a Service: itself and the pods that it selects. */
export const endpointWatches: readonly ControllerWatch[] = [
  watchOwn(services.group, services.plural),
  {
    ...pods,
    keys: (pod, { previous, client }) => {
      const labels = [pod.metadata.labels, previous?.metadata.labels];
      return client
        .list(services, pod.metadata.namespace ?? '')
        .filter((service) => labels.some((own) => selects(service, own)))
        .map(keyOfObject);
    },
  },
];

/** A pod that stands behind a Service. */
export interface Backend {
  readonly pod: KubeObject;
  readonly ip: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly ports: readonly JsonObject[];
}

/** Whether a Service selects pods with these labels; one without a selector selects none. */
export function selects(service: KubeObject, labels: Readonly<Record<string, string>> | undefined): boolean {
  const selector = Object.entries(textMapAt(service, 'spec', 'selector'));
  if (selector.length === 0 || textAt(service, 'spec', 'type') === 'ExternalName') return false;
  const requirements = selector.map(([key, value]) => ({ key, operator: 'in' as const, values: [value] }));
  return matchesLabels(requirements, labels);
}

/** Whether endpoints are kept for a Service. */
export function hasEndpoints(service: KubeObject): boolean {
  return (
    Object.keys(objectAt(service, 'spec', 'selector')).length > 0 && textAt(service, 'spec', 'type') !== 'ExternalName'
  );
}

/** The pods behind a Service that have an address and have not ended (kubernetes 1.36, endpointslice/reconciler). */
export function backendsOf(client: ControllerClient, service: KubeObject): readonly Backend[] {
  const always = objectAt(service, 'spec')['publishNotReadyAddresses'] === true;
  return client
    .list(pods, service.metadata.namespace ?? '')
    .filter((pod) => selects(service, pod.metadata.labels) && !isFinished(pod) && textAt(pod, 'status', 'podIP') !== '')
    .map((pod) => {
      const serving = isReady(pod);
      const terminating = pod.metadata.deletionTimestamp !== undefined;
      const ready = always || (serving && !terminating);
      return { pod, ip: textAt(pod, 'status', 'podIP'), ready, serving, terminating, ports: portsOf(service, pod) };
    });
}

/** The ports of a Service on a pod; those that the pod does not name are left out. */
function portsOf(service: KubeObject, pod: KubeObject): JsonObject[] {
  return objectsAt(service, 'spec', 'ports').flatMap((port) => {
    const number = targetPort(port, pod);
    if (number === undefined) return [];
    const { appProtocol } = port;
    return [
      {
        name: textAt(port, 'name'),
        port: number,
        protocol: textAt(port, 'protocol') || 'TCP',
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ];
  });
}

function targetPort(port: JsonObject, pod: KubeObject): number | undefined {
  const target = port['targetPort'];
  if (typeof target === 'number') return target === 0 ? numberAt(port, ['port']) : target;
  const wanted = textAt(port, 'protocol') || 'TCP';
  const found = objectsAt(pod, 'spec', 'containers')
    .flatMap((container) => objectsAt(container, 'ports'))
    .find((candidate) => candidate['name'] === target && (textAt(candidate, 'protocol') || 'TCP') === wanted);
  return found === undefined ? undefined : numberAt(found, ['containerPort']);
}

/** How an endpoint names its pod. */
export function targetRef({ metadata }: KubeObject): JsonObject {
  return { kind: 'Pod', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
}

/** The name that a pod has in the Service's domain; undefined where it has none. */
export function hostnameOf(service: KubeObject, pod: KubeObject): string | undefined {
  const hostname = textAt(pod, 'spec', 'hostname');
  const own = textAt(pod, 'spec', 'subdomain') === service.metadata.name;
  return own && hostname !== '' ? hostname : undefined;
}

/** The labels of a Service's endpoints: its own, and whether it has no address. */
export function endpointLabels(service: KubeObject): Record<string, string> {
  const headless = textAt(service, 'spec', 'clusterIP') === 'None';
  return { ...service.metadata.labels, ...(headless ? { 'service.kubernetes.io/headless': '' } : {}) };
}
