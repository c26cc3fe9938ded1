import { failure } from '../error.ts';
import { typeName } from '../evaluation/index.ts';
import { formatDuration, formatTimestamp } from '../time-text.ts';
import { CelDuration, CelList, CelMap, CelTimestamp, CelType, CelUint, type CelValue } from '../values.ts';

/** As many as JavaScript writes. */
const mostDigits = 100;

const clause = /%(?:\.(\d+))?(.)?/gs;

/** `text.format(args)` (cel-go v0.26.0, ext/formatting.go). */
export function formatText(text: string, { items }: CelList): string {
  let next = 0;
  return text.replaceAll(clause, (_whole, precision: string | undefined, verb: string | undefined) => {
    if (verb === '%') return '%';
    if (verb === undefined) throw failure('unexpected end of string');
    const value = items[next];
    if (value === undefined) throw failure(`index ${next} out of range`);
    next += 1;
    return clauseText(verb, value, precision === undefined ? 6 : Number(precision));
  });
}

function clauseText(verb: string, value: CelValue, precision: number): string {
  switch (verb) {
    case 's':
      return stringText(value);
    case 'd':
      return decimal(value);
    case 'f':
      return fixed(value, precision);
    case 'e':
      return scientific(value, precision);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return integer(value, 'b', 'only integers and bools can be formatted as binary').toString(2);
    case 'o':
      return integer(value, 'o', 'octal clause can only be used on integers').toString(8);
    case 'x':
      return hexadecimal(value, 'x');
    case 'X':
      return hexadecimal(value, 'X').toUpperCase();
    default:
      throw failure(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

/** A value as `%s` writes it. */
function stringText(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return doubleString(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof CelTimestamp) return formatTimestamp(value.nanos);
  if (value instanceof CelDuration) return formatDuration(value.nanos);
  if (value instanceof CelType) return value.type.name;
  if (value instanceof CelList) return `[${value.items.map(stringText).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map((key) => [stringText(key), stringText(value.get(key) as CelValue)] as const);
    entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
    return `{${entries.map(([key, text]) => `${key}: ${text}`).join(', ')}}`;
  }
  throw failure(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeName(value)}`,
  );
}

function doubleString(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= 21 || power < -6) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return Object.is(value, -0) ? '-0' : String(value);
}

function decimal(value: CelValue): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (typeof value === 'number' && !Number.isFinite(value)) return doubleString(value);
  if (typeof value === 'number') return doubleString(value);
  throw failure(`error during formatting: decimal clause can only be used on integers, was given ${typeName(value)}`);
}

function double(value: CelValue, what: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  throw failure(`error during formatting: ${what} clause can only be used on doubles, was given ${typeName(value)}`);
}

function fixed(value: CelValue, precision: number): string {
  const number = double(value, 'fixed-point');
  if (!Number.isFinite(number)) return doubleString(number);
  if (Math.abs(number) >= 1e21) return BigInt(number).toString();
  const text = number.toFixed(Math.min(precision, mostDigits));
  // A half goes to the even digit in Go; here it went away from zero.
  const exact = number.toFixed(mostDigits);
  const tail = exact.slice(exact.indexOf('.') + 1 + precision);
  const isHalf = /^50*$/.test(tail);
  const isOdd = /[13579]$/.test(text);
  return isHalf && isOdd ? exact.slice(0, exact.length - tail.length).replace(/\.$/, '') : text;
}

function scientific(value: CelValue, precision: number): string {
  const number = double(value, 'scientific');
  if (!Number.isFinite(number)) return doubleString(number);
  return number
    .toExponential(Math.min(precision, mostDigits))
    .replace(/e([+-])(\d+)$/, (_whole, sign: string, power: string) => `e${sign}${power.padStart(2, '0')}`);
}

function integer(value: CelValue, _verb: string, problem: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof CelUint) return value.value;
  throw failure(`error during formatting: ${problem}, was given ${typeName(value)}`);
}

function hexadecimal(value: CelValue, verb: string): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const problem = 'only integers, byte buffers, and strings can be formatted as hex';
  return integer(value, verb, problem).toString(16);
}
