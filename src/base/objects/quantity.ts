const suffixes: Readonly<Record<string, readonly [base: bigint, power: number]>> = {
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};
const fractions: Readonly<Record<string, number>> = { m: -3, u: -6, n: -9 };
const quantity = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,3})|([A-Za-z]{0,2}))$/;

/**
 * The value of a Kubernetes quantity (`100m`, `1.5Gi`, `1e3`) in billionths, or undefined where it is not one. Finer parts than
 * a billionth are rounded up, as apimachinery's resource.ParseQuantity does.
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = quantity.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  let scale: readonly [bigint, number] | undefined;
  if (exponent !== undefined) scale = [10n, Number(exponent.slice(1))];
  else if (fractions[suffix] !== undefined) scale = [10n, fractions[suffix]];
  else scale = suffixes[suffix];
  if (scale === undefined) return undefined;
  const [base, power] = scale;
  const digits = BigInt(whole + fraction);
  const numerator = digits * 10n ** 9n * (power > 0 ? base ** BigInt(power) : 1n);
  const denominator = 10n ** BigInt(fraction.length) * (power < 0 ? base ** BigInt(-power) : 1n);
  const value = (numerator + denominator - 1n) / denominator;
  return sign === '-' ? -value : value;
}

/** Whether two quantities are written differently but mean the same amount, or are the same text. */
export function quantityEqual(a: string, b: string): boolean {
  if (a === b) return true;
  const left = parseQuantity(a);
  return left !== undefined && left === parseQuantity(b);
}
