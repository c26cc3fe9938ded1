import { noSuchOverload } from '../error.ts';
import { sameType } from '../types.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  type CelValue,
} from '../values.ts';

/** Whether two values are equal; numbers of different types are where they mean the same, values of other types never. */
export function equals(a: CelValue, b: CelValue): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof a === 'boolean' || a === null) return false;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    return right !== undefined && order(left, right) === 0;
  }
  if (a instanceof CelList) return b instanceof CelList && listsEqual(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && mapsEqual(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.nanos === b.nanos;
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanos === b.nanos;
  if (a instanceof CelType) return b instanceof CelType && a.type.name === b.type.name;
  if (a instanceof CelObject) return b instanceof CelObject && sameType(a.type, b.type) && a.identity === b.identity;
  if (a instanceof CelOptional && b instanceof CelOptional) {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return equals(a.value, b.value);
  }
  return false;
}

/** The number that a value of a numeric type means. */
function numeric(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

function listsEqual(a: CelList, b: CelList): boolean {
  const own = a.equalsList(b);
  if (own !== undefined) return own;
  if (a.items.length !== b.items.length) return false;
  return a.items.every((item, index) => equals(item, b.items[index] as CelValue));
}

function mapsEqual(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) {
    const other = b.get(key);
    if (other === undefined || !equals(a.get(key) as CelValue, other)) return false;
  }
  return true;
}

/** Below, at or above 0 as `a` is less, the same or greater; undefined for NaN. @throws CelError where the types have no order */
export function compare(a: CelValue, b: CelValue): number | undefined {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return order(left, right);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return order(a.nanos, b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return order(a.nanos, b.nanos);
  throw noSuchOverload();
}

/** An integer beside a double is taken for the double that is nearest. */
function order(left: bigint | number, right: bigint | number): number | undefined {
  if (typeof left === 'bigint' && typeof right === 'bigint') return Number(left > right) - Number(left < right);
  const a = Number(left);
  const b = Number(right);
  if (a === b) return 0;
  return Number.isNaN(a) || Number.isNaN(b) ? undefined : Number(a > b) - Number(a < b);
}

/** By code points, as UTF-8 bytes would order. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const limit = Math.min(a.length, b.length);
  for (let at = 0; at < limit; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
    // Units of a pair stand for more than any unit that stands alone.
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
