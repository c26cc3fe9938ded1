import { decodeRune, encodeRune, maxRune } from '../value/index.ts';

/** The text of a Go string literal, quoted or raw (`strconv.Unquote`); undefined where its syntax is invalid. */
export function unquoteString(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner.replaceAll('\r', '');
  if (!inner.includes('\\')) return inner.includes('\n') ? undefined : inner;
  let out = '';
  for (let at = 0; at < inner.length;) {
    const unit = unquoteUnit(inner, at, '"');
    if (unit === undefined) return undefined;
    out += unit.bytes;
    at = unit.end;
  }
  return out;
}

/** The code of a Go character literal, or how it is wrong. */
export function unquoteRune(literal: string): number | 'syntax' | 'malformed' {
  const unit = unquoteUnit(literal, 1, "'");
  if (unit === undefined) return 'syntax';
  return literal.slice(unit.end) === "'" ? unit.rune : 'malformed';
}

/** A letter or an escape; `bytes` is what it stands for in a string. */
interface Unit {
  readonly rune: number;
  readonly bytes: string;
  readonly end: number;
}

function unquoteUnit(text: string, at: number, quote: '"' | "'"): Unit | undefined {
  const first = text[at];
  if (first === undefined || first === quote || first === '\n') return undefined;
  if (first !== '\\') {
    const { rune, size } = decodeRune(text, at);
    return { rune, bytes: text.slice(at, at + size), end: at + size };
  }
  const letter = text[at + 1] ?? '';
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { rune: simple, bytes: String.fromCharCode(simple), end: at + 2 };
  if (letter === quote) return { rune: quote.charCodeAt(0), bytes: quote, end: at + 2 };
  return codeEscape(text, at);
}

/** `\x41`, `\101`, `\u0041` and `\U00000041`. */
function codeEscape(text: string, at: number): Unit | undefined {
  for (const [pattern, base, isByte] of codeEscapes) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const rune = Number.parseInt(match[1] ?? '', base);
    const end = at + match[0].length;
    if (isByte) return rune > 255 ? undefined : { rune, bytes: String.fromCharCode(rune), end };
    return rune > maxRune || (rune >= 0xd8_00 && rune <= 0xdf_ff) ? undefined : { rune, bytes: encodeRune(rune), end };
  }
  return undefined;
}

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 0x5c };

const codeEscapes: readonly (readonly [RegExp, number, boolean])[] = [
  [/\\x([0-9a-fA-F]{2})/y, 16, true],
  [/\\([0-7]{3})/y, 8, true],
  [/\\u([0-9a-fA-F]{4})/y, 16, false],
  [/\\U([0-9a-fA-F]{8})/y, 16, false],
];
