const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const SMALL = /^-?(?:0|[1-9][0-9]{0,14})$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const POINT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
/** `0b-11`: the sign behind the prefix, which go-yaml's own handling of `0b` (v3: of `0o` too) lets through. */
const SIGN_BEHIND_PREFIX = /^0(?:b([-+])([01]+)|o([-+])([0-7]+))$/;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** A number as go-yaml types it: whole ones keep every digit. */
export type YamlNumber =
  | { readonly tag: 'int'; readonly value: number | bigint }
  | { readonly tag: 'float'; readonly value: number };

/**
 * The number that a plain scalar starting with a digit or a sign means to go-yaml v2.4 and v3.0 (`resolve`): underscores anywhere,
 * `0x`, `0o`, `0b` and bare `0` octals in 64 bits (unsigned where there is no sign), else a float. Undefined where it is text: also
 * for what overflows (`1e400`, 80 hexadecimal bits).
 */
export function numberOf(text: string, go3: boolean): YamlNumber | undefined {
  if (SMALL.test(text)) return { tag: 'int', value: text === '-0' ? 0 : Number(text) };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const whole = integerOf(plain);
  if (whole !== undefined) return { tag: 'int', value: whole };
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? { tag: 'float', value } : undefined;
  }
  const behind = SIGN_BEHIND_PREFIX.exec(plain);
  if (behind === null || (behind[4] !== undefined && !go3)) return undefined;
  const [, binarySign, binary, octalSign, octal] = behind;
  const magnitude = toBigInt(binary === undefined ? '0o' : '0b', binary ?? octal ?? '');
  const signed = (binarySign ?? octalSign) === '-' ? -magnitude : magnitude;
  return signed < INT64_MIN || signed > INT64_MAX ? undefined : { tag: 'int', value: narrow(signed) };
}

/** The float that a plain scalar starting with a point means (`.5`, `.5_5e3`), or undefined. */
export function pointFloatOf(text: string): number | undefined {
  if (!POINT_FLOAT.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

/** `strconv.ParseInt(text, 0, 64)`, then `ParseUint`. */
function integerOf(plain: string): number | bigint | undefined {
  const match = INTEGER.exec(plain);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal = ''] = match;
  let magnitude: bigint;
  if (hex !== undefined) magnitude = toBigInt('0x', hex);
  else if (binary !== undefined) magnitude = toBigInt('0b', binary);
  else if (octal !== undefined) magnitude = toBigInt('0o', octal);
  else magnitude = toBigInt('', decimal);
  if (sign === '-') return magnitude > -INT64_MIN ? undefined : narrow(-magnitude);
  return magnitude > (sign === '+' ? INT64_MAX : UINT64_MAX) ? undefined : narrow(magnitude);
}

/** Beyond 64 bits the exact value does not matter; reading a million digits would take time that grows with their square. */
function toBigInt(prefix: string, digits: string): bigint {
  const significant = digits.replace(/^0+(?=.)/, '');
  return significant.length > 64 ? UINT64_MAX + 1n : BigInt(prefix + significant);
}

function narrow(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Go's `strconv.FormatFloat(x, 'g', -1, 64)`: shortest digits, with an exponent below 1e-4 and from 1e6. */
export function goFloatText(x: number): string {
  if (Number.isNaN(x)) return '.nan';
  if (!Number.isFinite(x)) return x > 0 ? '.inf' : '-.inf';
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const [digits = '', exponent = ''] = x.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(x);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Go's `strconv.FormatFloat(x, 'g', -1, 32)`, which sigs.k8s.io/yaml uses for map keys that are floats: `3.14159265` → `3.1415927`. */
export function goFloat32Text(x: number): string {
  const single = Math.fround(x);
  if (single === 0) return goFloatText(single);
  for (let precision = 1; precision < 9 && Number.isFinite(single); precision += 1) {
    const shorter = Number(single.toPrecision(precision));
    if (Math.fround(shorter) === single) return goFloatText(shorter);
  }
  return goFloatText(Number.isFinite(single) ? Number(single.toPrecision(9)) : single);
}

/**
 * A number as `json.Marshal` followed by go-yaml v2 prints it: whole values that 64 bits hold in digits, whatever else as
 * `FormatFloat(x, 'g', -1, 64)`. `x` is finite.
 */
export function numberText(x: number | bigint): string {
  if (typeof x === 'bigint') return x >= INT64_MIN && x <= UINT64_MAX ? x.toString() : goFloatText(Number(x));
  if (Number.isInteger(x) && x > -(2 ** 63) && x < 2 ** 64) return String(x === 0 ? 0 : x);
  return goFloatText(x);
}
