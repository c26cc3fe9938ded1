import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';

/** One operation of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/**
 * The operations of a document that somebody sent. Only its outer form is checked: upstream finds out what is wrong with an operation
 * when its turn comes.
 * @throws PatchError `invalid` with encoding/json's text for what is no list of objects.
 */
export function operationsOf(patch: Json): readonly JsonObject[] {
  if (!Array.isArray(patch)) throw unmarshal(patch, 'jsonpatch.Patch');
  for (const operation of patch) if (!isJsonObject(operation)) throw unmarshal(operation, 'jsonpatch.Operation');
  return patch as JsonObject[];
}

function unmarshal(value: Json, type: string): PatchError {
  return new PatchError('invalid', 400, `json: cannot unmarshal ${jsonKind(value)} into Go value of type ${type}`);
}

/** What encoding/json calls the kind of a value. */
export function jsonKind(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
