import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textMapAt, textsAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid } from '../../machinery/field-error.ts';
import { ipProblems, rangeProblems, specialAddressErrors } from '../../validation/addresses.ts';
import { dnsSubdomainProblems, qualifiedNameProblems } from '../../validation/names.ts';
import { labelErrors } from '../../validation/object-meta.ts';
import { given, oneOf, text } from '../../validation/rules.ts';

const balancerOnly = "may only be used when `type` is 'LoadBalancer'";

/** What is wrong with how a Service is reached from outside (kubernetes 1.36, pkg/apis/core/validation ValidateService). */
export function reachErrors(spec: JsonObject): FieldError[] {
  const type = textAt(spec, 'type');
  const isBalancer = type === 'LoadBalancer';
  const external = textsAt(spec, 'externalIPs');
  const reachable = isBalancer || type === 'NodePort' || (type === 'ClusterIP' && external.length > 0);
  const errors: FieldError[] = [];
  if (type === 'ClusterIP') {
    for (const [index, port] of objectsAt(spec, 'ports').entries()) {
      if (numberAt(port, ['nodePort']) === 0) continue;
      errors.push(forbiddenField(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  errors.push(...rangeErrors(spec, isBalancer));
  const nodePorts = spec['allocateLoadBalancerNodePorts'];
  if (nodePorts !== undefined && !isBalancer) {
    errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', balancerOnly));
  }
  const balancerClass = spec['loadBalancerClass'];
  if (balancerClass !== undefined) {
    if (!isBalancer) errors.push(forbiddenField('spec.loadBalancerClass', balancerOnly));
    else errors.push(...text(qualifiedNameProblems)(balancerClass, 'spec.loadBalancerClass'));
  }
  errors.push(...policyErrors(spec, reachable));
  return errors;
}

function rangeErrors(spec: JsonObject, isBalancer: boolean): FieldError[] {
  const ranges = textsAt(spec, 'loadBalancerSourceRanges');
  // Upstream names this field as Go does.
  const at = 'spec.LoadBalancerSourceRanges';
  const errors = ranges.length > 0 && !isBalancer ? [forbiddenField(at, balancerOnly)] : [];
  for (const [index, range] of ranges.entries()) {
    errors.push(...rangeProblems(range.trim()).map((problem) => invalid(`${at}[${index}]`, range, problem)));
  }
  return errors;
}

function policyErrors(spec: JsonObject, reachable: boolean): FieldError[] {
  const policies = oneOf('Cluster', 'Local');
  const external = spec['externalTrafficPolicy'];
  const port = numberAt(spec, ['healthCheckNodePort']);
  const local = spec['type'] === 'LoadBalancer' && external === 'Local';
  const errors: FieldError[] = [];
  if (!reachable && external !== undefined) {
    const why = 'may only be set for externally-accessible services';
    errors.push(invalid('spec.externalTrafficPolicy', external, why));
  } else {
    errors.push(...given(policies)(external, 'spec.externalTrafficPolicy'));
  }
  if (port !== 0 && !local) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('spec.healthCheckNodePort', port, why));
  }
  errors.push(...given(policies)(spec['internalTrafficPolicy'], 'spec.internalTrafficPolicy'));
  const spread = oneOf('PreferClose', 'PreferSameZone', 'PreferSameNode');
  errors.push(...given(spread)(spec['trafficDistribution'], 'spec.trafficDistribution'));
  return errors;
}

/** What is wrong with whom a Service serves, and with names of its own. */
export function targetErrors(spec: JsonObject): FieldError[] {
  const seconds = numberAt(spec, ['sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], 1);
  const at = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  const errors: FieldError[] = [...labelErrors(textMapAt(spec, 'selector'), 'spec.selector')];
  if (spec['sessionAffinity'] === 'ClientIP' && (seconds <= 0 || seconds > 86_400)) {
    errors.push(invalid(at, seconds, 'must be greater than 0 and less than 86400'));
  }
  for (const [index, address] of textsAt(spec, 'externalIPs').entries()) {
    const path = `spec.externalIPs[${index}]`;
    errors.push(...ipProblems(address).map((problem) => invalid(path, address, problem)));
    errors.push(...specialAddressErrors(address, path));
  }
  return errors;
}

/** What is wrong with a Service that is another name for something outside. */
export function externalNameErrors(spec: JsonObject): FieldError[] {
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  const addressed = textAt(spec, 'clusterIP') !== '' || textsAt(spec, 'clusterIPs').length > 0;
  return [
    ...text(dnsSubdomainProblems)(name, 'spec.externalName'),
    ...(addressed ? [forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services')] : []),
  ];
}

const families = ['IPv4', 'IPv6'];

/** What is wrong with the families of addresses: this cluster has IPv4 only. */
export function familyErrors(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const asked = textsAt(spec, 'ipFamilies');
  for (const [index, family] of asked.entries()) {
    errors.push(...oneOf(...families)(family, `spec.ipFamilies[${index}]`));
  }
  const policies = oneOf('PreferDualStack', 'RequireDualStack', 'SingleStack');
  errors.push(...given(policies)(spec['ipFamilyPolicy'], 'spec.ipFamilyPolicy'));
  const [ip, first] = [textAt(spec, 'clusterIP'), textsAt(spec, 'clusterIPs')[0]];
  if (ip !== '' && first !== undefined && ip !== first) {
    errors.push(invalid('spec.clusterIPs', [...textsAt(spec, 'clusterIPs')], 'first value must match `clusterIP`'));
  }
  return errors;
}

/** What a new Service asks for that this cluster has not. */
export function missingFamilyErrors(spec: JsonObject): FieldError[] {
  const headless = objectAt(spec)['clusterIP'] === 'None' && Object.keys(objectAt(spec, 'selector')).length === 0;
  if (headless || spec['type'] === 'ExternalName') return [];
  const errors = textsAt(spec, 'ipFamilies').flatMap((family, index) =>
    family === 'IPv6' ? [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')] : [],
  );
  if (errors.length > 0 || spec['ipFamilyPolicy'] !== 'RequireDualStack') return errors;
  const why = 'this cluster is not configured for dual-stack services';
  return [invalid('spec.ipFamilyPolicy', 'RequireDualStack', why)];
}
