import { failure, noSuchKey, noSuchOverload } from '../error.ts';
import { CelList, CelMap, CelOptional, CelUint, type CelValue, noValue } from '../values.ts';
import { valueText } from './value-text.ts';

/** `operand.field`. */
export function select(operand: CelValue, field: string): CelValue {
  if (operand instanceof CelMap) {
    const value = operand.get(field);
    if (value === undefined) throw noSuchKey(field);
    return value;
  }
  if (operand instanceof CelOptional) return selectOptional(operand, field);
  throw noSuchOverload();
}

/** `has(operand.field)`. */
export function hasField(operand: CelValue, field: string): boolean {
  if (operand instanceof CelMap) return operand.get(field) !== undefined;
  if (operand instanceof CelOptional) return operand.value !== undefined && hasField(operand.value, field);
  throw noSuchOverload();
}

/** `operand.?field`. */
export function selectOptional(operand: CelValue, field: string): CelOptional {
  if (operand instanceof CelOptional)
    return operand.value === undefined ? noValue : selectOptional(operand.value, field);
  if (!(operand instanceof CelMap)) throw noSuchOverload();
  const value = operand.get(field);
  return value === undefined ? noValue : new CelOptional(value);
}

/** `operand[key]`. */
export function index(operand: CelValue, key: CelValue): CelValue {
  if (operand instanceof CelOptional) return indexOptional(operand, key);
  if (operand instanceof CelList) {
    const at = listIndex(key);
    const value = at === undefined ? undefined : operand.items[at];
    if (value === undefined) throw failure(`index out of bounds: ${valueText(key)}`);
    return value;
  }
  if (operand instanceof CelMap) {
    checkKey(key);
    const value = operand.get(key);
    if (value === undefined) throw noSuchKey(valueText(key));
    return value;
  }
  throw noSuchOverload();
}

/** `operand[?key]`. */
export function indexOptional(operand: CelValue, key: CelValue): CelOptional {
  if (operand instanceof CelOptional) return operand.value === undefined ? noValue : indexOptional(operand.value, key);
  if (operand instanceof CelList) {
    const at = listIndex(key);
    const value = at === undefined ? undefined : operand.items[at];
    return value === undefined ? noValue : new CelOptional(value);
  }
  if (!(operand instanceof CelMap)) throw noSuchOverload();
  const value = operand.get(key);
  return value === undefined ? noValue : new CelOptional(value);
}

function listIndex(key: CelValue): number | undefined {
  if (typeof key === 'number') {
    if (!Number.isInteger(key)) throw failure(`unsupported index value of type double: ${key}`);
    return key;
  }
  const at = key instanceof CelUint ? key.value : key;
  if (typeof at !== 'bigint') throw failure(`unsupported index type '${typeof at}' in list`);
  return at < 0n || at > 0xffff_ffffn ? undefined : Number(at);
}

/** Keys of maps are bool, int, uint or string; a double stands for the int that it equals. */
export function checkKey(key: CelValue): void {
  const fits = typeof key === 'string' || typeof key === 'bigint' || typeof key === 'boolean' || key instanceof CelUint;
  if (!fits && typeof key !== 'number') throw failure(`unsupported key type: ${valueText(key)}`);
}

/** `value in collection`. */
export function contains(
  value: CelValue,
  collection: CelValue,
  equals: (a: CelValue, b: CelValue) => boolean,
): boolean {
  if (collection instanceof CelList) return collection.items.some((item) => equals(item, value));
  if (collection instanceof CelMap) return collection.get(value) !== undefined;
  throw noSuchOverload();
}
