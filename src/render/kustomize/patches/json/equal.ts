import { isNull, type Node, textOf } from '../../node/index.ts';

/**
 * Whether a value of a resource is the one that a `test` asks for (json-patch 4.12, lazyNode.equal): scalars are compared as JSON texts, so
 * that in a JSON text `1.0` is not 1.
 */
export function isTested(value: Node, wanted: Node, isJson: boolean): boolean {
  if (value.kind === 'scalar') {
    if (wanted.kind !== 'scalar' || isNull(value) !== isNull(wanted)) return false;
    if (typeof value.value === 'number' || typeof value.value === 'bigint') {
      const isNumber = typeof wanted.value === 'number' || typeof wanted.value === 'bigint';
      return isNumber && (isJson ? textOf(wanted) : String(wanted.value)) === String(value.value);
    }
    return value.value === wanted.value;
  }
  if (value.kind === 'list') {
    if (wanted.kind !== 'list' || wanted.items.length !== value.items.length) return false;
    return value.items.every((item, index) => {
      const other = wanted.items[index];
      return other !== undefined && isTested(item, other, isJson);
    });
  }
  if (wanted.kind !== 'map' || wanted.entries.size !== value.entries.size) return false;
  for (const [key, entry] of value.entries) {
    const other = wanted.entries.get(key);
    if (other === undefined || !isTested(entry, other, isJson)) return false;
  }
  return true;
}
