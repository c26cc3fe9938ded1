import { isIP } from 'node:net';
import {
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsLabelProblems, portNameProblems, qualifiedNameProblems } from '../../validation/names.ts';
import { text } from '../../validation/rules.ts';
import { externalNameErrors, familyErrors, reachErrors, targetErrors } from './service-details.ts';

/** What is wrong with a Service (kubernetes 1.36, pkg/apis/core/validation ValidateService). */
export function serviceErrors(service: KubeObject): FieldError[] {
  const spec = objectAt(service, 'spec');
  const ports = objectsAt(spec, 'ports');
  const headless = spec['clusterIP'] === 'None';
  const errors: FieldError[] = [];
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  if (ports.length === 0 && !headless && spec['type'] !== 'ExternalName') errors.push(required('spec.ports'));
  if (spec['type'] === 'ExternalName' && textAt(spec, 'externalName') === '')
    errors.push(required('spec.externalName'));
  const names = new Set<unknown>();
  const used = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`;
    errors.push(...portErrors(port, path, ports.length > 1, names));
    const key = `${textAt(port, 'protocol')}/${numberAt(port, ['port'])}`;
    if (used.has(key)) errors.push(duplicate(path, shownPort(port)));
    used.add(key);
  }
  errors.push(...targetErrors(spec));
  if (!types.includes(textAt(spec, 'type'))) errors.push(notSupported('spec.type', spec['type'], types));
  errors.push(...addressErrors(spec));
  const affinity = textAt(spec, 'sessionAffinity');
  if (affinity !== 'None' && affinity !== 'ClientIP') {
    errors.push(notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None']));
  }
  if (spec['type'] === 'ExternalName') errors.push(...externalNameErrors(spec));
  errors.push(...familyErrors(spec), ...reachErrors(spec));
  return errors;
}

/** How Go shows the part of a port that must be unique. */
function shownPort(port: JsonObject): JsonObject {
  const { protocol, port: number } = port;
  return { Name: '', Protocol: protocol, AppProtocol: null, Port: number, TargetPort: 0, NodePort: 0 };
}

function addressErrors(spec: JsonObject): FieldError[] {
  const type = textAt(spec, 'type');
  if (type === 'ExternalName') return [];
  const asked = textAt(spec, 'clusterIP') || (textsAt(spec, 'clusterIPs')[0] ?? '');
  const path = 'spec.clusterIPs[0]';
  if (asked === 'None') {
    const text = `may not be set to 'None' for ${type} services`;
    return type === 'NodePort' || type === 'LoadBalancer' ? [invalid(path, asked, text)] : [];
  }
  if (asked === '' || isIP(asked) !== 0) return [];
  return [invalid(path, asked, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

function portErrors(port: JsonObject, path: string, named: boolean, names: Set<unknown>): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(port, 'name');
  if (name === '' && named) errors.push(required(`${path}.name`));
  if (name !== '') {
    errors.push(...dnsLabelProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  errors.push(...portNumberErrors(port['port'], `${path}.port`));
  const protocols = ['SCTP', 'TCP', 'UDP'];
  if (!protocols.includes(textAt(port, 'protocol'))) {
    errors.push(notSupported(`${path}.protocol`, port['protocol'], protocols));
  }
  errors.push(...text(qualifiedNameProblems)(port['appProtocol'], `${path}.appProtocol`));
  const target = port['targetPort'];
  if (typeof target === 'number') errors.push(...portNumberErrors(target, `${path}.targetPort`));
  else if (typeof target === 'string') {
    errors.push(...portNameProblems(target).map((problem) => invalid(`${path}.targetPort`, target, problem)));
  }
  return errors;
}

/** What is wrong with the number of a port. */
export function portNumberErrors(value: unknown, path: string): FieldError[] {
  const port = typeof value === 'number' ? value : 0;
  return port >= 1 && port <= 65_535 ? [] : [invalid(path, port, 'must be between 1 and 65535, inclusive')];
}

/** What must not change of a Service. */
export function serviceChangeErrors(service: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [objectAt(service, 'spec'), objectAt(old, 'spec')];
  if (spec['type'] === 'ExternalName' || before['type'] === 'ExternalName') return [];
  const [ips, oldIps] = [textsAt(spec, 'clusterIPs'), textsAt(before, 'clusterIPs')];
  if (ips.length === 0 || oldIps.length === 0 || ips[0] === oldIps[0]) return [];
  return [invalid('spec.clusterIPs[0]', [...ips], 'may not change once set')];
}
