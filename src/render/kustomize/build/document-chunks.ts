import { KustomizeError } from '../error.ts';

/** What makes a difference to how kyaml cuts a text: something behind `---`, `...`, directives, marks of byte order. */
const unusual = /(?:^|\n)(?:---[^\n]*[^\s-]|----|\.\.\.|%)|\n\xef\xbb\xbf/;

/**
 * A text of resources as kyaml cuts it (kyaml 0.21, kio.ByteReader splitDocuments): at every line that starts with `---` and has nothing but a
 * comment behind it. Of each part one document is read: what stands behind `...` is lost, a directive has no document, a mark of byte order is
 * nothing. Lines keep their numbers. Throws KustomizeError `malformed`.
 */
export function chunked(text: Uint8Array | string, file: string): Uint8Array | string {
  const bytes =
    typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1');
  if (!unusual.test(bytes) && !(typeof text === 'string' && text.includes('\n\ufeff'))) return text;
  const whole = typeof text === 'string' ? text : new TextDecoder().decode(text);
  // `String.split` gives the parts and, between them, what was matched.
  const parts = whole.split(/(\n---.*\n)/);
  let line = 1;
  return parts
    .map((part, index) => {
      const at = { file, line, column: 1 };
      line += part.split('\n').length - 1;
      return index % 2 === 1 ? separator(part, { ...at, line: at.line + 1 }) : chunk(part, at);
    })
    .join('');
}

function separator(text: string, place: { file: string; line: number; column: number }): string {
  const behind = text.slice(4).trim();
  if (behind === '' || behind.startsWith('#')) return text;
  const message = `invalid document separator: ${text.trim()}: write what is behind it in a line of its own`;
  throw new KustomizeError('malformed', message, { place });
}

function chunk(text: string, place: { file: string; line: number; column: number }): string {
  const content = text.replace(/^\ufeff/, '');
  if (/^(?:[ \t]*(?:#.*)?\r?\n)*%/.test(content)) {
    const message = 'did not find expected <document start>: take the directive (the line with %) out';
    throw new KustomizeError('malformed', message, { place });
  }
  const end = /(?:^|\n)\.\.\.(?=\s|$)/.exec(content);
  if (end === null) return content;
  const rest = content.slice(end.index);
  return content.slice(0, end.index) + '\n'.repeat(rest.split('\n').length - 1);
}
