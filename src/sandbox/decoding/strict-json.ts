import type { Json } from '../../base/index.ts';
import { DecodeError } from './typed-codec.ts';

/** What a JSON text holds. */
export interface ParsedJson {
  readonly value: Json;
  /** Paths of keys that an object has twice; the last one holds. */
  readonly duplicates: readonly string[];
}

/** How deep JSON may nest; encoding/json stops at 10 000, which would exhaust our stack. */
const maxDepth = 1000;

/** Reads JSON. Throws DecodeError in the words of Go's decoder. */
export function parseJson(text: string, findDuplicates: boolean): ParsedJson {
  const scanner = new Scanner(text, findDuplicates);
  scanner.run();
  try {
    const value = JSON.parse(text) as Json;
    return { value, duplicates: scanner.duplicates };
  } catch {
    throw new DecodeError(syntaxError(text));
  }
}

/** Paths of keys in the order in which they stand in a text: of those that stand twice, the second time counts. */
export function inDocumentOrder(text: string, duplicates: readonly string[], others: readonly string[]): string[] {
  const scanner = new Scanner(text, true);
  scanner.run();
  const { paths } = scanner;
  const place = (path: string, again: boolean): number =>
    again ? paths.indexOf(path, paths.indexOf(path) + 1) : paths.indexOf(path);
  const placed = [
    ...duplicates.map((path) => ({ text: `duplicate field ${JSON.stringify(path)}`, at: place(path, true) })),
    ...others.map((path) => ({ text: `unknown field ${JSON.stringify(path)}`, at: place(path, false) })),
  ];
  return placed.sort((a, b) => a.at - b.at).map((item) => item.text);
}

/** One pass over the text that follows only its nesting and its keys; JSON.parse judges the rest. */
class Scanner {
  readonly duplicates: string[] = [];
  /** Every key by its path. */
  readonly paths: string[] = [];
  readonly #text: string;
  readonly #findDuplicates: boolean;

  constructor(text: string, findDuplicates: boolean) {
    this.#text = text;
    this.#findDuplicates = findDuplicates;
  }

  run(): void {
    /** For each open object or list: the keys seen, or undefined for a list. */
    const open: { keys: Set<string> | undefined; path: string; index: number; key: string }[] = [];
    const text = this.#text;
    for (let at = 0; at < text.length; at += 1) {
      const top = open.at(-1);
      switch (text.charCodeAt(at)) {
        case 0x22: {
          const end = stringEnd(text, at);
          if (this.#findDuplicates && top?.keys !== undefined && isKey(text, end + 1)) {
            this.#see(top, text.slice(at, end + 1));
          }
          at = end;
          break;
        }
        case 0x7b:
        case 0x5b: {
          if (open.length >= maxDepth) throw new DecodeError('exceeded max depth');
          const keys = text.charCodeAt(at) === 0x7b ? new Set<string>() : undefined;
          open.push({ keys, path: top === undefined ? '' : pathOf(top), index: 0, key: '' });
          break;
        }
        case 0x7d:
        case 0x5d:
          open.pop();
          break;
        case 0x2c:
          if (top !== undefined) top.index += 1;
          break;
        default:
      }
    }
  }

  #see(top: { keys: Set<string> | undefined; path: string; key: string }, quoted: string): void {
    top.key = unquote(quoted);
    const path = top.path === '' ? top.key : `${top.path}.${top.key}`;
    this.paths.push(path);
    if (top.keys?.has(top.key) === true) this.duplicates.push(path);
    top.keys?.add(top.key);
  }
}

function pathOf(open: { keys: Set<string> | undefined; path: string; index: number; key: string }): string {
  if (open.keys === undefined) return `${open.path}[${open.index}]`;
  return open.path === '' ? open.key : `${open.path}.${open.key}`;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return text.length;
}

function isKey(text: string, from: number): boolean {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) continue;
    return code === 0x3a;
  }
  return false;
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}

/** What encoding/json says about a text that JSON.parse refused: the place where its scanner stops. */
function syntaxError(text: string): string {
  const found = new SyntaxScanner(text).value();
  return found ?? 'unexpected end of JSON input';
}

/** Follows JSON's grammar to the first character that breaks it, and names that as Go's scanner does. */
class SyntaxScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The error of the text, undefined where it ends too early. */
  value(): string | undefined {
    const error = this.#value('looking for beginning of value');
    if (error !== null) return error;
    const rest = this.#peek();
    return rest === '' ? undefined : invalidCharacter(rest, 'after top-level value');
  }

  #peek(): string {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  /** null where a value was read, undefined at the end of the text. */
  #value(expected: string): string | null | undefined {
    const first = this.#peek();
    if (first === '') return undefined;
    if (first === '{') return this.#members('}');
    if (first === '[') return this.#members(']');
    if (first === '"') return this.#string();
    for (const word of ['true', 'false', 'null']) if (first === word[0]) return this.#word(word);
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.#text.slice(this.#at, this.#at + 64));
    if (number === null) return invalidCharacter(first, expected);
    this.#at += number[0].length;
    return null;
  }

  #word(word: string): string | null | undefined {
    for (const letter of word) {
      const character = this.#text[this.#at] ?? '';
      if (character === '') return undefined;
      if (character !== letter) return invalidCharacter(character, `in literal ${word} (expecting '${letter}')`);
      this.#at += 1;
    }
    return null;
  }

  #members(close: '}' | ']'): string | null | undefined {
    this.#at += 1;
    if (this.#peek() === close) {
      this.#at += 1;
      return null;
    }
    for (;;) {
      const error = close === '}' ? this.#member() : this.#value('looking for beginning of value');
      if (error !== null) return error;
      const next = this.#peek();
      if (next === '') return undefined;
      this.#at += 1;
      if (next === close) return null;
      if (next !== ',')
        return invalidCharacter(next, close === '}' ? 'after object key:value pair' : 'after array element');
    }
  }

  #member(): string | null | undefined {
    const first = this.#peek();
    if (first === '') return undefined;
    if (first !== '"') return invalidCharacter(first, 'looking for beginning of object key string');
    const error = this.#string();
    if (error !== null) return error;
    const colon = this.#peek();
    if (colon === '') return undefined;
    if (colon !== ':') return invalidCharacter(colon, 'after object key');
    this.#at += 1;
    return this.#value('looking for beginning of value');
  }

  #string(): string | null | undefined {
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? '';
      if (character === '\\') {
        this.#at += 1;
        const escaped = this.#text[this.#at] ?? '';
        if (escaped !== '' && !'"\\/bfnrtu'.includes(escaped))
          return invalidCharacter(escaped, 'in string escape code');
      } else if (character === '"') {
        this.#at += 1;
        return null;
      } else if (character < ' ') {
        return invalidCharacter(character, 'in string literal');
      }
    }
    return undefined;
  }
}

function invalidCharacter(character: string, where: string): string {
  const named: Record<string, string> = {
    "'": String.raw`'\''`,
    '"': `'"'`,
    '\n': String.raw`'\n'`,
    '\t': String.raw`'\t'`,
  };
  return `invalid character ${named[character] ?? `'${character}'`} ${where}`;
}
