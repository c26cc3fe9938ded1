/**
 * Strings of Go are bytes, and templates see that: `len`, `trunc`, `substr`, widths and comparisons count bytes, and may cut a letter in two. In
 * values a string is therefore a *byte string*: a JavaScript string whose every unit is one byte (0 to 255) of the UTF-8 text. For ASCII, which
 * nearly all of it is, both are the same string.
 */

/** The byte string of a text. */
export function bytesOfText(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a byte string; bytes that are no UTF-8 become U+FFFD, each, as Go's `range` over a string sees them. */
export function textOfBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Whether a text and its byte string are the same. */
export function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the range is what is meant
  return !/[^\x00-\x7f]/.test(text);
}
