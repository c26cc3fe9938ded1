import { quoteString } from '../format/index.ts';
import { decodeRune } from '../value/index.ts';

/** What the lexer tells apart (text/template/parse/lex.go). */
export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'char-constant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'left-delimiter'
  | 'left-paren'
  | 'number'
  | 'pipe'
  | 'raw-string'
  | 'right-delimiter'
  | 'right-paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'comment'
  | Keyword;

/** Words that are no functions. */
export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'dot'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

/** A piece of a template. */
export interface Token {
  readonly kind: TokenKind;
  /** In bytes from the beginning of the text. */
  readonly at: number;
  /** Its text; of an error the message. */
  readonly text: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/** The keywords by their words. */
export const keywords: ReadonlyMap<string, Keyword> = new Map([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['range', 'range'],
  ['nil', 'nil'],
  ['template', 'template'],
  ['with', 'with'],
]);

const keywordKinds: ReadonlySet<TokenKind> = new Set(keywords.values());

/** A token as error texts name it: keywords in angle brackets, the rest quoted and cut at ten letters. */
export function describeToken(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'error') return token.text;
  if (keywordKinds.has(token.kind)) return `<${token.text}>`;
  if (token.text.length <= 10) return quoteString(token.text);
  let end = 0;
  for (let count = 0; count < 10 && end < token.text.length; count += 1) end += decodeRune(token.text, end).size;
  return `${quoteString(token.text.slice(0, end))}...`;
}
