import { quoteString } from '../format/index.ts';
import { decodeRune, encodeRune, isPrintableRune } from '../value/index.ts';
import { keywords, type Token, type TokenKind } from './token.ts';

/** What surrounds actions: `{{` and `}}` unless told otherwise. */
export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

/** Splits a template, a byte string, into tokens as Go's text/template/parse/lex.go does; comments are left out. */
export class Lexer {
  readonly #delimiters: Delimiters;
  readonly #functions: { readonly isBreak: boolean; readonly isContinue: boolean };
  #text: string;
  #at = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #isInside = false;
  #parens = 0;

  /** `hasFunction` decides whether `break` and `continue` are functions instead of keywords. */
  constructor(text: string, delimiters: Delimiters, hasFunction: (name: string) => boolean) {
    this.#text = text;
    this.#delimiters = delimiters;
    this.#functions = { isBreak: hasFunction('break'), isContinue: hasFunction('continue') };
  }

  /** The next token; `eof` again and again at the end, and after an error. */
  next(): Token {
    return this.#isInside ? this.#insideAction() : this.#outside();
  }

  #outside(): Token {
    for (;;) {
      const { left } = this.#delimiters;
      const open = this.#text.indexOf(left, this.#at);
      if (open === -1) {
        this.#at = this.#text.length;
        if (this.#at === this.#start) return this.#token('eof');
        this.#countLines();
        return this.#token('text');
      }
      if (open > this.#at) {
        this.#at = open;
        if (isTrimmedLeft(this.#text, open + left.length)) this.#at = trimmedEnd(this.#text, this.#start, open);
        this.#countLines();
        const text = this.#token('text');
        this.#at = open;
        this.#ignore();
        if (text.text !== '') return text;
      }
      const token = this.#leftDelimiter();
      if (token !== undefined) return token;
    }
  }

  /** Undefined for a comment, which is passed over. */
  #leftDelimiter(): Token | undefined {
    this.#at += this.#delimiters.left.length;
    const marker = isTrimmedLeft(this.#text, this.#at) ? 2 : 0;
    if (this.#text.startsWith('/*', this.#at + marker)) {
      this.#at += marker;
      this.#ignore();
      return this.#comment();
    }
    const token = this.#token('left-delimiter');
    this.#isInside = true;
    this.#at += marker;
    this.#ignore();
    this.#parens = 0;
    return token;
  }

  #comment(): Token | undefined {
    const close = this.#text.indexOf('*/', this.#at + 2);
    if (close === -1) return this.#error('unclosed comment');
    this.#at = close + 2;
    const right = this.#rightDelimiterHere();
    if (right === undefined) return this.#error('comment ends before closing delimiter');
    this.#at += (right.isTrimmed ? 2 : 0) + this.#delimiters.right.length;
    if (right.isTrimmed) this.#at = trimmedStart(this.#text, this.#at);
    this.#ignore();
    return undefined;
  }

  #rightDelimiterHere(): { readonly isTrimmed: boolean } | undefined {
    const { right } = this.#delimiters;
    if (isTrimmedRight(this.#text, this.#at) && this.#text.startsWith(right, this.#at + 2)) return { isTrimmed: true };
    return this.#text.startsWith(right, this.#at) ? { isTrimmed: false } : undefined;
  }

  #rightDelimiter(isTrimmed: boolean): Token {
    if (isTrimmed) {
      this.#at += 2;
      this.#ignore();
    }
    this.#at += this.#delimiters.right.length;
    const token = this.#token('right-delimiter');
    if (isTrimmed) {
      this.#at = trimmedStart(this.#text, this.#at);
      this.#ignore();
    }
    this.#isInside = false;
    return token;
  }

  #insideAction(): Token {
    const right = this.#rightDelimiterHere();
    if (right !== undefined) {
      return this.#parens === 0 ? this.#rightDelimiter(right.isTrimmed) : this.#error('unclosed left paren');
    }
    const unit = this.#text[this.#at];
    switch (unit) {
      case undefined:
        return this.#error('unclosed action');
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        return this.#space();
      case '=':
        return this.#single('assign');
      case '|':
        return this.#single('pipe');
      case ':':
        this.#at += 1;
        if (this.#text[this.#at] !== '=') return this.#error('expected :=');
        return this.#single('declare');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'char-constant', 'unterminated character constant');
      case '`':
        return this.#rawString();
      case '$':
        this.#at += 1;
        return this.#fieldOrVariable('variable');
      case '(':
        this.#parens += 1;
        return this.#single('left-paren');
      case ')':
        this.#parens -= 1;
        if (this.#parens < 0) return this.#error('unexpected right paren');
        return this.#single('right-paren');
      default:
        return this.#word(unit);
    }
  }

  #word(unit: string): Token {
    if (unit === '.') {
      const after = this.#text.charCodeAt(this.#at + 1);
      if (this.#at + 1 < this.#text.length && !isDigit(after)) {
        this.#at += 1;
        return this.#fieldOrVariable('field');
      }
      return this.#number();
    }
    if (unit === '+' || unit === '-' || isDigit(unit.charCodeAt(0))) return this.#number();
    if (this.#isAlphanumericHere()) return this.#identifier();
    const { rune, size } = decodeRune(this.#text, this.#at);
    this.#at += size;
    if (rune < 0x80 && isPrintableRune(rune)) return this.#token('char');
    return this.#error(`unrecognized character in action: ${unicodeName(rune)}`);
  }

  #space(): Token {
    let count = 0;
    for (; isSpace(this.#text.charCodeAt(this.#at)); this.#at += 1) count += 1;
    this.#countLines();
    if (isTrimmedRight(this.#text, this.#at - 1) && this.#text.startsWith(this.#delimiters.right, this.#at + 1)) {
      this.#at -= 1;
      if (this.#text[this.#at] === '\n') this.#line -= 1;
      if (count === 1) return this.#rightDelimiter(true);
    }
    return this.#token('space');
  }

  #identifier(): Token {
    this.#skipAlphanumeric();
    const word = this.#text.slice(this.#start, this.#at);
    if (!this.#isAtTerminator()) return this.#badCharacter();
    const keyword = keywords.get(word);
    if (keyword !== undefined) {
      const isFunction =
        (keyword === 'break' && this.#functions.isBreak) || (keyword === 'continue' && this.#functions.isContinue);
      return this.#token(isFunction ? 'identifier' : keyword);
    }
    return this.#token(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  #fieldOrVariable(kind: 'field' | 'variable'): Token {
    if (this.#isAtTerminator()) return this.#token(kind === 'variable' ? 'variable' : 'dot');
    this.#skipAlphanumeric();
    return this.#isAtTerminator() ? this.#token(kind) : this.#badCharacter();
  }

  #badCharacter(): Token {
    const { rune, size } = decodeRune(this.#text, this.#at);
    this.#at += size;
    return this.#error(`bad character ${unicodeName(rune)}`);
  }

  #isAtTerminator(): boolean {
    const unit = this.#text[this.#at];
    if (unit === undefined || ' \t\r\n.,|:)('.includes(unit)) return true;
    return this.#text.startsWith(this.#delimiters.right, this.#at);
  }

  #quoted(quote: '"' | "'", kind: TokenKind, complaint: string): Token {
    for (;;) {
      this.#at += 1;
      const unit = this.#text[this.#at];
      if (unit === quote) return this.#single(kind);
      if (unit === '\\') this.#at += 1;
      const after = this.#text[this.#at];
      if (after === undefined || after === '\n') return this.#error(complaint);
    }
  }

  #rawString(): Token {
    const close = this.#text.indexOf('`', this.#at + 1);
    if (close === -1) {
      this.#at = this.#text.length;
      return this.#error('unterminated raw quoted string');
    }
    this.#at = close + 1;
    this.#countLines();
    return this.#token('raw-string');
  }

  /** Takes more than numbers are: what is wrong shows when the parser reads it. */
  #number(): Token {
    if (!this.#scanNumber()) return this.#badNumber();
    const sign = this.#text[this.#at];
    if (sign !== '+' && sign !== '-') return this.#token('number');
    if (!this.#scanNumber() || this.#text[this.#at - 1] !== 'i') return this.#badNumber();
    return this.#token('complex');
  }

  #badNumber(): Token {
    return this.#error(`bad number syntax: ${quoteString(this.#text.slice(this.#start, this.#at))}`);
  }

  #scanNumber(): boolean {
    number.lastIndex = this.#at;
    this.#at += number.exec(this.#text)?.[0].length ?? 0;
    if (this.#at >= this.#text.length || !this.#isAlphanumericHere()) return true;
    this.#at += decodeRune(this.#text, this.#at).size;
    return false;
  }

  #isAlphanumericHere(): boolean {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit < 0x80) return isAsciiAlphanumeric(unit);
    return this.#at < this.#text.length && letter.test(String.fromCodePoint(decodeRune(this.#text, this.#at).rune));
  }

  #skipAlphanumeric(): void {
    for (;;) {
      while (isAsciiAlphanumeric(this.#text.charCodeAt(this.#at))) this.#at += 1;
      if (!(this.#text.charCodeAt(this.#at) >= 0x80) || !this.#isAlphanumericHere()) return;
      this.#at += decodeRune(this.#text, this.#at).size;
    }
  }

  #single(kind: TokenKind): Token {
    this.#at += 1;
    return this.#token(kind);
  }

  #token(kind: TokenKind): Token {
    const text = this.#text.slice(this.#start, this.#at);
    const token = { kind, at: this.#start, text, line: this.#startLine };
    this.#start = this.#at;
    this.#startLine = this.#line;
    return token;
  }

  #error(message: string): Token {
    const token: Token = { kind: 'error', at: this.#start, text: message, line: this.#startLine };
    this.#text = '';
    this.#at = 0;
    this.#start = 0;
    return token;
  }

  /** Counts the lines of the token at hand. */
  #countLines(): void {
    for (let at = this.#text.indexOf('\n', this.#start); at !== -1 && at < this.#at;) {
      this.#line += 1;
      at = this.#text.indexOf('\n', at + 1);
    }
  }

  #ignore(): void {
    this.#countLines();
    this.#start = this.#at;
    this.#startLine = this.#line;
  }
}

const letter = /^[\p{L}\p{Nd}]$/u;
/** A sign, a prefix with its digits, a point, an exponent and `i`; a leading 0 makes no octal of a float. */
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function isAsciiAlphanumeric(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(unit) || unit === 0x5f;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0x0a;
}

function isTrimmedLeft(text: string, at: number): boolean {
  return text[at] === '-' && isSpace(text.charCodeAt(at + 1));
}

function isTrimmedRight(text: string, at: number): boolean {
  return text[at + 1] === '-' && isSpace(text.charCodeAt(at));
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function trimmedStart(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** `%#U` of Go's fmt. */
function unicodeName(rune: number): string {
  const code = `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintableRune(rune) ? `${code} '${encodeRune(rune)}'` : code;
}
