/** go-yaml breaks a line at the first blank behind this column. */
const WIDTH = 80;

const BREAKS = '\n\u2028\u2029';

/**
 * A plain or single quoted scalar at `column`, folded at blanks behind column 80 into lines indented by `indent`: a single blank only, and in
 * quotes neither the first nor the last character. `fold` is false for keys of the line form. go-yaml v2.4.3
 * `yaml_emitter_write_plain_scalar`, `…_write_single_quoted_scalar`.
 */
export function foldedText(scalar: string, column: number, indent: number, fold: boolean, quoted: boolean): string {
  const body = quoted && scalar.includes("'") ? scalar.replaceAll("'", "''") : scalar;
  if (/[\u2028\u2029]/.test(body)) return quote(brokenText(body, column, indent, fold), quoted);
  if (!fold || column + body.length <= WIDTH) return quote(body, quoted);
  const pad = `\n${' '.repeat(indent)}`;
  let out = '';
  let copied = 0;
  let lineStart = quoted ? -1 : 0;
  let lineColumn = column;
  for (let at = body.indexOf(' '); at !== -1; at = body.indexOf(' ', at + 1)) {
    if (lineColumn + at - lineStart <= WIDTH) continue;
    const single = body.charCodeAt(at - 1) !== 32 && body.charCodeAt(at + 1) !== 32;
    if (!single || (quoted && (at === 0 || at === body.length - 1))) continue;
    out += body.slice(copied, at) + pad;
    copied = at + 1;
    lineStart = at + 1;
    lineColumn = indent;
  }
  return quote(out + body.slice(copied), quoted);
}

function quote(text: string, quoted: boolean): string {
  return quoted ? `'${text}'` : text;
}

/** The rare single quoted scalar with line or paragraph separators, which go-yaml writes as they are, indenting what follows. */
function brokenText(body: string, column: number, indent: number, fold: boolean): string {
  let out = '';
  let at = column + 1;
  let spaces = false;
  let breaks = false;
  for (let index = 0; index < body.length; index += 1) {
    const char = body.charAt(index);
    if (char === ' ') {
      const inside = index > 0 && index < body.length - 1 && body.charAt(index + 1) !== ' ';
      if (fold && !spaces && at > WIDTH && inside) {
        out += `\n${' '.repeat(indent)}`;
        at = indent;
      } else {
        out += char;
        at += 1;
      }
      spaces = true;
    } else if (BREAKS.includes(char)) {
      out += char;
      at = 0;
      breaks = true;
    } else {
      if (breaks && at < indent) {
        out += ' '.repeat(indent - at);
        at = indent;
      }
      out += char;
      at += 1;
      spaces = false;
      breaks = false;
    }
  }
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

const TO_ESCAPE = /[\p{Cc}"\\\u2028\u2029\ufeff\ufffe\uffff\u{10000}-\u{10ffff}]/u;

/**
 * A double quoted scalar at `column`, folded at blanks behind column 80 (a fold before a further blank ends in `\`), without the first and last
 * character. go-yaml v2.4.3 `yaml_emitter_write_double_quoted_scalar`, with its quirk that a leading byte order mark has everything escaped.
 */
export function doubleQuotedText(scalar: string, column: number, indent: number, fold: boolean): string {
  const escapeAll = scalar.startsWith('\ufeff');
  if (!escapeAll && !TO_ESCAPE.test(scalar) && (!fold || column + scalar.length <= WIDTH)) return `"${scalar}"`;
  const runes = Array.from(scalar);
  let out = '"';
  let at = column + 1;
  let spaces = false;
  for (let index = 0; index < runes.length; index += 1) {
    const rune = runes[index] ?? '';
    if (escapeAll || TO_ESCAPE.test(rune)) {
      const escape = escapeOf(rune);
      out += escape;
      at += escape.length;
      spaces = false;
    } else if (rune !== ' ') {
      out += rune;
      at += 1;
      spaces = false;
    } else {
      if (fold && !spaces && at > WIDTH && index > 0 && index < runes.length - 1) {
        out += `\n${' '.repeat(indent)}`;
        at = indent;
        if (runes[index + 1] === ' ') {
          out += '\\';
          at += 1;
        }
      } else {
        out += rune;
        at += 1;
      }
      spaces = true;
    }
  }
  return `${out}"`;
}

function escapeOf(rune: string): string {
  const named = ESCAPES[rune];
  if (named !== undefined) return named;
  const code = rune.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/**
 * A literal block scalar with its header (`|`, an indentation hint where it starts with a blank or break, `-` without a last line break, `+`
 * with several), its lines indented by `indent`. go-yaml v2.4.3 `yaml_emitter_write_literal_scalar`.
 */
export function literalText(scalar: string, indent: number): string {
  const first = scalar.charAt(0);
  const hint = first === ' ' || BREAKS.includes(first) ? '2' : '';
  const lines = scalar.replace(/(^|[\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, `$1${' '.repeat(indent)}`);
  return `|${hint}${chomping(scalar)}\n${lines}`;
}

function chomping(scalar: string): string {
  if (!BREAKS.includes(scalar.charAt(scalar.length - 1))) return '-';
  return scalar.length === 1 || BREAKS.includes(scalar.charAt(scalar.length - 2)) ? '+' : '';
}
