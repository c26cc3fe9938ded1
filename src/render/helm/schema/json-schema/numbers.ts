import type { JsonNumber } from './document.ts';

/** Whether a number is whole, however it is written. */
export function isWhole({ value }: JsonNumber): boolean {
  return Number.isInteger(value);
}

/** Whether `dividend` is a whole multiple of `divisor`, computed on the decimals that are written. */
export function isMultiple(dividend: JsonNumber, divisor: JsonNumber): boolean {
  const a = decimalOf(dividend);
  const b = decimalOf(divisor);
  if (a === undefined || b === undefined) return Number.isInteger(dividend.value / divisor.value);
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent);
  return scaled(b) !== 0n && scaled(a) % scaled(b) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Exponents beyond those of a double would make numbers of any size. */
const maxExponent = 400;

function decimalOf({ text }: JsonNumber): Decimal | undefined {
  const [, whole, fraction = '', exponent = '0'] = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined || Math.abs(Number(exponent)) > maxExponent) return undefined;
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** A number as golang.org/x/text prints it in English: `1,234.5`, and `1.5 × 10⁰⁷`, with blanks that do not break, from a million on and below a ten-thousandth. */
export function englishNumber(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa}\u202f×\u202f10${superscript(Number(exponent))}`;
  }
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replaceAll(/\d(?=(?:\d{3})+$)/g, '$&,');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A count: groups of three digits at any size. */
export function englishCount(value: number): string {
  return String(value).replaceAll(/\d(?=(?:\d{3})+$)/g, '$&,');
}

function superscript(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return (exponent < 0 ? '⁻' : '') + Array.from(digits, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}
