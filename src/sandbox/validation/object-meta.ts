import { jsonEqual, type ObjectMeta } from '../../base/index.ts';
import { type FieldError, forbiddenField, invalid, required, tooLong } from '../machinery/field-error.ts';
import { dnsLabelProblems, labelValueProblems, qualifiedNameProblems } from './names.ts';

const annotationsLimit = 256 * 1024;

/** How names of a kind are judged. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

/**
 * What is wrong with the metadata of an object (apimachinery ValidateObjectMetaAccessor). Built-in kinds take as finalizers without a
 * domain only the standard ones (kubernetes pkg/apis/core/validation).
 */
export function metaErrors(meta: ObjectMeta, namespaced: boolean, nameRule: NameRule, builtin: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const generateName = meta.generateName ?? '';
  if (generateName !== '') {
    for (const problem of nameRule(generateName, true)) {
      errors.push(invalid('metadata.generateName', generateName, problem));
    }
  }
  const name = meta.name ?? '';
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else for (const problem of nameRule(name, false)) errors.push(invalid('metadata.name', name, problem));
  return [
    ...errors,
    ...namespaceErrors(meta.namespace ?? '', namespaced),
    ...mapErrors(meta),
    ...listErrors(meta, builtin),
  ];
}

/** What is wrong with a change of metadata (apimachinery ValidateObjectMetaAccessorUpdate). */
export function metaUpdateErrors(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const added = (meta.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer));
    if (added.length > 0) {
      const listed = `[]string{${[...new Set(added)]
        .sort()
        .map((finalizer) => JSON.stringify(finalizer))
        .join(', ')}}`;
      const text = `no new finalizers can be added if the object is being deleted, found new finalizers ${listed}`;
      errors.push(forbiddenField('metadata.finalizers', text));
    }
  }
  for (const field of immutableMeta) {
    if (!jsonEqual(meta[field], old[field])) {
      errors.push(invalid(`metadata.${field}`, meta[field], 'field is immutable'));
    }
  }
  return errors;
}

const immutableMeta = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What is wrong with labels at `path`. */
export function labelErrors(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalid(path, key, problem)),
    ...labelValueProblems(value).map((problem) => invalid(path, value, problem)),
  ]);
}

/** What is wrong with annotations at `path`. */
export function annotationErrors(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const errors = entries.flatMap(([key]) =>
    qualifiedNameProblems(key.toLowerCase()).map((problem) => invalid(path, key, problem)),
  );
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return size > annotationsLimit ? [...errors, tooLong(path, annotationsLimit)] : errors;
}

function namespaceErrors(namespace: string, namespaced: boolean): FieldError[] {
  const field = 'metadata.namespace';
  if (!namespaced) return namespace === '' ? [] : [forbiddenField(field, 'not allowed on this type')];
  if (namespace === '') return [required(field)];
  return dnsLabelProblems(namespace).map((problem) => invalid(field, namespace, problem));
}

function mapErrors(meta: ObjectMeta): FieldError[] {
  return [
    ...labelErrors(meta.labels, 'metadata.labels'),
    ...annotationErrors(meta.annotations, 'metadata.annotations'),
  ];
}

function listErrors(meta: ObjectMeta, builtin: boolean): FieldError[] {
  const finalizers = meta.finalizers ?? [];
  const errors = [...ownerErrors(meta), ...finalizerErrors(finalizers)];
  if (!builtin) return errors;
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) continue;
    const text = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(invalid(`metadata.finalizers[${index}]`, finalizer, text));
  }
  return errors;
}

/** Finalizers that need no domain. */
export const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function ownerErrors(meta: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const owner of meta.ownerReferences ?? []) {
    const path = 'metadata.ownerReferences';
    const version = (owner.apiVersion ?? '').split('/').at(-1) ?? '';
    if (version === '') errors.push(invalid(`${path}.apiVersion`, owner.apiVersion, 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const) {
      if ((owner[field] ?? '') === '')
        errors.push(invalid(`${path}.${field}`, owner[field] ?? '', 'must not be empty'));
    }
    if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
      errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner.controller !== true) continue;
    const described = `${owner.kind}/${owner.name}`;
    if (controller === '') {
      controller = described;
    } else {
      const text = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${described}`;
      errors.push(invalid(path, meta.ownerReferences, text));
    }
  }
  return errors;
}

function finalizerErrors(finalizers: readonly string[]): FieldError[] {
  const path = 'metadata.finalizers';
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameProblems(finalizer).map((problem) => invalid(path, finalizer, problem)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, [...finalizers], 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return errors;
}
