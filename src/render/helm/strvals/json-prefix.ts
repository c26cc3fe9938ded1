import { SetError } from './error.ts';

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/**
 * The text of the JSON value that `text` starts with, blanks before it included, as Go's json.Decoder takes it from a stream: a number or word
 * ends where it cannot go on. Throws SetError where there is none.
 */
export function jsonPrefix(text: string): string {
  const start = /^[ \t\r\n]*/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(start);
  const word = /^(?:true|false|null)/.exec(rest)?.[0] ?? number.exec(rest)?.[0];
  if (word !== undefined) {
    if (/[\d]/.test(word) && /^[.eE]/.test(rest.slice(word.length))) throw new SetError('invalid character in number');
    return text.slice(0, start + word.length);
  }
  return text.slice(0, start + bracketed(rest));
}

/** The length of a text, object or list. */
function bracketed(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if ('{['.includes(character)) depth += 1;
    else if ('}]'.includes(character)) depth -= 1;
    else if (depth === 0) break;
    if (depth === 0 && !quoted) return at + 1;
  }
  throw new SetError('unexpected EOF');
}
