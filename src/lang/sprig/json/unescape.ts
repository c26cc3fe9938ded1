import { decodeRune, encodeRune, isAscii } from '../../gotemplate/index.ts';

const replacementRune = 0xfffd;

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The byte string that the inside of a JSON string stands for; half a surrogate pair and bytes that are no text become U+FFFD. */
export function unescapeJson(raw: string): string {
  const valid = isAscii(raw) ? raw : replaceBroken(raw);
  if (!valid.includes('\\')) return valid;
  const pattern = /\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.)/g;
  return valid.replaceAll(pattern, (_, high?: string, low?: string, single?: string, letter?: string) => {
    if (high !== undefined && low !== undefined) {
      return encodeRune(0x10000 + ((Number.parseInt(high, 16) - 0xd800) << 10) + Number.parseInt(low, 16) - 0xdc00);
    }
    return single === undefined ? (letters[letter ?? ''] ?? letter ?? '') : encodeRune(Number.parseInt(single, 16));
  });
}

function replaceBroken(raw: string): string {
  let valid = '';
  for (let at = 0; at < raw.length;) {
    const { rune, size } = decodeRune(raw, at);
    valid += size === 1 && rune === replacementRune ? encodeRune(replacementRune) : raw.slice(at, at + size);
    at += size;
  }
  return valid;
}
