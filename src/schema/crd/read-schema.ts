import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { checkDepth } from '../error.ts';
import { memberNames, ownMember, setMember } from '../member.ts';
import type { StructuralSchema } from '../structural.ts';
import { childPath, entryPath, type FieldError, forbidden, invalid, notSupported } from '../validation/index.ts';

/** What a keyword of a schema holds. */
type Content =
  | 'text'
  | 'texts'
  | 'flag'
  | 'number'
  | 'value'
  | 'values'
  | 'schema'
  | 'schemas'
  | 'properties'
  | 'schema or flag'
  | 'objects';

const keywords: Readonly<Record<string, Content>> = {
  type: 'text',
  format: 'text',
  title: 'text',
  description: 'text',
  nullable: 'flag',
  default: 'value',
  example: 'value',
  enum: 'values',
  properties: 'properties',
  additionalProperties: 'schema or flag',
  items: 'schema',
  required: 'texts',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'flag',
  exclusiveMaximum: 'flag',
  multipleOf: 'number',
  minLength: 'number',
  maxLength: 'number',
  pattern: 'text',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'flag',
  minProperties: 'number',
  maxProperties: 'number',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
  'x-kubernetes-preserve-unknown-fields': 'flag',
  'x-kubernetes-embedded-resource': 'flag',
  'x-kubernetes-int-or-string': 'flag',
  'x-kubernetes-list-type': 'text',
  'x-kubernetes-list-map-keys': 'texts',
  'x-kubernetes-map-type': 'text',
  'x-kubernetes-validations': 'objects',
};

/** Keywords of JSON schema that a CRD must not use. */
const unsupported: ReadonlySet<string> = new Set([
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
]);
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/**
 * Reads a CRD's `openAPIV3Schema`: the keywords that the API server knows, each where it holds what it must. What is malformed or
 * unsupported is left out and told in `problems`. Raises SchemaError `too-deep`.
 */
export function readSchema(json: Json, path: string, problems: FieldError[], depth = 0): StructuralSchema {
  checkDepth(depth, path);
  if (!isJsonObject(json)) {
    problems.push(invalid(path, json, 'must be a schema object'));
    return {};
  }
  const schema: JsonObject = {};
  for (const name of memberNames(json)) {
    const content = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    const value = ownMember(json, name) ?? null;
    if (unsupported.has(name)) problems.push(forbidden(childPath(path, name), `${name} is not supported`));
    if (content === undefined || (value === null && content !== 'value')) continue;
    const read = readers[content](value, { path: childPath(path, name), problems, depth: depth + 1 });
    if (read !== undefined) schema[name] = read;
  }
  return withKnownType(schema, path, problems);
}

function withKnownType(schema: JsonObject, path: string, problems: FieldError[]): JsonObject {
  const { type, ...rest } = schema;
  if (type === undefined || type === '') return rest;
  if (types.includes(type as string)) return schema;
  problems.push(notSupported(childPath(path, 'type'), type, types));
  if (type === 'null') {
    const detail = 'type cannot be set to null, use nullable as an alternative';
    problems.push(forbidden(childPath(path, 'type'), detail));
  }
  return rest;
}

interface Reading {
  readonly path: string;
  readonly problems: FieldError[];
  readonly depth: number;
}

/** Reads what a keyword holds; undefined, and a problem told, where it is malformed. */
type Reader = (value: Json, reading: Reading) => Json | undefined;

const plain =
  (what: string, fits: (value: Json) => boolean): Reader =>
  (value, { path, problems }) => {
    if (fits(value)) return value;
    problems.push(invalid(path, value, `must be ${what}`));
    return undefined;
  };

const schemaAt = (value: Json, path: string, { problems, depth }: Reading): Json =>
  readSchema(value, path, problems, depth) as Json;

const list = plain('a list', Array.isArray);
const object = plain('an object', isJsonObject);

const readers: Readonly<Record<Content, Reader>> = {
  value: (value) => value,
  values: list,
  text: plain('a string', (value) => typeof value === 'string'),
  texts: plain('a list of strings', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')),
  flag: plain('true or false', (value) => typeof value === 'boolean'),
  number: plain('a number', (value) => typeof value === 'number'),
  objects: plain('a list of objects', (value) => Array.isArray(value) && value.every(isJsonObject)),
  schema: (value, reading) => {
    if (!Array.isArray(value)) return schemaAt(value, reading.path, reading);
    reading.problems.push(forbidden(reading.path, 'items must be a schema object and not an array'));
    return undefined;
  },
  'schema or flag': (value, reading) => (typeof value === 'boolean' ? value : schemaAt(value, reading.path, reading)),
  schemas: (value, reading) => {
    if (!Array.isArray(value)) return list(value, reading);
    return value.map((item, index) => schemaAt(item, entryPath(reading.path, index), reading));
  },
  properties: (value, reading) => {
    if (!isJsonObject(value)) return object(value, reading);
    const properties: JsonObject = {};
    for (const name of memberNames(value)) {
      setMember(properties, name, schemaAt(value[name] ?? null, entryPath(reading.path, name), reading));
    }
    return properties;
  },
};
