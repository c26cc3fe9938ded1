import { Buffer, isUtf8 } from 'node:buffer';

const OUTSIDE_ALPHABET = /[^A-Za-z0-9+/]/;

/**
 * The text that a `!!binary` scalar becomes on its way through Go: base64 decoded as `base64.StdEncoding` does (line breaks are skipped,
 * nothing else), and each byte that is no UTF-8 replaced by U+FFFD as `encoding/json` does. Undefined where it is not base64.
 */
export function binaryText(scalar: string): string | undefined {
  const base64 = scalar.replace(/[\r\n]/g, '');
  const digits = base64.endsWith('==') ? base64.slice(0, -2) : base64.endsWith('=') ? base64.slice(0, -1) : base64;
  if (base64.length % 4 !== 0 || OUTSIDE_ALPHABET.test(digits)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)));
    text += length === undefined ? '\ufffd' : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}
