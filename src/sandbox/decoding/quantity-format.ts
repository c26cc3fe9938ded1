import { parseQuantity } from '../../base/index.ts';

const billion = 10n ** 9n;
const decimalSuffixes: readonly (readonly [exponent: number, suffix: string])[] = [
  [18, 'E'],
  [15, 'P'],
  [12, 'T'],
  [9, 'G'],
  [6, 'M'],
  [3, 'k'],
  [0, ''],
  [-3, 'm'],
  [-6, 'u'],
  [-9, 'n'],
];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/**
 * A quantity in the form in which Kubernetes stores it: no fraction, the greatest suffix of the family that it was written in
 * (`1000m` → `1`, `1.5Gi` → `1536Mi`). Undefined where the text is no quantity (apimachinery pkg/api/resource, CanonicalizeBytes).
 */
export function canonicalQuantity(text: string): string | undefined {
  const value = parseQuantity(text);
  if (value === undefined) return undefined;
  if (value === 0n) return '0';
  const magnitude = value < 0n ? -value : value;
  const sign = value < 0n ? '-' : '';
  const binary = text.endsWith('i');
  // Below 1024 a binary suffix would round: upstream falls back to decimal ones.
  if (binary && magnitude >= 1024n * billion) return sign + inBinary(magnitude);
  return sign + (/[eE][+-]?\d+$/.test(text) ? inExponents(magnitude) : inDecimal(magnitude));
}

function inBinary(magnitude: bigint): string {
  let whole = (magnitude + billion - 1n) / billion;
  let power = 0;
  while (whole % 1024n === 0n && power < binarySuffixes.length - 1) {
    whole /= 1024n;
    power += 1;
  }
  return `${whole}${binarySuffixes[power]}`;
}

function inDecimal(magnitude: bigint): string {
  for (const [exponent, suffix] of decimalSuffixes) {
    const unit = 10n ** BigInt(exponent + 9);
    if (magnitude % unit === 0n) return `${magnitude / unit}${suffix}`;
  }
  return `${magnitude}n`;
}

function inExponents(magnitude: bigint): string {
  let mantissa = magnitude;
  let exponent = -9;
  while (mantissa % 1000n === 0n) {
    mantissa /= 1000n;
    exponent += 3;
  }
  return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
}
