import { type JsonObject, parseQuantity, textAt } from '../../../base/index.ts';
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';

/** The fields of a pod that a variable may be read from. */
export const variableFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** The fields of a pod that a file may be made of. */
export const volumeFields: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

const known = new Set([...variableFields, ...volumeFields]);

/** What is wrong with a reference to a field of the pod (kubernetes 1.36, core/validation validateObjectFieldSelector). */
export function fieldReferenceErrors(reference: JsonObject, path: string, supported: readonly string[]): FieldError[] {
  const field = textAt(reference, 'fieldPath');
  const version = textAt(reference, 'apiVersion');
  const at = `${path}.fieldPath`;
  if (version === '') return [required(`${path}.apiVersion`)];
  if (field === '') return [required(at)];
  if (version !== 'v1') return [invalid(at, field, `error converting fieldPath: unsupported pod version: ${version}`)];
  const subscript = /^(metadata\.(?:annotations|labels))\['([^']*)'\]$/.exec(field);
  if (subscript !== null) return [];
  if (!known.has(field)) {
    return [invalid(at, field, `error converting fieldPath: field label not supported: ${field}`)];
  }
  return supported.includes(field) ? [] : [notSupported(at, field, supported)];
}

const resources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const divisors: Readonly<Record<string, readonly string[]>> = {
  cpu: ['1m', '1'],
  memory: ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'],
};

/** What is wrong with a reference to what a container asks for. */
export function resourceReferenceErrors(reference: JsonObject, path: string, isFile: boolean): FieldError[] {
  const resource = textAt(reference, 'resource');
  if (isFile && textAt(reference, 'containerName') === '') return [required(`${path}.containerName`)];
  if (resource === '') return [required(`${path}.resource`)];
  const isHuge = /^(limits|requests)\.hugepages-/.test(resource);
  if (!resources.includes(resource) && !isHuge) return [notSupported(`${path}.resource`, resource, resources)];
  const divisor = textAt(reference, 'divisor');
  const allowed = divisors[resource.split('.')[1] ?? ''];
  if (allowed === undefined || (parseQuantity(divisor) ?? 0n) === 0n || allowed.includes(divisor)) return [];
  const listed = allowed.length === 2 ? allowed.join(' and ') : allowed.join(', ');
  const name = resource.split('.')[1] ?? '';
  const why = `only divisor's values ${listed} are supported with the ${name} resource`;
  return [invalid(`${path}.divisor`, resource, why)];
}
