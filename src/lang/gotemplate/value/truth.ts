import { GoBytes, GoComplex, GoInteger, GoMap, GoSlice, type GoValue } from './value.ts';

/** What `if`, `and` and `not` make of a value: false for nil, zeros and whatever is empty (Go's `template.IsTrue`). */
export function truth(value: GoValue | undefined): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'undefined':
      return false;
    default:
      return truthOfObject(value);
  }
}

function truthOfObject(value: Exclude<GoValue, string | boolean | number | bigint>): boolean {
  if (value === null) return false;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoSlice) return value.items.length > 0;
  if (value instanceof GoInteger) return value.value !== 0n;
  if (value instanceof GoBytes) return value.bytes !== '';
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0;
  return true;
}
