/**
 * Text that libyaml and so Go accepts and YAML 1.2 (and js-yaml) refuses: quoted scalars and brackets that go on left of where their
 * parent's content stands, tabs between the tokens inside of brackets, a comment that touches a quote, a bracket or a `|`, the escape `\'`,
 * an alias as a key without a blank before its colon, `-` alone between brackets, a colon at the end of a text between brackets.
 *
 *     args: [          note: "goes on
 *       "a"            at the margin"
 *     ]
 *
 * The remedy keeps every offset: line breaks, tabs and comments inside of quotes and brackets become blanks of the same length, so that
 * js-yaml sees one line, and the `*` of such an alias, the `-` and the colon become letters; scalars are then decoded from the text as it was, where a
 * plain one that starts with `*` is such an alias. It is only tried on a text that js-yaml refused. Gives undefined
 * where there is nothing to repair, or where the text cannot be told apart into tokens.
 */
export function repairText(text: string): string | undefined {
  return new Repair(text).run();
}

const ALIAS_KEY = /^\*[0-9A-Za-z_-]+:(?:\s|$)/;
const LONGEST_ALIAS_KEY = 130;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const QUESTION = 63;
const BACKSLASH = 92;
const FLOW_INDICATORS = new Set([COMMA, 91, 93, 123, 125]);

/** The text cannot be told apart into tokens; never leaves this file. */
class Unreadable extends Error {}

