import { isJsonObject, type Json } from '../../base/index.ts';
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, PatchError } from '../../patch/index.ts';
import { ApiError, type StatusReason } from '../machinery/api-error.ts';
import type { Patching } from '../machinery/writes/patch.ts';

/** Patches documents as the API server does. */
export const patching: Patching = {
  json: (document, operations) => translated(() => applyJsonPatch(document, operations)),
  merge: (document, patch) => translated(() => applyMergePatch(document, patch)),
  strategic: (document, patch, { type, version }) => {
    // Null is a patch of nothing; what else is no object is no patch.
    if (patch === null) return document;
    if (!isJsonObject(patch)) {
      const text = `json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`;
      throw new ApiError(400, 'BadRequest', text);
    }
    const schema = type.schemas.ofKind({ group: type.group, version, kind: type.kind });
    return translated(() => applyStrategicMergePatch(document, patch, schema, type.schemas));
  },
};

function goKind(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const reasons: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  409: 'Conflict',
  413: 'RequestEntityTooLarge',
  422: 'Invalid',
  500: 'InternalError',
};

/** The answer for a patch that could not be applied. */
export function patchFailure(error: PatchError): ApiError {
  const { httpStatus, message } = error;
  // Errors that upstream gives without a kind are an empty Status of their code.
  if (httpStatus === 422) {
    return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
  if (httpStatus === 413) return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
  return new ApiError(httpStatus, httpStatus === 500 ? '' : (reasons[httpStatus] ?? ''), message);
}

function translated<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof PatchError ? patchFailure(error) : error;
  }
}
