import { GoFailure } from '../../gotemplate/index.ts';

/** A decimal number: `digits` times ten to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** How many places a quotient keeps (shopspring/decimal 1.4.0, DivisionPrecision). */
const quotientPlaces = 16;

/** The shortest decimal that is this float (NewFromFloat). @throws GoFailure for NaN and infinities, as it panics */
export function decimalOf(value: number): Decimal {
  if (Number.isNaN(value)) throw new GoFailure('Cannot create a Decimal from NaN');
  if (!Number.isFinite(value)) throw new GoFailure(`Cannot create a Decimal from ${value > 0 ? '+Inf' : '-Inf'}`);
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}

/** The float nearest to a decimal. */
export function floatOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

/** a + b. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: scaled(a, exponent) + scaled(b, exponent), exponent };
}

/** a - b. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { digits: -b.digits, exponent: b.exponent });
}

/** a * b. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** a / b to 16 places, halves rounded away from zero. @throws GoFailure for a divisor of 0, as it panics */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new GoFailure('decimal division by 0');
  const shift = a.exponent - b.exponent + quotientPlaces;
  const dividend = magnitude(a.digits) * (shift > 0 ? 10n ** BigInt(shift) : 1n);
  const divisor = magnitude(b.digits) * (shift < 0 ? 10n ** BigInt(-shift) : 1n);
  const quotient = (2n * dividend + divisor) / (2n * divisor);
  const isNegative = a.digits < 0n !== b.digits < 0n;
  return { digits: isNegative ? -quotient : quotient, exponent: -quotientPlaces };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
