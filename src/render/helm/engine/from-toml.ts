import { anyMap, bytesOfText, GoMap, GoSlice, type GoValue, int64, sliceOf, textOfBytes } from '../../../lang/index.ts';

/** `fromToml`: a map, or one whose `Error` says why there is none (helm 4.2, pkg/engine/funcs.go fromTOML; TOML 1.0). Dates are given as texts. */
export function fromToml(text: string): GoMap {
  const reader = new TomlReader(textOfBytes(text));
  try {
    return reader.document();
  } catch (error) {
    if (!(error instanceof TomlFault)) throw error;
    return new GoMap(new Map([['Error', bytesOfText(`toml: line ${reader.line()}: ${error.message}`)]]));
  }
}

class TomlFault extends Error {}

/** The same limit as other readers have. */
const maxDepth = 500;
const tables = sliceOf(anyMap);

class TomlReader {
  readonly #text: string;
  /** Tables that a header or an inline form made: these are not opened again. */
  readonly #defined = new Set<GoMap>();
  readonly #lists = new Map<GoSlice, GoMap[]>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  line(): number {
    return this.#text.slice(0, this.#at).split('\n').length;
  }

  document(): GoMap {
    const root = new GoMap();
    let table = root;
    for (this.#blank(true); this.#at < this.#text.length; this.#blank(true)) {
      if (this.#text[this.#at] === '[') table = this.#header(root);
      else this.#pair(table, 0);
      this.#blank(false);
      if (this.#at < this.#text.length && this.#text[this.#at] !== '\n') throw new TomlFault('expected a line break');
    }
    return root;
  }

  #header(root: GoMap): GoMap {
    const isList = this.#text.startsWith('[[', this.#at);
    this.#at += isList ? 2 : 1;
    const path = this.#path();
    this.#expect(isList ? ']]' : ']');
    const parent = this.#descend(root, path.slice(0, -1));
    const last = path.at(-1) ?? '';
    if (isList) return this.#listed(parent, last);
    const table = this.#descend(parent, [last]);
    if (this.#defined.has(table)) throw new TomlFault(`table ${last} is defined twice`);
    this.#defined.add(table);
    return table;
  }

  #listed(parent: GoMap, key: string): GoMap {
    const table = new GoMap();
    const known = parent.entries.get(key);
    const items = known instanceof GoSlice ? this.#lists.get(known) : [];
    if ((known !== undefined && !(known instanceof GoSlice)) || items === undefined)
      throw new TomlFault(`key ${key} is no array of tables`);
    items.push(table);
    if (known === undefined) {
      const list = new GoSlice(items, tables);
      this.#lists.set(list, items);
      parent.entries.set(key, list);
    }
    return table;
  }

  #descend(from: GoMap, path: readonly string[]): GoMap {
    let table = from;
    for (const key of path) {
      let next = table.entries.get(key);
      if (next instanceof GoSlice) next = this.#lists.get(next)?.at(-1);
      if (next === undefined) {
        next = new GoMap();
        table.entries.set(key, next);
      }
      if (!(next instanceof GoMap)) throw new TomlFault(`key ${key} is no table`);
      table = next;
    }
    return table;
  }

  #pair(table: GoMap, depth: number): void {
    const path = this.#path();
    this.#expect('=');
    this.#blank(false);
    const target = this.#descend(table, path.slice(0, -1));
    const last = path.at(-1) ?? '';
    if (target.entries.has(last)) throw new TomlFault(`key ${last} is defined twice`);
    target.entries.set(last, this.#value(depth));
  }

  #path(): string[] {
    const path: string[] = [];
    do {
      this.#blank(false);
      const quote = this.#text[this.#at];
      if (quote === '"' || quote === "'") path.push(this.#string());
      else {
        const [key = ''] = this.#match(/[A-Za-z0-9_-]+/y);
        if (key === '') throw new TomlFault('expected a key');
        path.push(key);
      }
      this.#blank(false);
    } while (this.#take('.'));
    return path;
  }

  #value(depth: number): GoValue {
    if (depth > maxDepth) throw new TomlFault('nested too deep');
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") return this.#string();
    if (first === '[') return this.#array(depth);
    if (first === '{') return this.#inlineTable(depth);
    const [word = ''] = this.#match(/[^\s,\]}#]+(?: [0-9]{2}:[0-9:.]+\S*)?/y);
    return scalarOf(word);
  }

  #array(depth: number): GoSlice {
    this.#at += 1;
    const items: GoValue[] = [];
    for (;;) {
      this.#blank(true);
      if (this.#take(']')) return new GoSlice(items);
      items.push(this.#value(depth + 1));
      this.#blank(true);
      if (!this.#take(',') && this.#text[this.#at] !== ']') throw new TomlFault("expected ',' or ']'");
    }
  }

  #inlineTable(depth: number): GoMap {
    this.#at += 1;
    const table = new GoMap();
    this.#blank(false);
    if (!this.#take('}')) {
      do this.#pair(table, depth + 1);
      while ((this.#blank(false), this.#take(',')));
      this.#expect('}');
    }
    this.#defined.add(table);
    return table;
  }

  #string(): string {
    const quote = this.#text[this.#at] ?? '';
    const isLong = this.#text.startsWith(quote.repeat(3), this.#at);
    const end = isLong ? quote.repeat(3) : quote;
    this.#at += end.length;
    if (isLong) this.#match(/\r?\n/y);
    let text = '';
    for (;;) {
      if (this.#text.startsWith(end, this.#at)) break;
      const char = this.#text[this.#at];
      if (char === undefined || (char === '\n' && !isLong)) throw new TomlFault('unexpected end of a string');
      this.#at += 1;
      text += char === '\\' && quote === '"' ? this.#escape(isLong) : char;
    }
    this.#at += end.length;
    // Up to two quotes may stand before the three that end the text.
    const [more = ''] = isLong ? this.#match(quote === '"' ? /"{0,2}/y : /'{0,2}/y) : [];
    return bytesOfText(text + more);
  }

  #escape(isLong: boolean): string {
    if (isLong && this.#match(/[ \t]*\r?\n\s*/y).length > 0) return '';
    const [, long, short, letter = ''] = this.#match(/U([0-9A-Fa-f]{8})|u([0-9A-Fa-f]{4})|([btnfre"\\])/y);
    const code = long ?? short;
    if (code !== undefined && Number.parseInt(code, 16) <= 0x10_ff_ff)
      return String.fromCodePoint(Number.parseInt(code, 16));
    const made = escapes[letter];
    if (made === undefined) throw new TomlFault('invalid escape');
    return made;
  }

  /** Passes blanks and comments, with `lines` line breaks too. */
  #blank(lines: boolean): void {
    this.#match(lines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /[ \t\r]*(?:#[^\n]*)?/y);
  }

  #expect(text: string): void {
    this.#blank(false);
    if (!this.#text.startsWith(text, this.#at)) throw new TomlFault(`expected '${text}'`);
    this.#at += text.length;
  }

  #take(text: string): boolean {
    const found = this.#text.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }

  #match(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? [];
    this.#at += match[0]?.length ?? 0;
    return match;
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

function scalarOf(word: string): GoValue {
  if (word === 'true' || word === 'false') return word === 'true';
  const plain = word.replaceAll(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
  if (/^[+-]?(?:0|[1-9][0-9]*)$/.test(plain)) return int64(BigInt(plain.replace('+', '')));
  if (/^0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(plain)) return int64(BigInt(plain));
  if (/^[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(plain)) return Number(plain);
  const named = /^([+-]?)(inf|nan)$/.exec(word);
  if (named !== null) return named[2] === 'nan' ? Number.NaN : named[1] === '-' ? -Infinity : Infinity;
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9]{2}:[0-9]{2}/.test(word)) return word;
  throw new TomlFault(`expected a value but found '${word}'`);
}
