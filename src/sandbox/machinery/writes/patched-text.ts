import { isJsonObject, type Json, type JsonObject } from '../../../base/index.ts';
import type { Patch } from './patch.ts';

/**
 * How apiserver shows a patched document that cannot be read: for a strategic merge Go's form of the patch, for the others the JSON of
 * the result as evanphx/json-patch writes it, with keys in order wherever the patch went.
 */
export function patchedText(patched: Json, patch: Patch): string {
  switch (patch.kind) {
    case 'strategic':
      return goText(patch.patch);
    case 'json':
      return JSON.stringify(orderedAlong(patched, pathsOf(patch.operations)));
    case 'merge':
      return JSON.stringify(orderedAlong(patched, patch.patch));
    case 'apply':
      return JSON.stringify(patched);
  }
}

function orderedAlong(value: Json, along: Json | undefined): Json {
  if (!isJsonObject(value) || !isJsonObject(along)) return value;
  const ordered: JsonObject = {};
  for (const key of Object.keys(value).sort()) ordered[key] = orderedAlong(value[key] ?? null, along[key]);
  return ordered;
}

/** The paths of operations as a tree of objects. */
function pathsOf(operations: Json): JsonObject {
  const tree: JsonObject = {};
  for (const operation of Array.isArray(operations) ? operations : []) {
    const path = isJsonObject(operation) ? operation['path'] : undefined;
    if (typeof path !== 'string') continue;
    let at = tree;
    for (const step of path.split('/').slice(1, -1)) {
      const next = at[step];
      const below = isJsonObject(next) ? next : {};
      at[step] = below;
      at = below;
    }
  }
  return tree;
}

/** A value as Go's `%+v` prints it. */
function goText(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goText(value[key])}`);
  return `map[${members.join(' ')}]`;
}
