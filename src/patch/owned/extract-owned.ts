import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldNameOf, type FieldSet } from '../fieldpath/index.ts';
import { checkDepth, defaultPatchLimits } from '../limits.ts';
import { memberOf, setMember } from '../members.ts';
import { locateItems } from './locate-items.ts';

/**
 * The values of `live` that a field set names, without a schema: members by name, list items by their keys or values, in the order in
 * which they are live. What the set names with nothing below is taken as it is. Names that are not there are left out.
 */
export function extractOwned(live: Json, fields: FieldSet): Json {
  checkDepth(live, defaultPatchLimits.maxDepth, 'the live object');
  return extract(live, fields) ?? {};
}

function extract(live: Json, fields: FieldSet): Json | undefined {
  if (fields.isEmpty) return live;
  if (isJsonObject(live)) return extractMembers(live, fields);
  return Array.isArray(live) ? extractItems(live, fields) : undefined;
}

function extractMembers(live: JsonObject, fields: FieldSet): JsonObject {
  const owned: JsonObject = {};
  for (const element of fields.elements) {
    const name = fieldNameOf(element);
    const value = name === undefined ? undefined : memberOf(live, name);
    if (name === undefined || value === undefined) continue;
    const part = extract(value, fields.below(element));
    if (part !== undefined) setMember(owned, name, part);
  }
  return owned;
}

function extractItems(live: readonly Json[], fields: FieldSet): Json[] {
  return [...locateItems(live, fields)]
    .sort(([, a], [, b]) => a - b)
    .map(([element, index]) => extract(live[index] ?? null, fields.below(element)) ?? null);
}
