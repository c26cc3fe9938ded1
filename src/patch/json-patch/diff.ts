import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { copyJson, memberOf, sameJson } from '../members.ts';
import type { JsonPatchOperation } from './operation.ts';
import { formatPointer } from './pointer.ts';

type Step = string | number;

/**
 * The JSON Patch (RFC 6902) that makes `to` from `from`: maps member by member, lists by what they have in common at both ends, item
 * by item between. Applying it gives `to` exactly.
 */
export function diffJsonPatch(from: Json, to: Json): JsonPatchOperation[] {
  const operations: JsonPatchOperation[] = [];
  diffValues(from, to, [], operations);
  return operations;
}

function diffValues(from: Json, to: Json, path: readonly Step[], operations: JsonPatchOperation[]): void {
  if (sameJson(from, to)) return;
  if (isJsonObject(from) && isJsonObject(to)) diffMaps(from, to, path, operations);
  else if (Array.isArray(from) && Array.isArray(to)) diffLists(from, to, path, operations);
  else operations.push({ op: 'replace', path: formatPointer(path), value: copyJson(to) });
}

function diffMaps(from: JsonObject, to: JsonObject, path: readonly Step[], operations: JsonPatchOperation[]): void {
  for (const key of Object.keys(from)) {
    if (from[key] === undefined) continue;
    const value = memberOf(to, key);
    if (value === undefined) operations.push({ op: 'remove', path: formatPointer([...path, key]) });
    else diffValues(from[key], value, [...path, key], operations);
  }
  for (const key of Object.keys(to)) {
    const value = to[key];
    if (value === undefined || memberOf(from, key) !== undefined) continue;
    operations.push({ op: 'add', path: formatPointer([...path, key]), value: copyJson(value) });
  }
}

function diffLists(
  from: readonly Json[],
  to: readonly Json[],
  path: readonly Step[],
  operations: JsonPatchOperation[],
): void {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && sameJson(from[start], to[start])) start += 1;
  let end = 0;
  while (end < shorter - start && sameJson(from.at(-1 - end), to.at(-1 - end))) end += 1;

  const common = shorter - start - end;
  for (let index = start; index < start + common; index += 1) {
    diffValues(from[index] ?? null, to[index] ?? null, [...path, index], operations);
  }
  const rest = start + common;
  for (let index = from.length - end - 1; index >= rest; index -= 1) {
    operations.push({ op: 'remove', path: formatPointer([...path, index]) });
  }
  for (let index = rest; index < to.length - end; index += 1) {
    operations.push({ op: 'add', path: formatPointer([...path, index]), value: copyJson(to[index] ?? null) });
  }
}
