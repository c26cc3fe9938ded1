import { decodeRune, isPrintableRune } from '../value/index.ts';

/** Go's `template.HTMLEscapeString`. */
export function escapeHtml(bytes: string): string {
  // eslint-disable-next-line no-control-regex -- NUL is what is meant
  return bytes.replace(/[\x00"'&<>]/g, (unit) => htmlEscapes[unit] ?? unit);
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '\x00': '\xef\xbf\xbd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** Go's `template.JSEscapeString`. */
export function escapeJs(bytes: string): string {
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    const unit = bytes.slice(at, at + size);
    at += size;
    if (rune < 0x80) out += jsEscapes[unit] ?? (rune < 0x20 ? `\\u00${hex(rune, 2)}` : unit);
    else out += isPrintableRune(rune) ? unit : `\\u${hex(rune, 4)}`;
  }
  return out;
}

const jsEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": String.raw`\'`,
  '"': String.raw`\"`,
  '<': String.raw`\u003C`,
  '>': String.raw`\u003E`,
  '&': String.raw`\u0026`,
  '=': String.raw`\u003D`,
};

/** Go's `url.QueryEscape`. */
export function escapeQuery(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9\-_.~]/g, (unit) => (unit === ' ' ? '+' : `%${hex(unit.charCodeAt(0), 2)}`));
}

function hex(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}
