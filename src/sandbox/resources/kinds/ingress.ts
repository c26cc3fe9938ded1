import { isIP } from 'node:net';
import {
  type Json,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  pathSegmentProblems,
  portNameProblems,
  wildcardProblems,
} from '../../validation/names.ts';
import { each, fields, first, needed, text } from '../../validation/rules.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** Ingresses (kubernetes 1.36, pkg/apis/networking/validation). */
export const ingressBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    validate: (object) => [...classErrors(object), ...ingressErrors(object)],
    validateUpdate: (object, _old, { subresource }) => (subresource === 'status' ? [] : ingressErrors(object)),
  }),
};

function ingressErrors(object: KubeObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const rules = objectsAt(spec, 'rules');
  const fallback = spec['defaultBackend'];
  if (rules.length === 0 && fallback === undefined) {
    return [invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')];
  }
  return [
    ...(fallback === undefined ? [] : backendErrors(objectAt(spec, 'defaultBackend'), 'spec.defaultBackend')),
    ...objectsAt(spec, 'tls').flatMap((entry, index) =>
      fields({ hosts: each(host), secretName: text(dnsSubdomainProblems) })(entry, `spec.tls[${index}]`),
    ),
    ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
    ...text(dnsSubdomainProblems)(spec['ingressClassName'], 'spec.ingressClassName'),
  ];
}

/** A host that may be a star for all below. */
function host(value: Json | undefined, path: string): readonly FieldError[] {
  const name = typeof value === 'string' ? value : '';
  return text(name.includes('*') ? wildcardProblems : dnsSubdomainProblems)(name, path);
}

/** The class and the annotation that was before it (registry/networking/ingress). */
function classErrors(object: KubeObject): FieldError[] {
  const name = 'kubernetes.io/ingress.class';
  const annotation = object.metadata.annotations?.[name];
  const own = objectAt(object, 'spec')['ingressClassName'];
  if (annotation === undefined || own === undefined || annotation === own) return [];
  const why = 'must match `ingressClassName` when both are specified';
  return [invalid(`annotations.${name}`, annotation, why)];
}

function ruleErrors(rule: JsonObject, path: string): FieldError[] {
  const host = textAt(rule, 'host');
  const judge = host.includes('*') ? wildcardProblems : dnsSubdomainProblems;
  const problems = host === '' ? [] : judge(host);
  const errors = problems.map((problem) => invalid(`${path}.host`, host, problem));
  if (isIP(host) !== 0) errors.unshift(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
  if (rule['http'] === undefined) return errors;
  const paths = objectsAt(rule, 'http', 'paths');
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  return [...errors, ...paths.flatMap((item, index) => pathErrors(item, `${path}.http.paths[${index}]`))];
}

function pathErrors(item: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const types = ['Exact', 'ImplementationSpecific', 'Prefix'];
  const type = textAt(item, 'pathType');
  const value = textAt(item, 'path');
  if (type === '') errors.push(required(`${path}.pathType`, 'pathType must be specified'));
  else if (!types.includes(type)) errors.push(notSupported(`${path}.pathType`, type, types));
  else if (type === 'ImplementationSpecific' ? value !== '' && !value.startsWith('/') : !value.startsWith('/')) {
    errors.push(invalid(`${path}.path`, value, 'must be an absolute path'));
  } else if (type !== 'ImplementationSpecific') errors.push(...sequenceErrors(value, `${path}.path`));
  return [...errors, ...backendErrors(objectAt(item, 'backend'), `${path}.backend`)];
}

const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEndings = ['/..', '/.'];

function sequenceErrors(value: string, path: string): FieldError[] {
  return [
    ...badSequences
      .filter((part) => value.includes(part))
      .map((part) => invalid(path, value, `must not contain '${part}'`)),
    ...badEndings
      .filter((part) => value.endsWith(part))
      .map((part) => invalid(path, value, `cannot end with '${part}'`)),
  ];
}

function resourceErrors(resource: JsonObject, path: string): FieldError[] {
  const segment = (value: string): string[] => pathSegmentProblems(value, false);
  return ['kind', 'name'].flatMap((field) => first(needed(), text(segment))(resource[field], `${path}.${field}`));
}

function backendErrors(backend: JsonObject, path: string): FieldError[] {
  if (backend['resource'] !== undefined) {
    if (backend['service'] !== undefined) return [invalid(path, '', 'cannot set both resource and service backends')];
    return resourceErrors(objectAt(backend, 'resource'), `${path}.resource`);
  }
  if (backend['service'] === undefined) return [invalid(path, '', 'resource or service backend is required')];
  const name = textAt(backend, 'service', 'name');
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(`${path}.service.name`));
  else errors.push(...dnsLabelProblems(name).map((problem) => invalid(`${path}.service.name`, name, problem)));
  const port = objectAt(backend, 'service', 'port');
  const [number, portName] = [numberAt(port, ['number']), textAt(port, 'name')];
  if (number === 0 && portName === '') errors.push(required(path, 'port name or number is required'));
  if (number !== 0 && portName !== '') errors.push(invalid(path, '', 'cannot set both port name & port number'));
  if (portName !== '') errors.push(...text(portNameProblems)(portName, `${path}.service.port.name`));
  if (number < 0 || number > 65_535) {
    errors.push(invalid(`${path}.service.port.number`, number, 'must be between 1 and 65535, inclusive'));
  }
  return errors;
}
