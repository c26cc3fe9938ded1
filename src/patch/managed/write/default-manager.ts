import { isPrintable } from '../../go-text.ts';

/** Bytes that a manager's name may have (apimachinery meta/v1/validation). */
const maxLength = 128;

/**
 * The manager of a request that names none: its User-Agent up to the first slash, printable characters only (prefixFromUserAgent in
 * apiserver handlers/create.go).
 */
export function defaultManager(userAgent: string): string {
  const [prefix = ''] = userAgent.split('/', 1);
  let name = '';
  let bytes = 0;
  for (const character of prefix) {
    if (!isPrintable(character)) continue;
    bytes += Buffer.byteLength(character);
    if (bytes > maxLength) break;
    name += character;
  }
  return name;
}
