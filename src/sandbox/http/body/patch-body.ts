import { isJsonObject, type Json } from '../../../base/index.ts';
import { parseJson } from '../../decoding/strict-json.ts';
import { DecodeError } from '../../decoding/typed-codec.ts';
import { ApiError, badRequest } from '../../machinery/api-error.ts';
import type { WriteContext } from '../../machinery/cluster.ts';
import { forbiddenField, required } from '../../machinery/field-error.ts';
import type { Patch, PatchRequest } from '../../machinery/writes/patch.ts';
import { type ApiRequest, writeOptions } from '../api-request.ts';
import { readMediaType } from '../negotiation.ts';
import { type ParsedBody, strictErrors } from './read-object.ts';
import { readBody } from './request-body.ts';
import { parseYamlBody } from './yaml-body.ts';

const kinds: ReadonlyMap<string, Patch['kind']> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

/** Reads the patch in a request's body. Throws ApiError 400, 415 or 422. */
export async function readPatch(request: ApiRequest): Promise<{ patch: PatchRequest; context: WriteContext }> {
  const kind = patchKind(request);
  const { query } = request;
  const force = query.get('force');
  const errors = [];
  if (kind === 'apply' && !query.get('fieldManager')) {
    errors.push(required('fieldManager', 'is required for apply patch'));
  }
  if (kind !== 'apply' && force !== null) {
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  const { context, fieldValidation } = writeOptions(request, 'PatchOptions', errors);
  const text = (await readBody(request.http)).toString('utf8');
  const parsed = parsePatch(text, kind);
  const { value } = parsed;
  if (kind === 'merge' && !isJsonObject(value)) {
    const found = Array.isArray(value) ? 'array' : typeof value;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  if (kind === 'json' && !Array.isArray(value) && fieldValidation !== 'Ignore') {
    const found = value === null ? 'null' : typeof value;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  const strict = strictErrors(parsed, []);
  if (kind === 'apply' && strict.length > 0) {
    const why = `error strict decoding YAML: ${strict.join(', ')}`;
    if (fieldValidation === 'Strict') throw badRequest(why);
    if (fieldValidation === 'Warn') context.warn(why);
  }
  const patch = patchOf(kind, value, force === 'true' || force === '1');
  return { patch: { patch, fieldValidation, strictErrors: kind === 'apply' ? [] : strict }, context };
}

function patchKind(request: ApiRequest): Patch['kind'] {
  const { type } = readMediaType(request.http.headers['content-type'] ?? '');
  const kind = kinds.get(type);
  // Custom resources have no patch directives.
  const accepted = [...kinds].filter(([, other]) => other !== 'strategic' || !request.served.type.custom);
  if (kind !== undefined && accepted.some(([, other]) => other === kind)) return kind;
  // Built-in resources are routed by content type, custom ones look at it themselves.
  if (!request.served.type.custom) {
    throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.map(([name]) => name).join(', ')}`,
  );
}

function parsePatch(text: string, kind: Patch['kind']): ParsedBody {
  try {
    // Most clients send JSON, which is YAML too and far quicker to read.
    if (kind !== 'apply' || text.trimStart().startsWith('{')) return parseJson(text, true);
    return parseYamlBody(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`error decoding ${kind === 'apply' ? 'YAML' : 'patch'}: ${error.message}`);
  }
}

function patchOf(kind: Patch['kind'], value: Json, force: boolean): Patch {
  switch (kind) {
    case 'json':
      return { kind, operations: value };
    case 'merge':
      return { kind, patch: value };
    case 'strategic':
      return { kind, patch: value };
    case 'apply':
      if (!isJsonObject(value)) throw badRequest('error decoding YAML: the patch is not an object');
      return { kind, config: value, force };
  }
}
