import {
  anyMap,
  anySlice,
  GoFailure,
  GoInteger,
  GoMap,
  GoSlice,
  type GoType,
  goTypes,
  type GoValue,
  typeOf,
} from '../../gotemplate/index.ts';
import type { Param } from './declare.ts';

const uint32: GoType = { kind: 'uint32', name: 'uint32' };

/** `interface{}`. */
export const any: Param<GoValue> = { type: goTypes.any, read: (value) => value };

/** `string`: a byte string. */
export const string: Param<string> = {
  type: goTypes.string,
  read: (value) => (typeof value === 'string' ? value : refuse(value, 'string')),
};

/** `bool`. */
export const bool: Param<boolean> = {
  type: goTypes.bool,
  read: (value) => (typeof value === 'boolean' ? value : refuse(value, 'bool')),
};

/** `int`, for counts and positions: beyond 2^53 the nearest number, which no count can be. */
export const int: Param<number> = { type: goTypes.int, read: (value) => Number(integerOf(value, 'int')) };

/** `int`, exact. */
export const exactInt: Param<bigint> = { type: goTypes.int, read: (value) => integerOf(value, 'int') };

/** `uint32`. */
export const unsigned: Param<number> = { type: uint32, read: (value) => Number(integerOf(value, 'uint32')) };

/** `float64`. */
export const float: Param<number> = {
  type: goTypes.float64,
  read: (value) => (typeof value === 'number' ? value : refuse(value, 'float64')),
};

/** `map[string]interface {}`; nil is a nil map. */
export const dict: Param<GoMap> = {
  type: anyMap,
  read(value) {
    if (value instanceof GoMap) return value;
    return value === null ? new GoMap(new Map(), anyMap, true) : refuse(value, anyMap.name);
  },
};

/** `[]interface {}`; nil is a nil slice. */
export const list: Param<GoSlice> = {
  type: anySlice,
  read(value) {
    if (value instanceof GoSlice) return value;
    return value === null ? new GoSlice([], anySlice, true) : refuse(value, anySlice.name);
  },
};

function integerOf(value: GoValue, expected: string): bigint {
  if (typeof value === 'bigint') return value;
  return value instanceof GoInteger ? value.value : refuse(value, expected);
}

/** Templates check types before they call, so only a caller of ours can meet this. */
function refuse(value: GoValue, expected: string): never {
  throw new GoFailure(`wrong type for value; expected ${expected}; got ${typeOf(value)?.name ?? 'nil'}`);
}
