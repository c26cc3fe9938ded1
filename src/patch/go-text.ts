import type { Json } from '../base/index.ts';

/**
 * How Go prints values in the error texts that we reproduce: `fmt`'s verbs `%q`, `%v` and `%#v` over what encoding/json reads into
 * an `interface{}` with whole numbers as int64 (Go 1.26).
 */

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u000b': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in Go's double quotes (`%q`). */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const escaped = escapes[character];
    if (escaped !== undefined) quoted += escaped;
    else if (isPrintable(character)) quoted += character;
    else quoted += escapeCode(character.codePointAt(0) ?? 0);
  }
  return `${quoted}"`;
}

/** What Go's unicode.IsPrint says of a character. */
export function isPrintable(character: string): boolean {
  return character === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character);
}

function escapeCode(code: number): string {
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x1_0000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A float64 as `%v` prints it: shortest digits, with an exponent from 1e+06 on and below 1e-04. */
export function goFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A value as `%v` prints it: `map[a:1 b:[x y]]`. */
export function goValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (typeof value === 'object') {
    const members = Object.keys(value).sort();
    return `map[${members.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
  }
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goFloat(value);
  return String(value);
}

/** A value as `%#v` prints it: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') {
    const members = Object.keys(value).sort();
    return `map[string]interface {}{${members.map((key) => `${goQuote(key)}:${goSyntax(value[key])}`).join(', ')}}`;
  }
  return typeof value === 'string' ? goQuote(value) : goValue(value);
}

/** The Go type that encoding/json gives a value, as `%T` prints it. */
export function goTypeName(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'object':
      return 'map[string]interface {}';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    case 'boolean':
      return 'bool';
    default:
      return 'string';
  }
}
