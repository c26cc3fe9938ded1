import { bytesOfText, decodeRune, isAscii } from '../../gotemplate/index.ts';

/** Byte strings letter by letter, as Go's `range` and `[]rune` see them: a byte that is no UTF-8 is one U+FFFD. */

const replacement = 0xfffd;

/** The code points of a byte string. */
export function runesOf(bytes: string): number[] {
  const runes: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    runes.push(rune);
    at += size;
  }
  return runes;
}

/** The byte string of code points; a surrogate among them becomes U+FFFD. */
export function bytesOfRunes(runes: readonly number[]): string {
  let text = '';
  for (const rune of runes) text += String.fromCodePoint(rune >= 0xd800 && rune <= 0xdfff ? replacement : rune);
  return bytesOfText(text);
}

/** Every code point changed on its own, as strings.Map does. */
export function mapRunes(bytes: string, change: (rune: number) => number): string {
  return bytesOfRunes(runesOf(bytes).map(change));
}

/** unicode.ToUpper: one letter stays one letter. */
export function upperRune(rune: number): number {
  return single(rune, String.fromCodePoint(rune).toUpperCase());
}

/** unicode.ToLower. */
export function lowerRune(rune: number): number {
  return rune === 0x130 ? 0x69 : single(rune, String.fromCodePoint(rune).toLowerCase());
}

/** unicode.ToTitle: upper case but for the few digraphs that have a title form, and Georgian, which has none. */
export function titleRune(rune: number): number {
  if (rune >= 0x1c4 && rune <= 0x1cc) return rune - ((rune - 0x1c4) % 3) + 1;
  if (rune >= 0x1f1 && rune <= 0x1f3) return 0x1f2;
  if (rune >= 0x10d0 && rune <= 0x10ff) return rune;
  return upperRune(rune);
}

function single(rune: number, changed: string): number {
  const [letter, ...more] = changed;
  return more.length > 0 ? rune : (letter?.codePointAt(0) ?? rune);
}

/** unicode.IsSpace. */
export function isSpace(rune: number): boolean {
  if (rune < 0x100) return (rune >= 9 && rune <= 13) || rune === 0x20 || rune === 0x85 || rune === 0xa0;
  return (
    rune === 0x1680 ||
    (rune >= 0x2000 && rune <= 0x200a) ||
    rune === 0x2028 ||
    rune === 0x2029 ||
    rune === 0x202f ||
    rune === 0x205f ||
    rune === 0x3000
  );
}

/** unicode.IsUpper. */
export function isUpper(rune: number): boolean {
  return isAsciiRune(rune) ? rune >= 65 && rune <= 90 : /^\p{Lu}$/u.test(String.fromCodePoint(rune));
}

/** unicode.IsLower. */
export function isLower(rune: number): boolean {
  return isAsciiRune(rune) ? rune >= 97 && rune <= 122 : /^\p{Ll}$/u.test(String.fromCodePoint(rune));
}

/** unicode.IsTitle. */
export function isTitle(rune: number): boolean {
  return !isAsciiRune(rune) && /^\p{Lt}$/u.test(String.fromCodePoint(rune));
}

/** unicode.IsLetter or unicode.IsDigit. */
export function isLetterOrDigit(rune: number): boolean {
  return /^[\p{L}\p{Nd}]$/u.test(String.fromCodePoint(rune));
}

function isAsciiRune(rune: number): boolean {
  return rune < 0x80;
}

/** strings.ToUpper. */
export function upper(bytes: string): string {
  return isAscii(bytes) ? bytes.toUpperCase() : mapRunes(bytes, upperRune);
}

/** strings.ToLower. */
export function lower(bytes: string): string {
  return isAscii(bytes) ? bytes.toLowerCase() : mapRunes(bytes, lowerRune);
}
