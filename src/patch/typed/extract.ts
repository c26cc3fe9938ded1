import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldElement, type FieldSet } from '../fieldpath/index.ts';
import { setMember } from '../members.ts';
import { itemElement } from './item-key.ts';
import { formOf, type ListType, type MapType, memberType, type MergeType } from './merge-type.ts';

/**
 * Only the fields and items of `value` that `paths` names (ExtractItems in structured-merge-diff v6 typed/remove.go): with the leaves
 * of a manager's set, the configuration that it last applied.
 */
export function extractPaths(value: Json, paths: FieldSet, type: MergeType): Json {
  switch (formOf(type, value)) {
    case 'scalar':
      return value;
    case 'list':
      if (!Array.isArray(value) || value.length === 0 || type.list === undefined || type.list.atomic) return value;
      return extractItems(value, paths, type.list);
    default:
      if (!isJsonObject(value) || Object.keys(value).length === 0 || type.map === undefined || type.map.atomic)
        return value;
      return extractMembers(value, paths, type.map);
  }
}

function extractItems(list: readonly Json[], paths: FieldSet, type: ListType): Json {
  const kept: Json[] = [];
  for (const item of list) {
    const element = itemElement(type, item);
    if (typeof element !== 'string') continue;
    const below = paths.below(element);
    if (!below.isEmpty) kept.push(extractPaths(item, below, type.items));
    else if (paths.hasMember(element)) kept.push(item);
  }
  return kept.length === 0 ? null : kept;
}

function extractMembers(map: Readonly<JsonObject>, paths: FieldSet, type: MapType): Json {
  const kept: JsonObject = {};
  for (const name of Object.keys(map)) {
    const value = map[name];
    const inner = memberType(type, name);
    if (value === undefined || inner === undefined) continue;
    const element = type.field(name)?.element ?? fieldElement(name);
    // Below a member upstream goes on with the set of the map itself, not with what lies below.
    if (paths.hasMember(element)) setMember(kept, name, extractPaths(value, paths, inner));
    else if (!paths.below(element).isEmpty) setMember(kept, name, extractPaths(value, paths.below(element), inner));
  }
  return Object.keys(kept).length === 0 ? null : kept;
}
