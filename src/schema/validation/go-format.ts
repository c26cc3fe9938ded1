import type { Json } from '../../base/index.ts';

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Text as Go's `%q` (strconv.Quote) prints it. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text.toWellFormed()) quoted += escapes[character] ?? printable(character);
  return `${quoted}"`;
}

function printable(character: string): string {
  if (/^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A number of a JSON document as Go's `%v` prints it: a whole one is an int64 there, any other a float64. */
export function goNumber(value: number): string {
  return isInt64(value) ? BigInt(value).toString() : goFloat(value);
}

/** A number as Go's `%v` prints a float64: with an exponent from a million on and below a ten thousandth. */
export function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Whether Go would read the number as an int64. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

/** A value as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
export function goJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => `${goJson(key)}:${goJson(value[key])}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number') return jsonNumber(value);
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function jsonNumber(value: number): string {
  return isInt64(value) ? BigInt(value).toString() : JSON.stringify(value).replace(/e-(\d)$/, 'e-0$1');
}
