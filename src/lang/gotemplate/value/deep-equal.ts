import {
  GoBytes,
  GoComplex,
  GoFunctionValue,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  type GoValue,
  typeOf,
} from './value.ts';

/** Go's `reflect.DeepEqual`: equal types and equal contents; a nil map or list is not an empty one. */
export function deepEqual(a: GoValue, b: GoValue): boolean {
  if (a === b) return !(a instanceof GoFunctionValue);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (typeOf(a)?.name !== typeOf(b)?.name) return false;
  if (a instanceof GoMap && b instanceof GoMap) {
    return a.isNil === b.isNil && a.entries.size === b.entries.size && areEntriesEqual(a.entries, b.entries);
  }
  if (a instanceof GoSlice && b instanceof GoSlice) {
    return a.isNil === b.isNil && a.items.length === b.items.length && areItemsEqual(a.items, b.items);
  }
  if (a instanceof GoInteger && b instanceof GoInteger) return a.value === b.value;
  if (a instanceof GoBytes && b instanceof GoBytes) return a.bytes === b.bytes;
  if (a instanceof GoComplex && b instanceof GoComplex) return a.real === b.real && a.imaginary === b.imaginary;
  return a instanceof GoObject && b instanceof GoObject && areEntriesEqual(a.fields, b.fields);
}

function areItemsEqual(a: readonly GoValue[], b: readonly GoValue[]): boolean {
  return a.every((item, index) => deepEqual(item, b[index] ?? null));
}

function areEntriesEqual(a: ReadonlyMap<string, GoValue>, b: ReadonlyMap<string, GoValue>): boolean {
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !deepEqual(value, other)) return false;
  }
  return true;
}
