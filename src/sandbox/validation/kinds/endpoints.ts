import { type Json, type KubeObject, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import { type FieldError, duplicate, invalid, required } from '../../machinery/field-error.ts';
import { ipProblems, specialAddressErrors } from '../addresses.ts';
import { dnsLabelProblems, dnsSubdomainProblems, qualifiedNameProblems } from '../names.ts';
import { each, fields, on, oneOf, portNumber, type Rule, text } from '../rules.ts';

const protocol = oneOf('SCTP', 'TCP', 'UDP');
const appProtocol = text(qualifiedNameProblems);

/** Endpoints (kubernetes 1.36, pkg/apis/core/validation ValidateEndpoints). */
export const endpointsRule: Rule = fields({
  subsets: each(
    on((subset, path) => {
      const ready = objectsAt(subset, 'addresses');
      const others = objectsAt(subset, 'notReadyAddresses');
      const ports = objectsAt(subset, 'ports');
      return [
        ...(ready.length + others.length === 0
          ? [required(path, 'must specify `addresses` or `notReadyAddresses`')]
          : []),
        ...ready.flatMap((address, index) => addressErrors(address, `${path}.addresses[${index}]`)),
        ...others.flatMap((address, index) => addressErrors(address, `${path}.notReadyAddresses[${index}]`)),
        ...ports.flatMap((port, index) => portErrors(port, `${path}.ports[${index}]`, ports.length > 1)),
      ];
    }),
  ),
});

function addressErrors(address: Json, path: string): FieldError[] {
  const ip = textAt(address, 'ip');
  const bad = ipProblems(ip);
  return [
    ...bad.map((problem) => invalid(`${path}.ip`, ip, problem)),
    ...text(dnsLabelProblems)(textAt(address, 'hostname'), `${path}.hostname`),
    ...text(dnsSubdomainProblems)(textAt(address, 'nodeName'), `${path}.nodeName`),
    ...(bad.length > 0 ? [invalid(`${path}.ip`, ip, 'must be a valid IP address')] : []),
    ...specialAddressErrors(ip, `${path}.ip`),
  ];
}

function portErrors(port: Json, path: string, named: boolean): FieldError[] {
  const name = textAt(port, 'name');
  return [
    ...(named && name === '' ? [required(`${path}.name`)] : []),
    ...text(dnsLabelProblems)(name, `${path}.name`),
    ...fields({ port: portNumber, protocol, appProtocol })(port, path),
  ];
}

/** EndpointSlices (pkg/apis/discovery/validation). */
export function endpointSliceErrors(object: KubeObject): FieldError[] {
  const type = textAt(object, 'addressType');
  if (type === '') return [required('addressType')];
  const names = new Set<string>();
  return [
    ...oneOf('FQDN', 'IPv4', 'IPv6')(type, 'addressType'),
    ...objectsAt(object, 'endpoints').flatMap((endpoint, index) => {
      const path = `endpoints[${index}]`;
      const addresses = textsAt(endpoint, 'addresses');
      return [
        ...(addresses.length === 0 ? [required(`${path}.addresses`, 'must contain at least 1 address')] : []),
        ...addresses.flatMap((address, at) => sliceAddress(address, type, `${path}.addresses`, at)),
        ...text(dnsSubdomainProblems)(endpoint['nodeName'], `${path}.nodeName`),
        ...text(dnsLabelProblems)(endpoint['hostname'], `${path}.hostname`),
      ];
    }),
    ...objectsAt(object, 'ports').flatMap((port, index) => {
      const path = `ports[${index}]`;
      const name = textAt(port, 'name');
      const isTwice = names.has(name);
      names.add(name);
      return [
        ...text(dnsLabelProblems)(name, `${path}.name`),
        ...(isTwice ? [duplicate(`${path}.name`, name)] : []),
        ...protocol(port['protocol'], `${path}.protocol`),
        ...appProtocol(port['appProtocol'], `${path}.appProtocol`),
      ];
    }),
  ];
}

function sliceAddress(address: string, type: string, path: string, index: number): FieldError[] {
  const at = `${path}[${index}]`;
  if (type === 'FQDN') return [...text(dnsSubdomainProblems)(address, at)];
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const problems = ipProblems(address);
  if (problems.length > 0) return problems.map((problem) => invalid(at, address, problem));
  const isOther = address.includes(':') === (type === 'IPv4');
  return [
    ...(isOther ? [invalid(path, address, `must be an ${type} address`)] : []),
    ...specialAddressErrors(address, at),
  ];
}
