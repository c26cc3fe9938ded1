import { SyntaxIssue } from './issue.ts';

interface Place {
  readonly at: number;
  readonly raw: boolean;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};

const escape = /\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;

/** The string that the content of a literal means. */
export function stringLiteral(content: string, place: Place): string {
  return [...pieces(content, place)]
    .map((piece) => (typeof piece === 'string' ? piece : textOf(piece, place)))
    .join('');
}

/** The bytes that the content of a literal means: escapes by number are bytes there. */
export function bytesLiteral(content: string, place: Place): Uint8Array {
  const parts = [...pieces(content, place)].map((piece) => {
    if (typeof piece === 'string') return Buffer.from(piece);
    if (piece.unicode) throw invalidEscape(place);
    return Buffer.from([piece.code]);
  });
  return new Uint8Array(Buffer.concat(parts));
}

interface Coded {
  readonly code: number;
  readonly unicode: boolean;
}

function* pieces(text: string, place: Place): Iterable<string | Coded> {
  const content = text.replaceAll(/\r\n?/g, '\n');
  if (place.raw || !content.includes('\\')) {
    yield content;
    return;
  }
  let from = 0;
  for (let at = content.indexOf('\\'); at >= 0; at = content.indexOf('\\', from)) {
    yield content.slice(from, at);
    escape.lastIndex = at;
    const found = escape.exec(content);
    if (found === null) throw invalidEscape(place);
    const [whole, simple, byte, short, long, octal] = found;
    from = at + whole.length;
    if (simple !== undefined) yield simpleEscapes[simple] ?? simple;
    else if (byte !== undefined) yield { code: Number.parseInt(byte, 16), unicode: false };
    else if (octal !== undefined) yield { code: Number.parseInt(octal, 8), unicode: false };
    else yield { code: Number.parseInt(short ?? long ?? '0', 16), unicode: true };
  }
  yield content.slice(from);
}

function textOf({ code }: Coded, place: Place): string {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw invalidEscape(place);
  return String.fromCodePoint(code);
}

function invalidEscape({ at }: Place): SyntaxIssue {
  return new SyntaxIssue(at, 'unable to unescape string');
}
