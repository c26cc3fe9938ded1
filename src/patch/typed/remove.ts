import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { fieldElement, type FieldSet } from '../fieldpath/index.ts';
import { setMember } from '../members.ts';
import { itemElement } from './item-key.ts';
import { formOf, type ListType, type MapType, memberType, type MergeType } from './merge-types/merge-type.ts';

/**
 * `value` without the fields and items that `paths` names (RemoveItems in structured-merge-diff v6 typed/remove.go). A map or list
 * of which nothing is left becomes null, as upstream's does.
 */
export function removePaths(value: Json, paths: FieldSet, type: MergeType): Json {
  return paths.isEmpty ? value : remove(value, paths, type);
}

function remove(value: Json, paths: FieldSet, type: MergeType): Json {
  switch (formOf(type, value)) {
    case 'scalar':
      return value;
    case 'list':
      if (!Array.isArray(value) || type.list === undefined || type.list.atomic) return null;
      return removeItems(value, paths, type.list);
    default:
      if (!isJsonObject(value) || type.map === undefined || type.map.atomic) return null;
      return removeMembers(value, paths, type.map);
  }
}

function removeItems(list: readonly Json[], paths: FieldSet, type: ListType): Json {
  const kept: Json[] = [];
  for (const item of list) {
    const element = itemElement(type, item);
    if (typeof element !== 'string') continue;
    if (paths.hasMember(element)) continue;
    const below = paths.below(element);
    kept.push(below.isEmpty ? item : remove(item, below, type.items));
  }
  return kept.length === 0 ? null : kept;
}

function removeMembers(map: Readonly<JsonObject>, paths: FieldSet, type: MapType): Json {
  const kept: JsonObject = {};
  let size = 0;
  for (const name of Object.keys(map)) {
    const value = map[name];
    const element = type.field(name)?.element ?? fieldElement(name);
    if (value === undefined || paths.hasMember(element)) continue;
    const below = paths.below(element);
    const inner = below.isEmpty ? undefined : memberType(type, name);
    setMember(kept, name, inner === undefined ? value : remove(value, below, inner));
    size += 1;
  }
  return size === 0 ? null : kept;
}
