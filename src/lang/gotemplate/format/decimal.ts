/** A number as decimal digits: `0.DIGITS × 10^point`, without zeros at either end; zero has no digits. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The fewest digits that read back as the same number; `value` is finite and not negative. */
export function shortestDecimal(value: number): Decimal {
  if (value === 0) return zero;
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** The value exactly, all its digits; `value` is finite and not negative. */
export function exactDecimal(value: number): Decimal {
  if (value === 0) return zero;
  const { mantissa, exponent } = binaryParts(value);
  const digits = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = digits.toString();
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(exponent, 0) };
}

/** The first `count` digits, rounded half to even. */
export function roundDecimal(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count >= digits.length) return decimal;
  if (count < 0) return zero;
  const kept = digits.slice(0, count);
  const next = digits.charAt(count);
  const isHalf = next === '5' && count + 1 === digits.length;
  const isUp = isHalf ? Number(kept.at(-1) ?? '0') % 2 === 1 : next >= '5';
  if (!isUp) return normal(kept, point);
  const raised = (BigInt(`0${kept}`) + 1n).toString().padStart(count, '0');
  return raised.length > count ? normal(raised, point + 1) : normal(raised, point);
}

/** A finite positive number as `mantissa × 2^exponent`, with Go's mantissa of 53 bits (fewer only where it is subnormal). */
export function binaryParts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function normal(digits: string, point: number): Decimal {
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? zero : { digits: trimmed, point };
}

const zero: Decimal = { digits: '', point: 0 };
