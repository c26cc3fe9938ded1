import { JqError } from './error.ts';

/** A word of an expression, and where it begins. `field`: `.name`; `text` holds the name, or what a string says. */
export interface Token {
  readonly kind: 'field' | 'word' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** The longest expression that is read, in UTF-16 code units. */
const maxLength = 4_096;

const pattern =
  /\s+|#[^\n]*|\.(?<field>[A-Za-z_]\w*)|(?<word>[A-Za-z_]\w*(?:::\w+)*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.)*")|(?<sign>\.\.|\?\/\/|\/\/=|\/\/|[|+\-*/%=!<>]=|[.[\](){}|,;:?<>+\-*/%=$@])/suy;

/** The words of a jq expression, with an `end` behind them. Throws JqError. */
export function tokensOf(text: string): Token[] {
  if (text.length > maxLength) throw new JqError('budget', `it is longer than ${maxLength} characters`);
  const tokens: Token[] = [];
  const scanner = new RegExp(pattern);
  while (scanner.lastIndex < text.length) {
    const at = scanner.lastIndex;
    const groups = scanner.exec(text)?.groups;
    if (groups === undefined) throw new JqError('syntax', `unexpected ${JSON.stringify(text[at])} at ${at + 1}`);
    for (const kind of ['field', 'word', 'number', 'string', 'sign'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: kind === 'string' ? stringOf(found, at) : found, at });
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

function stringOf(written: string, at: number): string {
  if (/(?:^|[^\\])(?:\\\\)*\\\(/.test(written))
    throw new JqError('unsupported', `text with an expression in it, at ${at + 1}`);
  try {
    return JSON.parse(written) as string;
  } catch {
    throw new JqError('syntax', `a text that cannot be read, at ${at + 1}`);
  }
}
