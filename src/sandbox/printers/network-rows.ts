import {
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textMapAt,
  textsAt,
} from '../../base/index.ts';
import { age, labelsText, rowsOf, selectorCell, shortList } from './cells.ts';
import type { RowPrinter } from './table.ts';

/** What Services and all around them show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const networkRows: Readonly<Record<string, RowPrinter>> = {
  '/Service': rowsOf(['Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'], (service, now) => [
    textAt(service, 'spec', 'type'),
    textsAt(service, 'spec', 'clusterIPs')[0] ?? '<none>',
    externalText(service),
    portsText(objectsAt(service, 'spec', 'ports')),
    age(service, now),
    labelsText(textMapAt(service, 'spec', 'selector')),
  ]),
  '/Endpoints': rowsOf(['Endpoints', 'Age'], (endpoints, now) => [
    shortList(objectsAt(endpoints, 'subsets').flatMap(addressesOf), 3, '<none>'),
    age(endpoints, now),
  ]),
  'discovery.k8s.io/EndpointSlice': rowsOf(['AddressType', 'Ports', 'Endpoints', 'Age'], (slice, now) => {
    const ports = objectsAt(slice, 'ports').map((port) => `${numberAt(port, ['port']) || textAt(port, 'name') || '*'}`);
    const addresses = objectsAt(slice, 'endpoints').flatMap((endpoint) => textsAt(endpoint, 'addresses'));
    return [
      textAt(slice, 'addressType'),
      shortList(ports, 3, '<unset>'),
      shortList(addresses, 3, '<unset>'),
      age(slice, now),
    ];
  }),
  'networking.k8s.io/Ingress': rowsOf(['Class', 'Hosts', 'Address', 'Ports', 'Age'], (ingress, now) => {
    const rules = objectsAt(ingress, 'spec', 'rules');
    const hosts = rules.map((rule) => textAt(rule, 'host')).filter((host) => host !== '');
    return [
      textAt(ingress, 'spec', 'ingressClassName') || '<none>',
      shortList(hosts, 3, '*'),
      loadBalancerAddresses(ingress).join(','),
      objectsAt(ingress, 'spec', 'tls').length === 0 ? '80' : '80, 443',
      age(ingress, now),
    ];
  }),
  'networking.k8s.io/IngressClass': rowsOf(['Controller', 'Parameters', 'Age'], (ingressClass, now) => {
    const parameters = objectAt(ingressClass, 'spec', 'parameters');
    const group = textAt(parameters, 'apiGroup');
    const kind = `${textAt(parameters, 'kind')}${group === '' ? '' : `.${group}`}`;
    return [
      textAt(ingressClass, 'spec', 'controller'),
      Object.keys(parameters).length === 0 ? '<none>' : `${kind}/${textAt(parameters, 'name')}`,
      age(ingressClass, now),
    ];
  }),
  'networking.k8s.io/NetworkPolicy': rowsOf(['Pod-Selector', 'Age'], (policy, now) => [
    selectorCell(objectAt(policy, 'spec')['podSelector']),
    age(policy, now),
  ]),
};

function externalText(service: KubeObject): string {
  const own = textsAt(service, 'spec', 'externalIPs');
  switch (textAt(service, 'spec', 'type')) {
    case 'ExternalName':
      return textAt(service, 'spec', 'externalName');
    case 'LoadBalancer': {
      const all = [...loadBalancerAddresses(service), ...own];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    default:
      return own.length === 0 ? '<none>' : own.join(',');
  }
}

function loadBalancerAddresses(object: KubeObject): string[] {
  const all = objectsAt(object, 'status', 'loadBalancer', 'ingress');
  return [...new Set(all.map((ingress) => textAt(ingress, 'ip') || textAt(ingress, 'hostname')))].sort();
}

function portsText(ports: readonly JsonObject[]): string {
  if (ports.length === 0) return '<none>';
  return ports
    .map((port) => {
      const node = numberAt(port, ['nodePort']);
      return `${numberAt(port, ['port'])}${node === 0 ? '' : `:${node}`}/${textAt(port, 'protocol')}`;
    })
    .join(',');
}

function addressesOf(subset: JsonObject): string[] {
  const addresses = objectsAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
  const ports = objectsAt(subset, 'ports');
  if (ports.length === 0) return addresses;
  return ports.flatMap((port) => addresses.map((address) => `${address}:${numberAt(port, ['port'])}`));
}
