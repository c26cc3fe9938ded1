import { jsonEqual, type Json } from '../../base/index.ts';
import { memberNames, propertySchema } from '../member.ts';
import type { StructuralSchema } from '../structural.ts';
import {
  childPath,
  compilePattern,
  entryPath,
  type FieldError,
  forbidden,
  formatFieldError,
  invalid,
  required,
} from '../validation/index.ts';

/**
 * Where a schema is not structural, sorted by text: every part that says what a value is must stand outside of the junctors, and
 * have a type (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/validation.go and complete.go, ValidateStructural).
 */
export function structuralProblems(schema: StructuralSchema, path: string): FieldError[] {
  const problems = [...checkStructure(schema, 'root', path), ...checkCompleteness(schema, schema, path, path)];
  return problems
    .map((problem) => ({ problem, text: formatFieldError(problem) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ problem }) => problem);
}

type Level = 'root' | 'item' | 'field';

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

const intOrString: Json = [{ type: 'integer' }, { type: 'string' }];

function checkStructure(schema: StructuralSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = (name: string): string => childPath(path, name);
  if (schema.type === 'array' && schema.items === undefined) errors.push(required(at('items'), 'must be specified'));
  if (schema.items !== undefined) errors.push(...checkStructure(schema.items, 'item', at('items')));
  for (const [name, property] of properties(schema)) {
    errors.push(...checkStructure(property, 'field', entryPath(at('properties'), name)));
  }
  if (schema.additionalProperties !== undefined) {
    if (level === 'root') errors.push(forbidden(at('additionalProperties'), 'must not be used at the root'));
    if (typeof schema.additionalProperties === 'object') {
      errors.push(...checkStructure(schema.additionalProperties, 'field', at('additionalProperties')));
    }
  }
  errors.push(...checkExtensions(schema, level, path));
  const [firstPart] = schema.allOf ?? [];
  const isIntOrString = (options: readonly StructuralSchema[] | undefined): boolean =>
    jsonEqual(options as Json | undefined, intOrString);
  errors.push(
    ...checkJunctors(schema, path, {
      anyOf: !isIntOrString(schema.anyOf),
      anyOfOfFirstPart: !isIntOrString(firstPart?.anyOf),
    }),
  );
  return errors;
}

function checkExtensions(schema: StructuralSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = (name: string): string => childPath(path, name);
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isResource = schema['x-kubernetes-embedded-resource'] === true;
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  const whereFalse = 'must be false if x-kubernetes-int-or-string is true';
  if (isIntOrString && isOpen) errors.push(invalid(at('x-kubernetes-preserve-unknown-fields'), true, whereFalse));
  if (isIntOrString && isResource) errors.push(invalid(at('x-kubernetes-embedded-resource'), true, whereFalse));
  if (isResource && schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(schema.type === undefined ? required(at('type'), detail) : invalid(at('type'), schema.type, detail));
  } else if (schema.type === undefined && !isIntOrString && !isOpen) {
    errors.push(required(at('type'), missingType[level]));
  }
  if (isResource && schema.additionalProperties !== undefined) {
    errors.push(forbidden(at('additionalProperties'), 'must not be used if x-kubernetes-embedded-resource is set'));
  }
  if (level === 'root' && schema.type !== undefined && schema.type !== 'object') {
    errors.push(invalid(at('type'), schema.type, 'must be object at the root'));
  }
  if (level === 'root' || isResource) errors.push(...checkTypeFields(schema, path));
  if (level === 'root') errors.push(...checkRootMetadata(schema, path));
  if (isResource && !isOpen && properties(schema).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(at('properties'), detail));
  }
  return errors;
}

function checkTypeFields(schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, type] of [
    ['kind', 'string'],
    ['apiVersion', 'string'],
    ['metadata', 'object'],
  ] as const) {
    const property = propertySchema(schema, name);
    if (property === undefined || property.type === type) continue;
    const place = childPath(entryPath(childPath(path, 'properties'), name), 'type');
    errors.push(invalid(place, property.type ?? '', `must be ${type}`));
  }
  return errors;
}

