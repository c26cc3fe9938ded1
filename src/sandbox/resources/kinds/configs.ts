import { jsonEqual, type KubeObject, objectAt, textAt, textMapAt } from '../../../base/index.ts';
import { parseJson } from '../../decoding/strict-json.ts';
import { type FieldError, forbiddenField, invalid, required, tooLong } from '../../machinery/field-error.ts';
import { configKeyProblems } from '../../validation/names.ts';
import type { KindBehaviour } from '../builtin-types.ts';

/** How much a ConfigMap or a Secret may hold. */
const sizeLimit = 1024 * 1024;

/** ConfigMaps (kubernetes 1.36, pkg/apis/core/validation). */
export const configMapBehaviour: KindBehaviour = {
  strategy: {
    validate: configMapErrors,
    validateUpdate: (object, old) => [
      ...immutableErrors(object, old, ['data', 'binaryData']),
      ...configMapErrors(object),
    ],
  },
};

/** Secrets. */
export const secretBehaviour: KindBehaviour = {
  strategy: {
    validate: secretErrors,
    validateUpdate: (object, old) => [
      ...(object['type'] === old['type'] ? [] : [invalid('type', object['type'], 'field is immutable')]),
      ...immutableErrors(object, old, ['data']),
      ...secretErrors(object),
    ],
  },
};

function immutableErrors(object: KubeObject, old: KubeObject, fields: readonly string[]): FieldError[] {
  if (old['immutable'] !== true) return [];
  const text = 'field is immutable when `immutable` is set';
  const errors = object['immutable'] === true ? [] : [forbiddenField('immutable', text)];
  for (const field of fields) if (!jsonEqual(object[field], old[field])) errors.push(forbiddenField(field, text));
  return errors;
}

function keyErrors(field: string, keys: readonly string[]): FieldError[] {
  return keys.flatMap((key) => configKeyProblems(key).map((problem) => invalid(`${field}[${key}]`, key, problem)));
}

function configMapErrors(object: KubeObject): FieldError[] {
  const [data, binary] = [textMapAt(object, 'data'), textMapAt(object, 'binaryData')];
  const errors = Object.keys(data).flatMap((key) => [
    ...keyErrors('data', [key]),
    ...(binary[key] === undefined ? [] : [invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')]),
  ]);
  errors.push(...keyErrors('binaryData', Object.keys(binary)));
  let size = 0;
  for (const value of Object.values(data)) size += Buffer.byteLength(value);
  for (const value of Object.values(binary)) size += Buffer.byteLength(value, 'base64');
  return size > sizeLimit ? [...errors, tooLong('[]', sizeLimit)] : errors;
}

/** By type: the keys that a Secret of it must have. */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function secretErrors(object: KubeObject): FieldError[] {
  const data = textMapAt(object, 'data');
  const errors = keyErrors('data', Object.keys(data));
  const size = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
  if (size > sizeLimit) errors.push(tooLong('data', sizeLimit));
  const type = textAt(object, 'type');
  for (const key of neededKeys[type] ?? []) {
    if (data[key] === undefined) errors.push(required(`data[${key}]`));
    else if (key.startsWith('.')) errors.push(...jsonErrors(`data[${key}]`, data[key]));
  }
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  if (type === 'kubernetes.io/service-account-token') {
    const name = objectAt(object, 'metadata', 'annotations')['kubernetes.io/service-account.name'];
    if (name === undefined) errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  return errors;
}

function jsonErrors(field: string, base64: string): FieldError[] {
  try {
    parseJson(Buffer.from(base64, 'base64').toString(), false);
    return [];
  } catch (error) {
    return [invalid(field, '<secret contents redacted>', error instanceof Error ? error.message : '')];
  }
}
