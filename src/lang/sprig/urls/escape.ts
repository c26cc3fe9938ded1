import { GoFailure, quoteString } from '../../gotemplate/index.ts';

/** The parts of a URL, which escape differently. */
export type UrlPart = 'path' | 'user' | 'host' | 'fragment';

/** What stands for itself in each part, beside letters, digits and `-_.~` (Go 1.25, net/url, shouldEscape). */
const allowed: Readonly<Record<UrlPart, string>> = {
  path: '$&+,/:;=@',
  user: '$&+,;=',
  host: '!$&\'()*+,;=:[]<>"',
  fragment: '$&+,/:;=?@!()*',
};

function standsForItself(byte: string, part: UrlPart): boolean {
  return /[A-Za-z0-9\-_.~]/.test(byte) || allowed[part].includes(byte);
}

/** A byte string with `%XX` for what the part cannot hold. */
export function escapeUrl(bytes: string, part: UrlPart): string {
  return Array.from(bytes, (byte) => {
    if (standsForItself(byte, part)) return byte;
    return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** The bytes that an escaped text stands for. @throws GoFailure as net/url's unescape fails */
export function unescapeUrl(text: string, part: UrlPart): string {
  let bytes = '';
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? '';
    if (byte === '%') {
      const hex = text.slice(at + 1, at + 3);
      // A host escapes only what is not ASCII.
      const isRefused = part === 'host' && /^[0-7]/.test(hex) && hex !== '25';
      if (!/^[0-9a-fA-F]{2}$/.test(hex) || isRefused) {
        throw new GoFailure(`invalid URL escape ${quoteString(text.slice(at, at + 3))}`);
      }
      bytes += String.fromCharCode(Number.parseInt(hex, 16));
      at += 2;
    } else {
      if (part === 'host' && byte < '\x80' && !standsForItself(byte, part)) {
        throw new GoFailure(`invalid character ${quoteString(byte)} in host name`);
      }
      bytes += byte;
    }
  }
  return bytes;
}
