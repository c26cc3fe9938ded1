import { decodeRune, isAscii } from '../gotemplate/index.ts';

/** The first of the lone surrogates that stand for bytes which are no UTF-8, as Python's surrogateescape has them. */
const escapeBase = 0xdc00;

/** The text of a byte string that keeps every byte: those that are no UTF-8 become lone surrogates, each one character to a matcher, as in Go. */
export function escapedText(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    const isBroken = size === 1 && rune > 0x7f;
    text += isBroken ? String.fromCharCode(escapeBase + bytes.charCodeAt(at)) : String.fromCodePoint(rune);
    at += size;
  }
  return text;
}

/** The byte string of such a text. */
export function unescapedBytes(text: string): string {
  if (isAscii(text)) return text;
  let bytes = '';
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const isEscape = code >= escapeBase && code <= escapeBase + 0xff;
    bytes += isEscape ? String.fromCharCode(code - escapeBase) : Buffer.from(letter, 'utf8').toString('latin1');
  }
  return bytes;
}
