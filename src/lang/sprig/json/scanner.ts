import { encodeRune, GoFailure, quoteString } from '../../gotemplate/index.ts';

/** Reads the tokens of a JSON text and says what is wrong with one as Go's scanner does (encoding/json, Go 1.25, scanner.go). */
export class JsonScanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is no blank; undefined at the end. */
  peek(): string | undefined {
    while (isBlank(this.text.charCodeAt(this.at))) this.at += 1;
    return this.text[this.at];
  }

  /** What is wrong at the present place: a character in a context, or the end. */
  fault(context: string): GoFailure {
    const found = this.text[this.at];
    if (found === undefined) return new GoFailure('unexpected end of JSON input');
    return new GoFailure(`invalid character ${quoteCharacter(found)} ${context}`);
  }

  /** The same inside of a word, where Go takes the end for a blank. */
  #faultInWord(context: string): GoFailure {
    return new GoFailure(`invalid character ${quoteCharacter(this.text[this.at] ?? ' ')} ${context}`);
  }

  /** `true`, `false` or `null`, whose first letter is next. */
  literal(word: string): void {
    for (let index = 0; index < word.length; index += 1) {
      if (this.text[this.at] !== word[index])
        throw this.#faultInWord(`in literal ${word} (expecting '${word[index]}')`);
      this.at += 1;
    }
  }

  /** The text of a number, whose first character is next. */
  number(): string {
    const start = this.at;
    if (this.text[this.at] === '-') this.at += 1;
    if (this.text[this.at] === '0') this.at += 1;
    else this.#digits('in numeric literal');
    if (this.text[this.at] === '.') {
      this.at += 1;
      this.#digits('after decimal point in numeric literal');
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at += 1;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at += 1;
      this.#digits('in exponent of numeric literal');
    }
    return this.text.slice(start, this.at);
  }

  #digits(context: string): void {
    const start = this.at;
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at += 1;
    if (this.at === start) throw this.#faultInWord(context);
  }

  /** The raw inside of a string, behind its first quote; reads the last one too. */
  string(): string {
    const start = this.at;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code) || code < 0x20) throw this.fault('in string literal');
      this.at += 1;
      if (code === 0x22) return this.text.slice(start, this.at - 1);
      if (code === 0x5c) this.#escape();
    }
  }

  #escape(): void {
    const letter = this.text[this.at] ?? '';
    if (letter === '' || !'bfnrt\\/"u'.includes(letter)) throw this.#faultInWord('in string escape code');
    this.at += 1;
    if (letter !== 'u') return;
    for (let index = 0; index < 4; index += 1) {
      if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? ''))
        throw this.#faultInWord(String.raw`in \u hexadecimal character escape`);
      this.at += 1;
    }
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 9 || code === 10 || code === 13;
}

function quoteCharacter(byte: string): string {
  if (byte === "'") return String.raw`'\''`;
  if (byte === '"') return `'"'`;
  return `'${quoteString(encodeRune(byte.charCodeAt(0))).slice(1, -1)}'`;
}
