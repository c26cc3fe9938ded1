import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
  apiVersionOf,
} from '../../base/index.ts';
import { DecodeError } from '../decoding/typed-codec.ts';
import { parseJson } from '../decoding/strict-json.ts';
import { ApiError, badRequest } from '../machinery/api-error.ts';
import type { ServedType } from '../machinery/resource-type.ts';
import { acceptedTypes, readMediaType } from './negotiation.ts';
import type { FieldValidation } from './api-request.ts';
import { parseYamlBody } from './yaml-body.ts';

/** What a body's text holds, before it is read as an object. */
export interface ParsedBody {
  readonly value: Json;
  readonly duplicates: readonly string[];
}

/** Parses a body by its content type, JSON where there is none. Throws ApiError 415, and DecodeError for what cannot be parsed. */
export function parseBody(body: Buffer, contentType: string | undefined, findDuplicates: boolean): ParsedBody {
  const { type } = readMediaType(contentType ?? '');
  if (type === '' || type === 'application/json') return parseJson(body.toString('utf8'), findDuplicates);
  if (type === 'application/yaml') return parseYamlBody(body.toString('utf8'));
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${acceptedTypes.join(', ')}`,
  );
}

/**
 * Reads the object in a request's body as the version of the path, completed with that version's defaults. Throws ApiError 400 in
 * the words of apiserver; unknown and repeated fields are refused, warned of or ignored as `directive` says.
 */
export function readObject(
  body: Buffer,
  contentType: string | undefined,
  served: ServedType,
  directive: FieldValidation,
  warn: (text: string) => void,
): KubeObject {
  const { type, version } = served;
  let parsed: ParsedBody;
  try {
    parsed = parseBody(body, contentType, directive !== 'Ignore');
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw unrecognized(type.kind, error.message, body);
  }
  if (!isJsonObject(parsed.value)) {
    const found = Array.isArray(parsed.value) ? 'array' : typeof parsed.value;
    const text = `json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    throw unrecognized(type.kind, text, body);
  }
  const raw = withType(parsed.value, served);
  return decodeObject(raw, parsed.duplicates, { type, version }, directive, warn);
}

/** Reads a parsed object: see `readObject`. */
export function decodeObject(
  raw: JsonObject,
  duplicates: readonly string[],
  { type, version }: ServedType,
  directive: FieldValidation,
  warn: (text: string) => void,
): KubeObject {
  try {
    const { object, unknown } = type.codec.decode(raw, version);
    const strict = strictErrors(duplicates, unknown);
    if (strict.length > 0 && directive === 'Strict') {
      throw new DecodeError(`strict decoding error: ${strict.join(', ')}`);
    }
    if (directive === 'Warn') for (const text of strict) warn(text);
    object.metadata ??= {};
    type.codec.applyDefaults(object, version);
    return object;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${type.kind} in version ${JSON.stringify(version)} cannot be handled as a ${type.kind}: ${error.message}`,
    );
  }
}

/** What strict decoding complains of. */
export function strictErrors(duplicates: readonly string[], unknown: readonly string[]): string[] {
  return [
    ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
}

/** The object with the kind and version of the path where it names none. Throws ApiError 400 where it names others. */
function withType(raw: JsonObject, { type, version }: ServedType): JsonObject {
  const expected = apiVersionOf({ group: type.group, version });
  const apiVersion = raw['apiVersion'] ?? expected;
  const kind = raw['kind'] ?? type.kind;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${type.kind}): apiVersion and kind must be strings`,
    );
  }
  const given = apiVersion === '' ? expected : apiVersion;
  const named = kind === '' ? type.kind : kind;
  if (named !== type.kind || parseApiVersion(given).group !== type.group) {
    const { version: other } = parseApiVersion(given);
    const why = `no kind ${JSON.stringify(named)} is registered for version ${JSON.stringify(given)} in scheme "pkg/runtime/scheme.go:111"`;
    throw badRequest(`${named} in version ${JSON.stringify(other)} cannot be handled as a ${type.kind}: ${why}`);
  }
  if (given !== expected) {
    throw badRequest(`the API version in the data (${given}) does not match the expected API version (${expected})`);
  }
  return { ...raw, apiVersion: given, kind: named };
}

function unrecognized(kind: string, why: string, body: Buffer): ApiError {
  const shown = body.length === 0 ? '<empty>' : preview(body);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${shown})`,
  );
}

/** The start of a body as apiserver shows it: the text where it looks like JSON, else hexadecimal digits. */
function preview(body: Buffer): string {
  const rest = body.length > 30 ? ' ...' : '';
  return (body[0] === 0x7b ? body.toString('utf8', 0, 30) : body.toString('hex', 0, 30)) + rest;
}
