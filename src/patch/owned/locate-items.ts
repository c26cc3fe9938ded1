import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { type FieldSet, keyElement, keysOf, type PathElement, valueElement } from '../fieldpath/index.ts';
import { memberOf, sameJson } from '../members.ts';

/**
 * Where the items that a set names stand in a list: by the values of their keys, by their own value, or by index. A key that an item
 * does not set may be one that the server defaults (`protocol: TCP`): such an item is taken for the one that agrees in the rest, where
 * no item agrees in all.
 */
export function locateItems(list: readonly Json[], set: FieldSet): Map<PathElement, number> {
  const places = new Map<PathElement, number>();
  const keyNames = keyNamesOf(set);
  const partial: number[] = [];
  for (const [index, item] of list.entries()) {
    const element = isJsonObject(item) ? exactElement(item, set, keyNames) : valueElement(item);
    if (element !== undefined && isNamed(set, element)) {
      if (!places.has(element)) places.set(element, index);
    } else if (isJsonObject(item)) partial.push(index);
    if (isNamed(set, `i:${index}`)) places.set(`i:${index}`, index);
  }
  for (const index of partial) {
    const element = agreeingElement(list[index] as JsonObject, set, places);
    if (element !== undefined) places.set(element, index);
  }
  return places;
}

function isNamed(set: FieldSet, element: PathElement): boolean {
  return set.hasMember(element) || !set.below(element).isEmpty;
}

/** The combinations of key names that the set's items use; nearly always one. */
function keyNamesOf(set: FieldSet): readonly (readonly string[])[] {
  const combinations = new Map<string, readonly string[]>();
  for (const [element] of set.entries()) {
    const keys = keysOf(element);
    if (keys !== undefined) combinations.set(Object.keys(keys).join('\n'), Object.keys(keys));
  }
  return [...combinations.values()];
}

function exactElement(
  item: JsonObject,
  set: FieldSet,
  keyNames: readonly (readonly string[])[],
): PathElement | undefined {
  for (const names of keyNames) {
    const values = names.map((name) => memberOf(item, name));
    if (values.some((value) => value === undefined)) continue;
    const element = keyElement(names, values as Json[]);
    if (isNamed(set, element)) return element;
  }
  return undefined;
}

function agreeingElement(
  item: JsonObject,
  set: FieldSet,
  taken: ReadonlyMap<PathElement, number>,
): PathElement | undefined {
  for (const [element] of set.entries()) {
    const keys = taken.has(element) ? undefined : keysOf(element);
    if (keys === undefined) continue;
    const names = Object.keys(keys);
    const agreeing = names.filter((name) => sameJson(memberOf(item, name), keys[name]));
    const contradicts = names.some((name) => memberOf(item, name) !== undefined && !agreeing.includes(name));
    if (agreeing.length > 0 && !contradicts) return element;
  }
  return undefined;
}
