import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  parseApiVersion,
  apiVersionOf,
} from '../../../base/index.ts';
import { type ProtobufEnvelope, readEnvelope } from '../../decoding/protobuf.ts';
import { DecodeError } from '../../decoding/typed-codec.ts';
import { inDocumentOrder, parseJson } from '../../decoding/strict-json.ts';
import { ApiError, badRequest } from '../../machinery/api-error.ts';
import type { Registry } from '../../machinery/registry.ts';
import type { ServedType } from '../../machinery/resource-type.ts';
import { acceptedTypes, readMediaType } from '../negotiation.ts';
import type { FieldValidation } from '../api-request.ts';
import { parseYamlBody } from './yaml-body.ts';

/** What a body's text holds, before it is read as an object. */
export interface ParsedBody {
  readonly value: Json;
  /** Paths of fields that stand there twice. */
  readonly duplicates: readonly string[];
  /** What else strict decoding complains of. */
  readonly complaints?: readonly string[];
}

/** Parses a body by its content type, JSON where there is none. Throws ApiError 415, and DecodeError for what cannot be parsed. */
export function parseBody(body: Buffer, contentType: string | undefined, findDuplicates: boolean): ParsedBody {
  const { type } = readMediaType(contentType ?? '');
  if (type === '' || type === 'application/json') return parseJson(body.toString('utf8'), findDuplicates);
  if (type === 'application/yaml') return parseYamlBody(body.toString('utf8'));
  throw unsupportedBody();
}

function unsupportedBody(): ApiError {
  return new ApiError(
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
  registry: Registry,
): KubeObject {
  const { type, version } = served;
  const envelope = protobufEnvelope(body, contentType, type.kind);
  if (envelope !== undefined) return readProtobufObject(envelope, served, directive, warn, registry);
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
  const raw = withType(parsed.value, served, registry);
  return decodeObject(raw, parsed, { type, version }, directive, warn, body.toString('utf8'));
}

const noDuplicates = { duplicates: [] };

/** The envelope of a body that is protobuf; undefined for other content types. */
function protobufEnvelope(body: Buffer, contentType: string | undefined, kind: string): ProtobufEnvelope | undefined {
  if (readMediaType(contentType ?? '').type !== 'application/vnd.kubernetes.protobuf') return undefined;
  try {
    return readEnvelope(body);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${error.message} (${preview(body)})`,
    );
  }
}

function readProtobufObject(
  envelope: ProtobufEnvelope,
  served: ServedType,
  directive: FieldValidation,
  warn: (text: string) => void,
  registry: Registry,
): KubeObject {
  const { type, version } = served;
  const named: JsonObject = { apiVersion: envelope.apiVersion, kind: envelope.kind };
  const { apiVersion, kind } = withType(named, served, registry);
  try {
    const value = type.codec.readProtobuf?.(envelope.raw, version);
    if (value === undefined) throw unsupportedBody();
    return decodeObject({ apiVersion, kind, ...value }, noDuplicates, served, directive, warn);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${type.kind} in version ${JSON.stringify(version)} cannot be handled as a ${type.kind}: ${error.message}`,
    );
  }
}

/** Reads a parsed object: see `readObject`. */
export function decodeObject(
  raw: JsonObject,
  parsed: Pick<ParsedBody, 'duplicates' | 'complaints'>,
  { type, version }: ServedType,
  directive: FieldValidation,
  warn: (text: string) => void,
  text = '',
): KubeObject {
  try {
    const { object, unknown } = type.codec.decode(raw, version);
    const strict = strictErrors(parsed, unknown, text);
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

/** What strict decoding complains of, in the order of the text where that is JSON. */
export function strictErrors(
  { duplicates, complaints = [] }: Pick<ParsedBody, 'duplicates' | 'complaints'>,
  unknown: readonly string[],
  text = '',
): string[] {
  if (duplicates.length + unknown.length > 1 && text.trimStart().startsWith('{')) {
    return inDocumentOrder(text, duplicates, unknown);
  }
  return [
    ...complaints,
    ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
}

/** The object with the kind and version of the path where it names none. Throws ApiError 400 where it names others. */
function withType(raw: JsonObject, { type, version }: ServedType, registry: Registry): JsonObject {
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
  if (named === type.kind && given === expected) return { ...raw, apiVersion: given, kind: named };
  const { group, version: other } = parseApiVersion(given);
  const known = registry.findKind(group, named);
  if (known === type && type.versions.includes(other)) {
    throw badRequest(`the API version in the data (${given}) does not match the expected API version (${expected})`);
  }
  let why = `no kind ${JSON.stringify(named)} is registered for version ${JSON.stringify(given)} in scheme "pkg/runtime/scheme.go:111"`;
  if (known !== undefined && known.versions.includes(other)) {
    const folder = type.group === '' ? 'core' : (type.group.split('.')[0] ?? '');
    why = `converting (${other}.${named}) to (${folder}.${type.kind}): unknown conversion`;
  }
  throw badRequest(`${named} in version ${JSON.stringify(other)} cannot be handled as a ${type.kind}: ${why}`);
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
