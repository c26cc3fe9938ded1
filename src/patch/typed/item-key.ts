import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { goQuote } from '../go-text.ts';
import { memberOf } from '../members.ts';
import { keyElement, type PathElement, valueElement } from '../fieldpath/index.ts';
import type { ListType } from './merge-types/merge-type.ts';

/** Why an item has no step of its own: a text as upstream's. */
export interface KeyProblem {
  readonly problem: string;
}

/**
 * The step that tells an item of an associative list apart: by its keys, with their defaults, or by its value
 * (listItemToPathElement in structured-merge-diff v6 typed/helpers.go).
 */
export function itemElement(list: ListType, item: Json): PathElement | KeyProblem {
  return list.keys.length === 0 ? setItem(item) : keyedItem(list, item);
}

function keyedItem(list: ListType, item: Json): PathElement | KeyProblem {
  if (item === null) return { problem: 'associative list with keys may not have a null element' };
  if (!isJsonObject(item)) return { problem: 'associative list with keys may not have non-map elements' };
  if (list.keys.length === 1) {
    const [key = ''] = list.keys;
    const value = keyValue(list, item, key);
    return value === undefined ? keyless(list) : keyElement(list.keys, [value]);
  }
  const names: string[] = [];
  const values: Json[] = [];
  for (const key of list.keys) {
    // A key that is neither set nor defaulted is left out, which makes for another item than one where it is set.
    const value = keyValue(list, item, key);
    if (value === undefined) continue;
    names.push(key);
    values.push(value);
  }
  return names.length === 0 ? keyless(list) : keyElement(names, values);
}

/** A key that is set counts as it is, also where it is null. */
function keyValue(list: ListType, item: Readonly<JsonObject>, key: string): Json | undefined {
  const value = memberOf(item, key);
  return value === undefined ? list.keyDefault(key) : value;
}

function keyless(list: ListType): KeyProblem {
  const keys = list.declaredKeys.map(goQuote).join(' ');
  return {
    problem: `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
  };
}

function setItem(item: Json): PathElement | KeyProblem {
  if (item === null) return { problem: "associative list without keys has an element that's an explicit null" };
  if (Array.isArray(item)) return { problem: 'not supported: associative list with lists as elements' };
  if (typeof item === 'object') return { problem: "associative list without keys has an element that's a map type" };
  return valueElement(item);
}
