import { isIP } from 'node:net';
import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsLabelProblems, dnsSubdomainProblems } from '../../validation/names.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** Ingresses (kubernetes 1.36, pkg/apis/networking/validation). */
export const ingressBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    validate: ingressErrors,
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
    ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
  ];
}

function ruleErrors(rule: JsonObject, path: string): FieldError[] {
  const host = textAt(rule, 'host');
  // The first part may be a star for all names.
  const judged = host.startsWith('*.') ? host.slice(2) : host;
  const problems = host === '' ? [] : dnsSubdomainProblems(judged);
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
  }
  return [...errors, ...backendErrors(objectAt(item, 'backend'), `${path}.backend`)];
}

function backendErrors(backend: JsonObject, path: string): FieldError[] {
  if (backend['resource'] !== undefined) return [];
  if (backend['service'] === undefined) return [invalid(path, '', 'resource or service backend is required')];
  const name = textAt(backend, 'service', 'name');
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(`${path}.service.name`));
  else errors.push(...dnsLabelProblems(name).map((problem) => invalid(`${path}.service.name`, name, problem)));
  const port = objectAt(backend, 'service', 'port');
  const [number, portName] = [numberAt(port, ['number']), textAt(port, 'name')];
  if (number === 0 && portName === '') errors.push(required(path, 'port name or number is required'));
  if (number !== 0 && portName !== '') errors.push(invalid(path, portName, 'cannot set both port name & port number'));
  if (number < 0 || number > 65_535) {
    errors.push(invalid(`${path}.service.port.number`, number, 'must be between 1 and 65535, inclusive'));
  }
  return errors;
}
