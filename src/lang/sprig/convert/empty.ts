import { GoBytes, GoComplex, GoInteger, GoMap, GoSlice, type GoValue } from '../../gotemplate/index.ts';

/** Whether a value counts as unset: zero, false, nil or of no length. Structs and pointers are never empty (sprig 3.3.0, defaults.go, empty). */
export function isEmpty(value: GoValue): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (value instanceof GoSlice) return value.items.length === 0;
  if (value instanceof GoMap) return value.entries.size === 0;
  if (value instanceof GoInteger) return value.value === 0n;
  if (value instanceof GoBytes) return value.bytes === '';
  if (value instanceof GoComplex) return value.real === 0 && value.imaginary === 0;
  return false;
}
