import { jsonEqual, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../../json-read.ts';
import { invalidObject } from '../../machinery/api-error.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import type { StrategyContext } from '../../machinery/strategy.ts';
import { dnsLabelProblems, judgeName } from '../../validation/names.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';
import { ServiceAddresses } from './service-addresses.ts';

/** Services: they are given addresses and ports (kubernetes 1.36, registry/core/service). */
export function serviceBehaviour(): KindBehaviour {
  const addresses = new ServiceAddresses();
  return {
    strategy: standardStrategy({
      status: true,
      createOnUpdate: true,
      returnDeleted: true,
      // Since 1.36 a digit may come first.
      nameProblems: (name, prefix) => judgeName(name, prefix, dnsLabelProblems),
      prepareForCreate: (draft, context) => allocate(draft, draft, addresses, context),
      completeUpdate: (draft, old, context) => {
        keepAllocated(draft, old);
        allocate(draft, old, addresses, context);
      },
      validate: (service) => serviceErrors(service),
      validateUpdate: (service, old) => [...changeErrors(service, old), ...serviceErrors(service)],
      committed: (service, previous) => addresses.note(service, previous),
    }),
  };
}

function needsIp(spec: JsonObject): boolean {
  return spec['type'] !== 'ExternalName';
}

function needsPort(spec: JsonObject): boolean {
  return (
    spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
  );
}

/** Takes from the old Service what the new one does not say and was given by the server. */
function keepAllocated(draft: KubeObject, old: KubeObject): void {
  const spec = objectAt(draft, 'spec');
  const before = objectAt(old, 'spec');
  spec['healthCheckNodePort'] ??= before['healthCheckNodePort'];
  if (needsIp(spec) && needsIp(before)) {
    if (textAt(spec, 'clusterIP') === '') spec['clusterIP'] = before['clusterIP'];
    if (textsAt(spec, 'clusterIPs').length === 0) spec['clusterIPs'] = before['clusterIPs'];
    spec['ipFamilies'] ??= before['ipFamilies'];
    spec['ipFamilyPolicy'] ??= before['ipFamilyPolicy'];
  } else if (!needsIp(spec)) {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[field];
  }
  const ports = objectsAt(spec, 'ports');
  if (needsPort(spec) && needsPort(before)) {
    const given = new Set(ports.map((port) => numberAt(port, ['nodePort'])));
    const known = new Map(objectsAt(before, 'ports').map((port) => [port['name'], numberAt(port, ['nodePort'])]));
    for (const port of ports) {
      const kept = known.get(port['name']) ?? 0;
      if (port['nodePort'] === undefined && kept !== 0 && !given.has(kept)) port['nodePort'] = kept;
    }
  } else if (!needsPort(spec) && needsPort(before)) {
    // A type that has no ports on nodes loses those that it was given.
    const old = new Map(objectsAt(before, 'ports').map((port) => [port['name'], port['nodePort']]));
    for (const port of ports) if (old.get(port['name']) === port['nodePort']) delete port['nodePort'];
  }
}

/** Gives a Service what it needs and does not have; `holder` is the Service that has it already. */
function allocate(
  draft: KubeObject,
  holder: KubeObject,
  addresses: ServiceAddresses,
  { cluster }: StrategyContext,
): void {
  const spec = objectAt(draft, 'spec');
  const uid = holder.metadata.uid ?? '';
  if (needsIp(spec)) {
    const asked = textAt(spec, 'clusterIP') || (textsAt(spec, 'clusterIPs')[0] ?? '');
    if (asked !== '' && asked !== 'None' && addresses.isTaken(cluster.storage, asked, uid)) {
      refuse(
        draft,
        invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: provided IP is already allocated`),
      );
    }
    const ip = asked === '' ? addresses.freeIp(cluster.storage) : asked;
    spec['clusterIP'] = ip;
    if (textsAt(spec, 'clusterIPs').length === 0) spec['clusterIPs'] = [ip];
    // Who answers for a name without a selector may have addresses of any kind.
    const open = ip === 'None' && Object.keys(objectAt(spec, 'selector')).length === 0;
    spec['ipFamilies'] ??= open ? ['IPv4', 'IPv6'] : ['IPv4'];
    spec['ipFamilyPolicy'] ??= open ? 'RequireDualStack' : 'SingleStack';
  }
  if (spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local') {
    const port = numberAt(spec, ['healthCheckNodePort']) || addresses.freePort(cluster.storage, new Set());
    if (port !== undefined) spec['healthCheckNodePort'] = port;
  }
  if (!needsPort(spec)) return;
  const taken = new Set<number>();
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const asked = numberAt(port, ['nodePort']);
    if (asked !== 0 && addresses.isPortTaken(cluster.storage, asked, uid)) {
      refuse(draft, invalid(`spec.ports[${index}].nodePort`, asked, 'provided port is already allocated'));
    }
    const given = asked === 0 ? addresses.freePort(cluster.storage, taken) : asked;
    if (given === undefined) continue;
    port['nodePort'] = given;
    taken.add(given);
  }
}

function refuse(draft: KubeObject, error: FieldError): never {
  throw invalidObject({ group: '', kind: 'Service' }, draft.metadata.name ?? '', [error]);
}

function serviceErrors(service: KubeObject): FieldError[] {
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
    if (used.has(key)) errors.push(duplicate(path, { protocol: port['protocol'], port: port['port'] }));
    used.add(key);
  }
  if (!types.includes(textAt(spec, 'type'))) errors.push(notSupported('spec.type', spec['type'], types));
  const affinity = textAt(spec, 'sessionAffinity');
  if (affinity !== 'None' && affinity !== 'ClientIP') {
    errors.push(notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None']));
  }
  return errors;
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
  if (typeof port['targetPort'] === 'number')
    errors.push(...portNumberErrors(port['targetPort'], `${path}.targetPort`));
  return errors;
}

/** What is wrong with the number of a port. */
export function portNumberErrors(value: unknown, path: string): FieldError[] {
  const port = typeof value === 'number' ? value : 0;
  return port >= 1 && port <= 65_535 ? [] : [invalid(path, port, 'must be between 1 and 65535, inclusive')];
}

function changeErrors(service: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [objectAt(service, 'spec'), objectAt(old, 'spec')];
  if (!needsIp(spec) || !needsIp(before)) return [];
  const [ips, oldIps] = [textsAt(spec, 'clusterIPs'), textsAt(before, 'clusterIPs')];
  const errors: FieldError[] = [];
  if (ips.length > 0 && oldIps.length > 0 && ips[0] !== oldIps[0]) {
    errors.push(invalid('spec.clusterIPs[0]', [...ips], 'may not change once set'));
  }
  if (textAt(spec, 'clusterIP') !== (ips[0] ?? '')) {
    const text = 'first value must match `clusterIP`';
    if (!jsonEqual(spec['clusterIP'], before['clusterIP']) && ips[0] === oldIps[0]) {
      errors.push(invalid('spec.clusterIPs', [...ips], text));
    }
  }
  return errors;
}
