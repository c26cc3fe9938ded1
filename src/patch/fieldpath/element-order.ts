import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { compareText, type PathElement } from './path-element.ts';

const kinds = 'fkvi';

/**
 * The order in which a set is written: fields, then items by keys, by value, by index (PathElement.Compare in fieldpath/element.go).
 */
export function comparePathElements(a: PathElement, b: PathElement): number {
  const kind = a[0] ?? '';
  if (kind !== b[0]) return kinds.indexOf(kind) - kinds.indexOf(b[0] ?? '');
  switch (kind) {
    case 'k':
      return compareKeys(JSON.parse(a.slice(2)) as JsonObject, JSON.parse(b.slice(2)) as JsonObject);
    case 'v':
      return compareValues(JSON.parse(a.slice(2)) as Json, JSON.parse(b.slice(2)) as Json);
    case 'i':
      return Number(a.slice(2)) - Number(b.slice(2));
    default:
      return compareText(a, b);
  }
}

/** Names and values in turn; a list that ends first comes first (FieldList.Compare in value/fields.go). */
function compareKeys(a: JsonObject, b: JsonObject): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one = '', other = ''] = [left[index], right[index]];
    const order = compareText(one, other) || compareValues(a[one], b[other]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, strings, booleans, lists, maps, null (value.Compare in value/value.go). */
function compareValues(a: Json | undefined, b: Json | undefined): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return compareText(a, b as string);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a)) return compareLists(a, b as Json[]);
  return isJsonObject(a) ? compareKeys(sorted(a), sorted(b as JsonObject)) : 0;
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => compareText(a, b)));
}

function rankOf(value: Json | undefined): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  if (Array.isArray(value)) return 3;
  return isJsonObject(value) ? 4 : 5;
}
