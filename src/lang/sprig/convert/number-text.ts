/**
 * Numbers in texts as Go's strconv reads them (Go 1.25): with base prefixes, and with `_` between digits where the base is the text's to tell.
 */

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

const integerForm =
  /^([+-]?)(?:0[xX](_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)|0[bB](_?[01]+(?:_[01]+)*)|0[oO]?(_?[0-7]+(?:_[0-7]+)*)|(0|[1-9][0-9]*(?:_[0-9]+)*))$/;

/** strconv.ParseInt(text, 0, 64); undefined where it gives an error, too large numbers included. */
export function parseGoInteger(text: string): bigint | undefined {
  const match = integerForm.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  return withinInt64(sign, magnitude(hex, binary, octal, decimal ?? ''));
}

function magnitude(
  hex: string | undefined,
  binary: string | undefined,
  octal: string | undefined,
  decimal: string,
): bigint {
  const digits = (text: string): string => text.replaceAll('_', '');
  if (hex !== undefined) return BigInt(`0x${digits(hex)}`);
  if (binary !== undefined) return BigInt(`0b${digits(binary)}`);
  if (octal !== undefined) return BigInt(`0o${digits(octal)}`);
  return BigInt(digits(decimal));
}

/** strconv.ParseInt(text, base, 64) for the bases 8 and 10; undefined where it gives an error, `clamped` where the number is too large. */
export function parseDigits(text: string, base: 8 | 10): bigint | undefined {
  const match = (base === 8 ? /^([+-]?)([0-7]+)$/ : /^([+-]?)([0-9]+)$/).exec(text);
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  return withinInt64(sign, base === 8 ? BigInt(`0o${digits}`) : BigInt(digits));
}

/** strconv.Atoi as those use it who drop its error: 0 for what is no number, the nearest int for what is too large. */
export function parseClamped(text: string): bigint {
  const match = /^([+-]?)([0-9]+)$/.exec(text);
  if (match === null) return 0n;
  const value = match[1] === '-' ? -BigInt(match[2] ?? '') : BigInt(match[2] ?? '');
  if (value > maxInt64) return maxInt64;
  return value < minInt64 ? minInt64 : value;
}

function withinInt64(sign: string | undefined, magnitude: bigint): bigint | undefined {
  const value = sign === '-' ? -magnitude : magnitude;
  return value > maxInt64 || value < minInt64 ? undefined : value;
}

const decimalForm =
  /^[+-]?(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const hexForm = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/;

/** strconv.ParseFloat(text, 64); undefined where it gives an error, numbers beyond float64 included. */
export function parseGoFloat(text: string): number | undefined {
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (named !== null) return namedFloat(named[1] ?? '', (named[2] ?? '').toLowerCase());
  const value = decimalForm.test(text) ? Number(text.replaceAll('_', '')) : parseHexFloat(text);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function namedFloat(sign: string, name: string): number | undefined {
  if (name === 'nan') return sign === '' ? Number.NaN : undefined;
  return sign === '-' ? -Infinity : Infinity;
}

/** Base-16 floats; the mantissa's digits are those of a double at most, or rounding would have to be spelt out. */
function parseHexFloat(text: string): number | undefined {
  const match = hexForm.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = ''] = match;
  if (whole + fraction === '') return undefined;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