class Repair {
  readonly #text: string;
  readonly #parts: string[] = [];
  #copied = 0;
  #at = 0;
  /** Where the line of the last token outside of quotes and brackets starts. */
  #lineStart = 0;
  /** Column of the innermost key or indicator on this line: a block scalar's lines are indented deeper. */
  #parent = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string | undefined {
    try {
      while (this.#at < this.#text.length) this.#blockToken();
    } catch (thrown) {
      if (thrown instanceof Unreadable) return undefined;
      throw thrown;
    }
    if (this.#parts.length === 0) return undefined;
    return this.#parts.join('') + this.#text.slice(this.#copied);
  }

  #blockToken(): void {
    const start = this.#at;
    const code = this.#code(start);
    if (this.#isLineStart(start)) {
      this.#lineStart = start;
      this.#at = this.#skip(start, SPACE);
      this.#parent = this.#at - start;
      if (/^(?:---|\.\.\.)(?=\s|$)/.test(this.#text.slice(start, start + 4))) this.#at = start + 3;
      else if (this.#at > start) return;
    }
    if (this.#at > start) return;
    if (isBlank(code) || isBreak(code)) this.#at += 1;
    else if (code === HASH) this.#at = this.#lineEnd(start);
    else if ((code === DASH || code === QUESTION || code === COLON) && this.#isBlankOrEnd(start + 1)) {
      if (code !== COLON) this.#parent = this.#column(start);
      this.#at += 1;
    } else if (code === DOUBLE || code === SINGLE) {
      this.#quoted(code);
      this.#keyOrComment(start);
    } else if (code === 91 || code === 123) {
      this.#flow();
      this.#keyOrComment(start);
    } else if (code === 124 || code === 62) this.#blockScalar();
    else if (code === 42 && ALIAS_KEY.test(this.#text.slice(start, start + LONGEST_ALIAS_KEY))) {
      this.#replace(start, start + 1, '_');
      this.#plain();
    } else if (code === 38 || code === 42 || code === 33) this.#at = this.#wordEnd(start);
    else this.#plain();
  }

  /** Behind a quote or bracket: it was a key, or a comment may touch it. */
  #keyOrComment(start: number): void {
    if (this.#code(this.#at) === HASH) this.#blank(this.#at, this.#lineEnd(this.#at));
    if (this.#code(this.#skip(this.#at, SPACE)) === COLON) this.#parent = this.#column(start);
  }

  #quoted(quote: number): void {
    this.#at += 1;
    for (;;) {
      const code = this.#code(this.#at);
      if (Number.isNaN(code)) throw new Unreadable();
      if (code === quote) {
        this.#at += 1;
        if (quote === DOUBLE || this.#code(this.#at) !== SINGLE) return;
      } else if (isBreak(code)) {
        this.#blank(this.#at, this.#at + 1);
        continue;
      } else if (code === BACKSLASH && quote === DOUBLE) {
        if (this.#code(this.#at + 1) === SINGLE) this.#replace(this.#at, this.#at + 2, '\\\\');
        else if (isBreak(this.#code(this.#at + 1))) this.#at += 1;
        else this.#at += 2;
        continue;
      }
      this.#at += 1;
    }
  }

  /** A bracketed list or map, to its end. */
  #flow(): void {
    let open = 0;
    let tokenStart = true;
    let afterComment = false;
    let inPlain = false;
    for (;;) {
      const at = this.#at;
      const code = this.#code(at);
      if (Number.isNaN(code)) throw new Unreadable();
      if (code === HASH && (tokenStart || isBlank(this.#code(at - 1)) || this.#isLineStart(at))) {
        afterComment ||= inPlain;
        this.#blank(at, this.#lineEnd(at));
      } else if (isBreak(code) || code === TAB) {
        this.#blank(at, at + 1);
      } else if (code === SPACE) {
        this.#at += 1;
      } else if (code === 91 || code === 123 || code === 93 || code === 125 || code === COMMA) {
        if (afterComment && (code === 91 || code === 123)) throw new Unreadable();
        this.#at += 1;
        open += code === 91 || code === 123 ? 1 : code === COMMA ? 0 : -1;
        if (open === 0) return;
        tokenStart = code !== 93 && code !== 125;
        afterComment = inPlain = false;
      } else if (tokenStart && (code === DOUBLE || code === SINGLE)) {
        this.#quoted(code);
        inPlain = false;
      } else if (code === COLON && (this.#isBlankOrEnd(at + 1) || !inPlain)) {
        this.#at += 1;
        tokenStart = true;
        afterComment = inPlain = false;
      } else if (code === COLON && inPlain && FLOW_INDICATORS.has(this.#code(at + 1))) {
        this.#replace(at, at + 1, '_');
      } else if (code === DASH && tokenStart && FLOW_INDICATORS.has(this.#code(at + 1))) {
        this.#replace(at, at + 1, '_');
      } else {
        // A plain scalar that a comment cut does not go on behind it.
        if (afterComment) throw new Unreadable();
        this.#at += 1;
        tokenStart = false;
        inPlain = true;
      }
    }
  }

  #blockScalar(): void {
    const parent = this.#parent;
    this.#at += 1;
    while (/[-+0-9]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    if (this.#code(this.#at) === HASH) this.#blank(this.#at, this.#lineEnd(this.#at));
    this.#at = this.#nextLine(this.#at);
    while (this.#at < this.#text.length) {
      const content = this.#skip(this.#at, SPACE);
      if (content - this.#at <= parent && !isBreak(this.#code(content)) && content < this.#text.length) return;
      this.#at = this.#nextLine(content);
    }
  }

  #plain(): void {
    const start = this.#at;
    this.#at = this.#plainEnd(start);
    if (this.#code(this.#at) === COLON) {
      this.#parent = this.#column(start);
      return;
    }
    for (;;) {
      const line = this.#nextLine(this.#at);
      const content = this.#skip(line, SPACE);
      const code = this.#code(content);
      if (isBreak(code)) this.#at = content;
      else if (content - line > this.#parent && code !== HASH && content < this.#text.length)
        this.#at = this.#plainEnd(content);
      else return;
    }
  }

  /** Where a plain scalar that starts at `start` ends on its line: before `: `, ` #` or the line's end. */
  #plainEnd(start: number): number {
    let at = start;
    for (; at < this.#text.length; at += 1) {
      const code = this.#code(at);
      if (isBreak(code)) break;
      if (code === COLON && this.#isBlankOrEnd(at + 1)) break;
      if (code === HASH && isBlank(this.#code(at - 1))) break;
    }
    return at;
  }

  #blank(start: number, end: number): void {
    this.#replace(start, end, ' '.repeat(end - start));
  }

  #replace(start: number, end: number, by: string): void {
    this.#parts.push(this.#text.slice(this.#copied, start), by);
    this.#copied = end;
    this.#at = end;
  }

  #code(at: number): number {
    return this.#text.charCodeAt(at);
  }

  #skip(from: number, code: number): number {
    let at = from;
    while (this.#code(at) === code) at += 1;
    return at;
  }

  #wordEnd(from: number): number {
    let at = from;
    while (at < this.#text.length && !this.#isBlankOrEnd(at)) at += 1;
    return at;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    if (end === -1) return this.#text.length;
    return this.#code(end - 1) === CR && end > from ? end - 1 : end;
  }

  #nextLine(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end + 1;
  }

  #column(at: number): number {
    return at - this.#lineStart;
  }

  #isLineStart(at: number): boolean {
    return at === 0 || this.#code(at - 1) === LF;
  }

  #isBlankOrEnd(at: number): boolean {
    const code = this.#code(at);
    return Number.isNaN(code) || isBlank(code) || isBreak(code);
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function isBreak(code: number): boolean {
  return code === LF || code === CR;
}
