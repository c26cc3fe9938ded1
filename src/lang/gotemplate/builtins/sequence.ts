import { GoFailure } from '../function.ts';
import { GoBytes, GoInteger, GoMap, GoSlice, goTypes, type GoValue, indirect, typeOf, zeroOf } from '../value/index.ts';

/** A value, or none at all. */
type Item = GoValue | undefined;

/** Go's `len`. */
export function lengthOf(item: Item): bigint {
  if (item === undefined) throw new GoFailure('reflect: call of reflect.Value.Type on zero Value');
  if (item === null) throw new GoFailure('len of nil pointer');
  const length = sizeOf(item);
  if (length === undefined) throw new GoFailure(`len of type ${typeOf(indirect(item))?.name ?? ''}`);
  return BigInt(length);
}

/** How many bytes, items or entries a value has; undefined where it has none. */
function sizeOf(item: GoValue): number | undefined {
  if (typeof item === 'string') return item.length;
  if (item instanceof GoMap) return item.entries.size;
  if (item instanceof GoSlice) return item.items.length;
  return item instanceof GoBytes ? item.bytes.length : undefined;
}

/** Go's `index`: an item of an item of a map, list or string. */
export function indexOf(item: Item, indexes: readonly Item[]): GoValue {
  if (item === undefined || item === null) throw new GoFailure('index of untyped nil');
  let found: GoValue = item;
  for (const index of indexes) {
    if (found === null) throw new GoFailure('index of nil pointer');
    found = found instanceof GoMap ? entryOf(found, index) : elementOf(found, index);
  }
  return found;
}

function entryOf(map: GoMap, index: Item): GoValue {
  if (index === undefined || index === null) throw new GoFailure('value is nil; should be of type string');
  if (typeof index !== 'string') {
    throw new GoFailure(`value has type ${typeOf(index)?.name ?? ''}; should be string`);
  }
  return map.entries.get(index) ?? (map.type.elem === undefined ? null : zeroOf(map.type.elem));
}

function elementOf(list: GoValue, index: Item): GoValue {
  const length = list === null || list instanceof GoMap ? undefined : sizeOf(list);
  if (length === undefined || list === null)
    throw new GoFailure(`can't index item of type ${typeOf(indirect(list))?.name ?? ''}`);
  const at = indexWithin(index, length);
  if (at === length) {
    const what = typeof list === 'string' ? 'string' : 'slice';
    throw new GoFailure(`reflect: ${what} index out of range`);
  }
  if (list instanceof GoSlice) return list.items[at] ?? null;
  const bytes = list instanceof GoBytes ? list.bytes : (list as string);
  return new GoInteger(goTypes.uint8, BigInt(bytes.charCodeAt(at)));
}

/** A whole number from 0 to `limit`. */
function indexWithin(index: Item, limit: number): number {
  if (index === undefined || index === null) throw new GoFailure('cannot index slice/array with nil');
  const at =
    typeof index === 'bigint' ? index : index instanceof GoInteger ? BigInt.asIntN(64, index.value) : undefined;
  if (at === undefined) throw new GoFailure(`cannot index slice/array with type ${typeOf(index)?.name ?? ''}`);
  if (at < 0n || at > BigInt(limit)) throw new GoFailure(`index out of range: ${at}`);
  return Number(at);
}

/** Go's `slice`: `x[1:2]`. The capacity of ours is always the length. */
export function sliceOfItem(item: Item, indexes: readonly Item[]): GoValue {
  if (item === undefined || item === null) throw new GoFailure('slice of untyped nil');
  if (indexes.length > 3) throw new GoFailure(`too many slice indexes: ${indexes.length}`);
  const length = item instanceof GoMap ? undefined : sizeOf(item);
  if (length === undefined) throw new GoFailure(`can't slice item of type ${typeOf(indirect(item))?.name ?? ''}`);
  if (typeof item === 'string' && indexes.length === 3) throw new GoFailure('cannot 3-index slice a string');
  const [start = 0, end = length, limit] = indexes.map((index) => indexWithin(index, length));
  if (start > end) throw new GoFailure(`invalid slice index: ${start} > ${end}`);
  if (limit !== undefined && end > limit) throw new GoFailure(`invalid slice index: ${end} > ${limit}`);
  if (item instanceof GoSlice) return new GoSlice(item.items.slice(start, end), item.type);
  if (item instanceof GoBytes) return new GoBytes(item.bytes.slice(start, end));
  return (item as string).slice(start, end);
}
