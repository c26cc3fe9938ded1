import { failure } from '../error.ts';
import { doubleText, toDuration, toInt, toTimestamp, toUint } from '../evaluation/index.ts';
import { declare, type FunctionDeclaration, globalOverload as overload, operator } from '../functions.ts';
import { formatDuration, formatTimestamp, parseDurationText, parseTimestamp } from '../time-text.ts';
import { paramType, type Type, types, typeOfType } from '../types.ts';
import { CelType, CelUint, type CelValue } from '../values.ts';

const { bool, int, uint, double, string, bytes, timestamp, duration } = types;
const A = paramType('A');

/** The functions that make one type of another. */
export function conversions(typeOf: (value: CelValue) => Type): readonly FunctionDeclaration[] {
  return [
    operator('type', [['type', [A], typeOfType(A)]], (value = null) => new CelType(typeOf(value))),
    declare(
      'int',
      overload('int64_to_int64', [int], int, (value) => value),
      overload('double_to_int64', [double], int, doubleToInt),
      overload('string_to_int64', [string], int, (text) => integerOf(text, 'int')),
      overload('timestamp_to_int64', [timestamp], int, ({ nanos }) => floorDivide(nanos, 1_000_000_000n)),
      overload('duration_to_int64', [duration], int, ({ nanos }) => nanos),
      overload('uint64_to_int64', [uint], int, ({ value }) => toInt(value)),
    ),
    declare(
      'uint',
      overload('uint64_to_uint64', [uint], uint, (value) => value),
      overload('int64_to_uint64', [int], uint, toUint),
      overload('double_to_uint64', [double], uint, doubleToUint),
      overload('string_to_uint64', [string], uint, (text) => new CelUint(integerOf(text, 'uint'))),
    ),
    declare(
      'double',
      overload('double_to_double', [double], double, (value) => value),
      overload('int64_to_double', [int], double, Number),
      overload('uint64_to_double', [uint], double, ({ value }) => Number(value)),
      overload('string_to_double', [string], double, parseDouble),
    ),
    declare(
      'bool',
      overload('bool_to_bool', [bool], bool, (value) => value),
      overload('string_to_bool', [string], bool, parseBool),
    ),
    declare(
      'string',
      overload('string_to_string', [string], string, (value) => value),
      overload('bool_to_string', [bool], string, String),
      overload('bytes_to_string', [bytes], string, bytesToString),
      overload('double_to_string', [double], string, doubleText),
      overload('duration_to_string', [duration], string, ({ nanos }) => formatDuration(nanos)),
      overload('int64_to_string', [int], string, String),
      overload('timestamp_to_string', [timestamp], string, ({ nanos }) => formatTimestamp(nanos)),
      overload('uint64_to_string', [uint], string, ({ value }) => String(value)),
    ),
    declare(
      'bytes',
      overload('bytes_to_bytes', [bytes], bytes, (value) => value),
      overload('string_to_bytes', [string], bytes, (text) => new Uint8Array(Buffer.from(text))),
    ),
    declare(
      'timestamp',
      overload('timestamp_to_timestamp', [timestamp], timestamp, (value) => value),
      overload('int64_to_timestamp', [int], timestamp, (seconds) => toTimestamp(seconds * 1_000_000_000n)),
      overload('string_to_timestamp', [string], timestamp, (text) => {
        const nanos = parseTimestamp(text);
        if (nanos === undefined) throw unreadable('google.protobuf.Timestamp');
        return toTimestamp(nanos);
      }),
    ),
    declare(
      'duration',
      overload('duration_to_duration', [duration], duration, (value) => value),
      overload('int64_to_duration', [int], duration, toDuration),
      overload('string_to_duration', [string], duration, (text) => {
        const nanos = parseDurationText(text);
        if (nanos === undefined) throw unreadable('google.protobuf.Duration');
        return toDuration(nanos);
      }),
    ),
  ];
}

/** What a text says that is no value of a type. */
function unreadable(type: string): Error {
  return failure(`type conversion error from 'string' to '${type}'`);
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value < 0n && value % by !== 0n ? value / by - 1n : value / by;
}

function doubleToInt(value: number): bigint {
  if (Number.isNaN(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw failure('integer overflow');
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): CelUint {
  if (Number.isNaN(value) || value < 0 || value >= 2 ** 64) throw failure('unsigned integer overflow');
  return new CelUint(BigInt(Math.trunc(value)));
}

function integerOf(text: string, type: 'int' | 'uint'): bigint {
  const [pattern, least, most] =
    type === 'int' ? ([/^[+-]?\d+$/, -(2n ** 63n), 2n ** 63n - 1n] as const) : ([/^\d+$/, 0n, 2n ** 64n - 1n] as const);
  const value = pattern.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (value === undefined || value < least || value > most) throw unreadable(type);
  return value;
}

function parseDouble(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    throw unreadable('double');
  }
  return Number(text);
}

function parseBool(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  throw unreadable('bool');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bytesToString(value: Uint8Array): string {
  try {
    return utf8.decode(value);
  } catch {
    throw failure('invalid UTF-8 in bytes, cannot convert to string');
  }
}
