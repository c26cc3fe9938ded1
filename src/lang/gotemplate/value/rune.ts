/**
 * Runes in byte strings, read as Go's `unicode/utf8` reads them: a byte that begins no valid sequence is one rune, U+FFFD.
 */

/** U+FFFD, which stands for bytes that are no text. */
export const replacementRune = 0xff_fd;
/** The largest code point. */
export const maxRune = 0x10_ff_ff;

/** A rune and how many bytes it takes. */
export interface DecodedRune {
  readonly rune: number;
  readonly size: number;
}

/** The rune that begins at `at`, which lies within the text. */
export function decodeRune(bytes: string, at: number): DecodedRune {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { rune: first, size: 1 };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return invalid;
  let rune = first & (0xff >> (size + 1));
  for (let index = 1; index < size; index += 1) {
    const next = bytes.charCodeAt(at + index);
    if ((next & 0xc0) !== 0x80) return invalid;
    rune = (rune << 6) | (next & 0x3f);
  }
  const isOverlong = rune < (size === 4 ? 0x1_00_00 : size === 3 ? 0x8_00 : 0x80);
  if (isOverlong || rune > maxRune || isSurrogate(rune)) return invalid;
  return { rune, size };
}

const invalid: DecodedRune = { rune: replacementRune, size: 1 };

/** The bytes of a rune; of what is none, those of U+FFFD. */
export function encodeRune(rune: number): string {
  if (rune >= 0 && rune < 0x80) return String.fromCharCode(rune);
  const valid = rune < 0 || rune > maxRune || isSurrogate(rune) ? replacementRune : rune;
  return Buffer.from(String.fromCodePoint(valid), 'utf8').toString('latin1');
}

function isSurrogate(rune: number): boolean {
  return rune >= 0xd8_00 && rune <= 0xdf_ff;
}

/** How many runes a byte string has. */
export function countRunes(bytes: string): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count += 1) at += decodeRune(bytes, at).size;
  return count;
}

/** Whether Go counts a rune as printable: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintableRune(rune: number): boolean {
  if (rune < 0x7f) return rune >= 0x20;
  if (isSurrogate(rune)) return false;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(String.fromCodePoint(rune));
}
