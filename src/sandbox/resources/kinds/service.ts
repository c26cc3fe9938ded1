import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { invalidObject } from '../../machinery/api-error.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import type { StrategyContext } from '../../machinery/strategy.ts';
import { dnsLabelProblems, judgeName } from '../../validation/names.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';
import { missingFamilyErrors } from './service-details.ts';
import { nodePorts, ServiceAddresses } from './service-addresses.ts';
import { serviceChangeErrors, serviceErrors } from './service-validation.ts';

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
      prepareForCreate: (draft, context) => {
        if (serviceErrors(draft).length > 0) return;
        const external = objectAt(draft, 'spec')['externalIPs'];
        if (Array.isArray(external) && external.length > 0) context.warn(externalWarning);
        refuseAll(draft, missingFamilyErrors(objectAt(draft, 'spec')));
        allocate(draft, draft, addresses, context);
      },
      completeUpdate: (draft, old, context) => {
        keepAllocated(draft, old);
        dropUnneeded(draft, old);
        if (faultsOf(draft, old).length === 0) allocate(draft, old, addresses, context);
      },
      validate: (service) => serviceErrors(service),
      validateUpdate: faultsOf,
      committed: (service, previous) => addresses.note(service, previous),
    }),
  };
}

const externalWarning = 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';

function faultsOf(service: KubeObject, old: KubeObject): FieldError[] {
  return [...serviceChangeErrors(service, old), ...serviceErrors(service)];
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
    const ips = textsAt(spec, 'clusterIPs');
    if (ips.length === 0) spec['clusterIPs'] = before['clusterIPs'];
    // Who changes the one address means the list, too.
    else if (spec['clusterIP'] !== before['clusterIP'] && jsonEqual([...ips], before['clusterIPs'])) {
      spec['clusterIPs'] = [spec['clusterIP'] ?? '', ...ips.slice(1)];
    }
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

/** Takes away what the old type needed and the new one does not, as long as nobody changed it (registry dropTypeDependentFields). */
function dropUnneeded(draft: KubeObject, old: KubeObject): void {
  const [spec, before] = [objectAt(draft, 'spec'), objectAt(old, 'spec')];
  const type = spec['type'];
  const reachable = type === 'NodePort' || type === 'LoadBalancer' || textsAt(spec, 'externalIPs').length > 0;
  const local = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
  const needed: Readonly<Record<string, boolean>> = {
    externalTrafficPolicy: reachable && type !== 'ExternalName',
    internalTrafficPolicy: type !== 'ExternalName',
    allocateLoadBalancerNodePorts: type === 'LoadBalancer',
    loadBalancerClass: type === 'LoadBalancer',
    healthCheckNodePort: local,
  };
  for (const [field, isNeeded] of Object.entries(needed)) {
    if (!isNeeded && jsonEqual(spec[field], before[field])) delete spec[field];
  }
}

/** Gives a Service what it needs and does not have; `holder` is the Service that has it already. */
function allocate(
  draft: KubeObject,
  holder: KubeObject,
  addresses: ServiceAddresses,
  { cluster, dryRun }: StrategyContext,
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
    if (asked !== '' && asked !== 'None' && !asked.startsWith('10.96.')) {
      const range = `the provided IP (${asked}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`;
      const why = dryRun ? range : 'the provided network does not match the current range';
      refuse(draft, invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${why}`));
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
    const isTaken = taken.has(asked) || addresses.isPortTaken(cluster.storage, asked, uid);
    if (asked !== 0 && isTaken) {
      refuse(draft, invalid(`spec.ports[${index}].nodePort`, asked, 'provided port is already allocated'));
    }
    // A dry run does not look at the range.
    if (!dryRun && asked !== 0 && (asked < nodePorts.first || asked > nodePorts.last)) {
      const range = `${nodePorts.first}-${nodePorts.last}`;
      const why = `provided port is not in the valid range. The range of valid ports is ${range}`;
      refuse(draft, invalid(`spec.ports[${index}].nodePort`, asked, why));
    }
    const given = asked === 0 ? addresses.freePort(cluster.storage, taken) : asked;
    if (given === undefined) continue;
    port['nodePort'] = given;
    taken.add(given);
  }
}

function refuseAll(draft: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'Service' }, draft.metadata.name ?? '', errors);
}

function refuse(draft: KubeObject, error: FieldError): never {
  throw invalidObject({ group: '', kind: 'Service' }, draft.metadata.name ?? '', [error]);
}
