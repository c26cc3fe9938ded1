import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { ownMember } from '../member.ts';
import { childPath, entryPath, type FieldError, forbidden, invalid, required, tooLong } from '../validation/index.ts';
import { dnsLabel, dnsSubdomain, labelKey, labelValue, pathSegment } from './name-rules.ts';

/** How many bytes the annotations of one object may have, keys and values. */
const maxAnnotationBytes = 256 * 1024;

/** What an object's metadata is checked for. */
export interface ObjectMetaRules {
  /** `required`: the object lives in a namespace; `forbidden`: it does not; `optional`: nobody knows. */
  readonly namespace: 'required' | 'forbidden' | 'optional';
  /** What the name must be. A `path-segment` may also be missing. */
  readonly name: 'dns-subdomain' | 'path-segment';
  /** Where the metadata stands, `metadata` or `spec.template.metadata`. */
  readonly path: string;
}

/**
 * Checks the metadata of an object that is to be created, after its name was generated: names, labels, annotations, owner references,
 * finalizers, managed fields (apimachinery v0.36.3, pkg/api/validation/objectmeta.go).
 */
export function validateObjectMeta(metadata: JsonObject, rules: ObjectMetaRules): FieldError[] {
  const at = (name: string): string => childPath(rules.path, name);
  return [
    ...checkNames(metadata, rules),
    ...checkNamespace(text(metadata, 'namespace'), rules),
    ...checkGeneration(ownMember(metadata, 'generation'), at('generation')),
    ...checkLabels(metadata, at('labels')),
    ...checkAnnotations(metadata, at('annotations')),
    ...checkOwners(metadata, at('ownerReferences')),
    ...checkFinalizers(metadata, at('finalizers')),
    ...checkManagedFields(metadata, at('managedFields')),
  ];
}

function checkNames(metadata: JsonObject, rules: ObjectMetaRules): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(metadata, 'name');
  const stem = text(metadata, 'generateName');
  const rule = rules.name === 'dns-subdomain' ? dnsSubdomain : pathSegment;
  const report = (field: string, value: string, problems: readonly string[]): void => {
    for (const problem of problems) errors.push(invalid(childPath(rules.path, field), value, problem));
  };
  if (stem !== '') {
    // What follows the stem makes a dash at its end harmless.
    const masked = stem.length > 1 && stem.endsWith('-') ? `${stem.slice(0, -2)}a` : stem;
    report('generateName', stem, rules.name === 'dns-subdomain' ? rule(masked) : pathSegment(`${stem}x`));
  }
  if (name !== '') report('name', name, rule(name));
  else if (rules.name === 'dns-subdomain') {
    errors.push(required(childPath(rules.path, 'name'), 'name or generateName is required'));
  }
  return errors;
}

function checkNamespace(namespace: string, rules: ObjectMetaRules): FieldError[] {
  const path = childPath(rules.path, 'namespace');
  if (namespace === '') return rules.namespace === 'required' ? [required(path)] : [];
  if (rules.namespace === 'forbidden') return [forbidden(path, 'not allowed on this type')];
  return dnsLabel(namespace).map((problem) => invalid(path, namespace, problem));
}

function checkGeneration(generation: Json | undefined, path: string): FieldError[] {
  const isNegative = typeof generation === 'number' && generation < 0;
  return isNegative ? [invalid(path, generation, 'must be greater than or equal to 0')] : [];
}

function checkLabels(metadata: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of entries(metadata, 'labels')) {
    for (const problem of labelKey(key)) errors.push(invalid(path, key, problem));
    for (const problem of labelValue(value)) errors.push(invalid(path, value, problem));
  }
  return errors;
}

function checkAnnotations(metadata: JsonObject, path: string): FieldError[] {
  const annotations = entries(metadata, 'annotations');
  const errors = annotations.flatMap(([key]) =>
    labelKey(key.toLowerCase()).map((problem) => invalid(path, key, problem)),
  );
  const bytes = annotations.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > maxAnnotationBytes) errors.push(tooLong(path, maxAnnotationBytes));
  return errors;
}

function checkOwners(metadata: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const owners = objects(metadata, 'ownerReferences');
  let controller: string | undefined;
  for (const owner of owners) {
    const kind = text(owner, 'kind');
    const [version = ''] = text(owner, 'apiVersion').split('/').slice(-1);
    if (version === '') {
      errors.push(invalid(childPath(path, 'apiVersion'), text(owner, 'apiVersion'), 'version must not be empty'));
    }
    for (const name of ['kind', 'name', 'uid']) {
      if (text(owner, name) === '') errors.push(invalid(childPath(path, name), '', 'must not be empty'));
    }
    if (kind === 'Event' && text(owner, 'apiVersion') === 'v1') {
      errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (ownMember(owner, 'controller') !== true) continue;
    const named = `${kind}/${text(owner, 'name')}`;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${named}`;
      errors.push(invalid(path, owners, detail));
    }
    controller ??= named;
  }
  return errors;
}

function checkFinalizers(metadata: JsonObject, path: string): FieldError[] {
  const value = ownMember(metadata, 'finalizers');
  const finalizers = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const errors = finalizers.flatMap((name) => labelKey(name).map((problem) => invalid(path, name, problem)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return errors;
}

function checkManagedFields(metadata: JsonObject, path: string): FieldError[] {
  return objects(metadata, 'managedFields').flatMap((entry, index) => {
    const errors: FieldError[] = [];
    const at = (name: string): string => childPath(entryPath(path, index), name);
    const operation = text(entry, 'operation');
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(invalid(at('operation'), operation, 'must be `Apply` or `Update`'));
    }
    const type = text(entry, 'fieldsType');
    if (type !== '' && type !== 'FieldsV1') errors.push(invalid(at('fieldsType'), type, 'must be `FieldsV1`'));
    if (Buffer.byteLength(text(entry, 'manager')) > 128) errors.push(tooLong(at('manager'), 128));
    if (Buffer.byteLength(text(entry, 'subresource')) > 256) errors.push(tooLong(at('subresource'), 256));
    return errors;
  });
}

function text(object: JsonObject, name: string): string {
  const value = ownMember(object, name);
  return typeof value === 'string' ? value : '';
}

function entries(object: JsonObject, name: string): [string, string][] {
  const value = ownMember(object, name);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => (typeof entry === 'string' ? [[key, entry]] : []));
}

function objects(object: JsonObject, name: string): JsonObject[] {
  const value = ownMember(object, name);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