/** The schema of the root's metadata may restrict the names and nothing else. */
function checkRootMetadata(schema: StructuralSchema, path: string): FieldError[] {
  const metadata = propertySchema(schema, 'metadata');
  if (metadata === undefined) return [];
  const { properties: fields = {}, ...rest } = metadata;
  const others = Object.keys(fields).filter((name) => name !== 'name' && name !== 'generateName');
  const extras = memberNames(rest as Record<string, Json>).filter((name) => name !== 'type' && name !== 'default');
  if (others.length === 0 && extras.length === 0) return [];
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [forbidden(entryPath(childPath(path, 'properties'), 'metadata'), detail)];
}

interface Checked {
  readonly anyOf: boolean;
  readonly anyOfOfFirstPart: boolean;
}

const all: Checked = { anyOf: true, anyOfOfFirstPart: true };

function checkJunctors(schema: StructuralSchema, path: string, checked: Checked): FieldError[] {
  const errors: FieldError[] = [];
  const at = (name: string, index: number): string => entryPath(childPath(path, name), index);
  if (checked.anyOf) {
    for (const [index, part] of (schema.anyOf ?? []).entries()) errors.push(...checkPart(part, at('anyOf', index)));
  }
  for (const [index, part] of (schema.allOf ?? []).entries()) {
    const anyOf = index > 0 || checked.anyOfOfFirstPart;
    errors.push(...checkPart(part, at('allOf', index), { ...all, anyOf }));
  }
  for (const [index, part] of (schema.oneOf ?? []).entries()) errors.push(...checkPart(part, at('oneOf', index)));
  if (schema.not !== undefined) errors.push(...checkPart(schema.not, childPath(path, 'not')));
  if (schema.pattern !== undefined && schema.pattern !== '') {
    const compiled = compilePattern(schema.pattern);
    if ('problem' in compiled) {
      const detail = `must be a valid regular expression, but isn't: ${compiled.problem}`;
      errors.push(invalid(childPath(path, 'pattern'), schema.pattern, detail));
    }
  }
  return errors;
}

const forbiddenInParts = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
] as const;

/** A part of a junctor may judge a value and not say what it is. */
function checkPart(part: StructuralSchema, path: string, checked: Checked = all): FieldError[] {
  const errors = checkJunctors(part, path, checked);
  if (part.items !== undefined) errors.push(...checkPart(part.items, childPath(path, 'items')));
  for (const [name, property] of properties(part)) {
    const place = entryPath(childPath(path, 'properties'), name);
    errors.push(...checkPart(property, place));
    if (name === 'metadata') errors.push(forbidden(place, 'must not be specified in a nested context'));
  }
  for (const [name, detail] of forbiddenInParts) {
    if (isSet(part[name])) errors.push(forbidden(childPath(path, name), detail));
  }
  return errors;
}

function isSet(value: unknown): boolean {
  const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return !isEmpty && value !== false;
}

/** What the parts of junctors judge must be described outside of them as well. */
function checkCompleteness(
  part: StructuralSchema,
  schema: StructuralSchema,
  schemaPath: string,
  partPath: string,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, option] of (part[junctor] ?? []).entries()) {
      errors.push(...checkPartCompleteness(option, schema, schemaPath, entryPath(childPath(partPath, junctor), index)));
    }
  }
  if (part.not !== undefined) {
    errors.push(...checkPartCompleteness(part.not, schema, schemaPath, childPath(partPath, 'not')));
  }
  return errors;
}

function checkPartCompleteness(
  part: StructuralSchema,
  schema: StructuralSchema | undefined,
  schemaPath: string,
  partPath: string,
): FieldError[] {
  if (schema === undefined) return [required(schemaPath, `because it is defined in ${partPath}`)];
  const errors = checkCompleteness(part, schema, schemaPath, partPath);
  if (part.items !== undefined) {
    errors.push(
      ...checkPartCompleteness(part.items, schema.items, childPath(schemaPath, 'items'), childPath(partPath, 'items')),
    );
  }
  for (const [name, property] of properties(part)) {
    const place = entryPath(childPath(schemaPath, 'properties'), name);
    const partPlace = entryPath(childPath(partPath, 'properties'), name);
    errors.push(...checkPartCompleteness(property, propertySchema(schema, name), place, partPlace));
  }
  return errors;
}

function properties(schema: StructuralSchema): [string, StructuralSchema][] {
  return Object.entries(schema.properties ?? {});
}
