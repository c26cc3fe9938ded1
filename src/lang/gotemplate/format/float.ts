import { binaryParts, type Decimal, exactDecimal, roundDecimal, shortestDecimal } from './decimal.ts';

/** How `formatFloat` writes: with an exponent, without, whichever fits, or in binary and hexadecimal. */
export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/** A number as Go's `strconv.FormatFloat(value, verb, precision, 64)` writes it; precision -1 is as many digits as it takes. */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === Infinity) return sign === '-' ? '-Inf' : '+Inf';
  if (verb === 'b') return sign + binaryText(size);
  if (verb === 'x' || verb === 'X') return sign + hexText(size, verb, precision);
  return sign + decimalText(size, verb, precision);
}

/** `formatFloat(value, 'g', -1)`, as `%v` prints numbers; quick for the common ones. */
export function shortestFloat(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) return String(value);
  return formatFloat(value, 'g', -1);
}

function decimalText(size: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const isShortest = precision < 0;
  const decimal = isShortest ? shortestDecimal(size) : rounded(exactDecimal(size), verb, precision);
  const { digits, point } = decimal;
  switch (verb) {
    case 'e':
    case 'E':
      return exponentText(decimal, verb, isShortest ? Math.max(digits.length - 1, 0) : precision);
    case 'f':
      return pointText(decimal, isShortest ? Math.max(digits.length - point, 0) : precision);
    default:
      return generalText(decimal, verb === 'G' ? 'E' : 'e', isShortest ? undefined : precision);
  }
}

function rounded(decimal: Decimal, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): Decimal {
  if (verb === 'f') return roundDecimal(decimal, decimal.point + precision);
  if (verb === 'e' || verb === 'E') return roundDecimal(decimal, precision + 1);
  return roundDecimal(decimal, precision === 0 ? 1 : precision);
}

/** `%g`: an exponent below -4 and from the precision on, which counts as 6 where none is asked for. */
function generalText(decimal: Decimal, letter: 'e' | 'E', precision: number | undefined): string {
  const { digits, point } = decimal;
  const wanted = precision === undefined ? digits.length : precision === 0 ? 1 : precision;
  const fitting = wanted > digits.length && digits.length >= point ? digits.length : wanted;
  const limit = precision === undefined ? 6 : fitting;
  const exponent = point - 1;
  if (digits !== '' && (exponent < -4 || exponent >= limit)) {
    return exponentText(decimal, letter, Math.min(wanted, digits.length) - 1);
  }
  return pointText(decimal, Math.max(digits.length - point, 0));
}

function exponentText({ digits, point }: Decimal, letter: 'e' | 'E', precision: number): string {
  const padded = digits.padEnd(precision + 1, '0');
  const fraction = precision > 0 ? `.${padded.slice(1, precision + 1)}` : '';
  const exponent = digits === '' ? 0 : point - 1;
  const sign = exponent < 0 ? '-' : '+';
  return `${padded.charAt(0) || '0'}${fraction}${letter}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function pointText({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

function binaryText(size: number): string {
  const { mantissa, exponent } = size === 0 ? { mantissa: 0n, exponent: -1074 } : binaryParts(size);
  return `${mantissa}p${exponent >= 0 ? '+' : ''}${exponent}`;
}

function hexText(size: number, verb: 'x' | 'X', precision: number): string {
  const { mantissa, exponent } = normalBits(size);
  const kept = precision < 0 || precision >= 15 ? { mantissa, exponent } : roundBits(mantissa, exponent, precision);
  const whole = kept.mantissa >> 60n;
  let fraction = (kept.mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  fraction = precision < 0 ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0').slice(0, precision);
  const sign = kept.exponent < 0 ? '-' : '+';
  const power = String(Math.abs(kept.exponent)).padStart(2, '0');
  const text = `0x${whole}${fraction === '' ? '' : `.${fraction}`}p${sign}${power}`;
  return verb === 'X' ? text.toUpperCase() : text;
}

/** The mantissa with its leading one at bit 60. */
function normalBits(size: number): { mantissa: bigint; exponent: number } {
  if (size === 0) return { mantissa: 0n, exponent: 0 };
  const parts = binaryParts(size);
  const length = parts.mantissa.toString(2).length;
  return { mantissa: parts.mantissa << BigInt(61 - length), exponent: parts.exponent + length - 1 };
}

function roundBits(mantissa: bigint, exponent: number, digits: number): { mantissa: bigint; exponent: number } {
  const shift = BigInt(60 - digits * 4);
  const extra = mantissa & ((1n << shift) - 1n);
  const half = 1n << (shift - 1n);
  const base = mantissa >> shift;
  const isUp = extra > half || (extra === half && (base & 1n) === 1n);
  const result = (isUp ? base + 1n : base) << shift;
  return result >= 1n << 61n ? { mantissa: result >> 1n, exponent: exponent + 1 } : { mantissa: result, exponent };
}
