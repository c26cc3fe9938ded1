import { decodeRune, encodeRune, isPrintableRune, replacementRune } from '../value/index.ts';

/** A byte string as Go's `strconv.Quote` writes it, between double quotes. */
export function quoteString(bytes: string): string {
  if (plain.test(bytes)) return `"${bytes}"`;
  return quoteWith(bytes, '"', false);
}

/** `strconv.QuoteToASCII`. */
export function quoteStringToAscii(bytes: string): string {
  return quoteWith(bytes, '"', true);
}

/** `strconv.QuoteRune`, between single quotes; `isAscii` for `strconv.QuoteRuneToASCII`. */
export function quoteRune(rune: number, isAscii: boolean): string {
  const isValid = rune >= 0 && rune <= 0x10_ff_ff && !(rune >= 0xd8_00 && rune <= 0xdf_ff);
  return `'${escapeRune(isValid ? rune : replacementRune, "'", isAscii)}'`;
}

/** Whether a string can stand between backquotes unchanged (`strconv.CanBackquote`). */
export function canBackquote(bytes: string): boolean {
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    at += size;
    if (size > 1) {
      if (rune === 0xfe_ff) return false;
      continue;
    }
    if (rune === replacementRune) return false;
    if ((rune < 0x20 && rune !== 9) || rune === 0x60 || rune === 0x7f) return false;
  }
  return true;
}

const plain = /^[ !#-[\]-~]*$/;

function quoteWith(bytes: string, quote: '"' | "'", isAscii: boolean): string {
  let out = quote as string;
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    out +=
      size === 1 && rune === replacementRune
        ? `\\x${bytes.charCodeAt(at).toString(16).padStart(2, '0')}`
        : escapeRune(rune, quote, isAscii);
    at += size;
  }
  return out + quote;
}

function escapeRune(rune: number, quote: '"' | "'", isAscii: boolean): string {
  if (rune === quote.charCodeAt(0) || rune === 0x5c) return `\\${String.fromCharCode(rune)}`;
  if (isAscii ? rune < 0x7f && isPrintableRune(rune) : isPrintableRune(rune)) return encodeRune(rune);
  const short = shortEscapes.get(rune);
  if (short !== undefined) return short;
  if (rune < 0x20 || rune === 0x7f) return `\\x${rune.toString(16).padStart(2, '0')}`;
  return rune < 0x1_00_00 ? `\\u${rune.toString(16).padStart(4, '0')}` : `\\U${rune.toString(16).padStart(8, '0')}`;
}

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [7, String.raw`\a`],
  [8, String.raw`\b`],
  [12, String.raw`\f`],
  [10, String.raw`\n`],
  [13, String.raw`\r`],
  [9, String.raw`\t`],
  [11, String.raw`\v`],
]);
