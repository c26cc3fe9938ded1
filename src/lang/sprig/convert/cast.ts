import { GoComplex, GoInteger, GoObject, goTypes, type GoValue } from '../../gotemplate/index.ts';
import { parseGoFloat, parseGoInteger } from './number-text.ts';

/** The kinds of integers that spf13/cast knows; what is declared over them (time.Duration) it takes for nothing. */
const plainIntegers = new Set([
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
]);

/**
 * A value as int64; 0 for what has no number (spf13/cast 1.7.0, ToInt64E). Texts follow Go's literals, so "010" is 8; a fraction of zeros is cut.
 * Numbers too large for the type become its smallest, as amd64 converts them.
 */
export function toInt64(value: GoValue): bigint {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return truncate(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
      return parseGoInteger(trimZeroDecimal(value)) ?? 0n;
    default:
      return toInt64OfObject(value);
  }
}

/** A value as float64; 0 for what has no number (ToFloat64E). */
export function toFloat64(value: GoValue): number {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return parseGoFloat(value) ?? 0;
    default:
      return Number(integerInside(value) ?? 0n);
  }
}

function toInt64OfObject(value: GoValue): bigint {
  return BigInt.asIntN(64, integerInside(value) ?? 0n);
}

function integerInside(value: GoValue): bigint | undefined {
  if (value instanceof GoInteger) return plainIntegers.has(value.type.name) ? value.value : undefined;
  if (value instanceof GoComplex) return undefined;
  // time.Month and time.Weekday are the named integers that cast does know.
  if (value instanceof GoObject && value.type.kind === goTypes.int.kind && typeof value.native === 'bigint')
    return value.native;
  return undefined;
}

const smallest = -(2n ** 63n);

function truncate(value: number): bigint {
  if (!Number.isFinite(value)) return smallest;
  const whole = BigInt(Math.trunc(value));
  return BigInt.asIntN(64, whole) === whole ? whole : smallest;
}

/** `5.00` is 5 to cast's integers, `5.10` and `.` stay as they are and are none. */
function trimZeroDecimal(text: string): string {
  return /^(.*?)\.0+$/s.exec(text)?.[1] ?? text;
}
