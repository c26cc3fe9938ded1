import type { Problem } from '../../base/index.ts';
import type { Position, YamlDocument, YamlValue } from '../../yaml/index.ts';

/** How deep objects and lists may lie in one another. */
const maxDepth = 500;

/** A node of a JSON text: where it and its key start, as offsets. */
interface Place {
  readonly at: number;
  readonly key: number | undefined;
  children: Map<string | number, Place> | undefined;
}

/**
 * Reads JSON values that stand one after another, with the place of every node, in the form that YAML is read in. Of equal keys the
 * last holds, as in Go's encoding/json; whole numbers beyond 2^53 are bigint. Reading ends at the first problem (`json-syntax`).
 */
export function readJson(text: string): {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
} {
  const documents: YamlDocument[] = [];
  const lines = lineStarts(text);
  const reader = new JsonReader(text);
  try {
    while (!reader.atEnd()) {
      const place: Place = { at: reader.offset, key: undefined, children: undefined };
      const value = reader.value(place, 0);
      documents.push(new JsonDocument(documents.length, value, place, lines));
    }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { line, column } = positionAt(lines, error.offset);
    return { documents, problems: [{ code: 'json-syntax', message: error.message, line, column }] };
  }
  return { documents, problems: [] };
}

class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

class JsonReader {
  readonly #text: string;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing but white space follows; skips it. */
  atEnd(): boolean {
    const space = /[ \t\r\n]*/y;
    space.lastIndex = this.offset;
    space.test(this.#text);
    this.offset = space.lastIndex;
    return this.offset === this.#text.length;
  }

  /** Reads the value that starts here, and fills in the places of what lies in it. */
  value(place: Place, depth: number): YamlValue {
    if (depth > maxDepth) throw this.#error(`JSON nests deeper than ${maxDepth} levels: flatten it`);
    const first = this.#text[this.offset];
    if (first === '{') return this.#object(place, depth);
    if (first === '[') return this.#list(place, depth);
    if (first === '"') return this.#string();
    return this.#word();
  }

  #object(place: Place, depth: number): YamlValue {
    const value: { [key: string]: YamlValue } = {};
    const children = (place.children = new Map<string | number, Place>());
    this.#entries('}', () => {
      const keyAt = this.offset;
      const key = this.#string();
      this.#expect(':', 'a colon after the key');
      this.atEnd();
      const child: Place = { at: this.offset, key: keyAt, children: undefined };
      const member = this.value(child, depth + 1);
      // A plain assignment to __proto__ would set the prototype instead.
      Object.defineProperty(value, key, { value: member, enumerable: true, configurable: true, writable: true });
      children.set(key, child);
    });
    return value;
  }

  #list(place: Place, depth: number): YamlValue {
    const value: YamlValue[] = [];
    const children = (place.children = new Map<string | number, Place>());
    this.#entries(']', () => {
      const child: Place = { at: this.offset, key: undefined, children: undefined };
      children.set(value.length, child);
      value.push(this.value(child, depth + 1));
    });
    return value;
  }

  #entries(close: string, entry: () => void): void {
    this.offset += 1;
    this.atEnd();
    if (this.#text[this.offset] === close) {
      this.offset += 1;
      return;
    }
    for (;;) {
      this.atEnd();
      entry();
      this.atEnd();
      if (this.#text[this.offset] === close) break;
      this.#expect(',', `a comma or ${close}`);
    }
    this.offset += 1;
  }

  #string(): string {
    const end = this.#text[this.offset] === '"' ? this.#closingQuote() : -1;
    if (end < 0) throw this.#error('JSON expects a text in double quotes here');
    const raw = this.#text.slice(this.offset, end + 1);
    let value: string;
    try {
      value = JSON.parse(raw) as string;
    } catch {
      throw this.#error('this JSON text holds an invalid escape or a raw control character: escape it');
    }
    this.offset = end + 1;
    return value;
  }

  /** Where the text that starts here ends; -1 where it does not. */
  #closingQuote(): number {
    for (let quote = this.offset; ;) {
      quote = this.#text.indexOf('"', quote + 1);
      let before = quote;
      while (this.#text[before - 1] === '\\') before -= 1;
      if (quote < 0 || (quote - before) % 2 === 0) return quote;
    }
  }

  #word(): YamlValue {
    const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    word.lastIndex = this.offset;
    const raw = word.exec(this.#text)?.[0];
    if (raw === undefined) throw this.#error('JSON expects a value here');
    const value = JSON.parse(raw) as null | boolean | number;
    if (typeof value === 'number' && !Number.isFinite(value)) throw this.#error('this number is too large: shorten it');
    this.offset = word.lastIndex;
    return /^-?\d+$/.test(raw) && !Number.isSafeInteger(value) ? BigInt(raw) : value;
  }

  #expect(character: string, what: string): void {
    this.atEnd();
    if (this.#text[this.offset] !== character) throw this.#error(`JSON expects ${what} here`);
    this.offset += 1;
  }

  #error(message: string): JsonSyntaxError {
    return new JsonSyntaxError(this.offset, message);
  }
}

class JsonDocument implements YamlDocument {
  readonly index: number;
  readonly value: YamlValue;
  readonly start: Position;
  readonly #root: Place;
  readonly #lines: readonly number[];

  constructor(index: number, value: YamlValue, root: Place, lines: readonly number[]) {
    this.index = index;
    this.value = value;
    this.start = positionAt(lines, root.at);
    this.#root = root;
    this.#lines = lines;
  }

  positionOf(path: readonly (string | number)[]): Position | undefined {
    const place = this.#place(path);
    return place && positionAt(this.#lines, place.at);
  }

  keyPositionOf(path: readonly (string | number)[]): Position | undefined {
    const key = this.#place(path)?.key;
    return key === undefined ? undefined : positionAt(this.#lines, key);
  }

  #place(path: readonly (string | number)[]): Place | undefined {
    let place: Place | undefined = this.#root;
    for (const step of path) place = place?.children?.get(step);
    return place;
  }
}

/** The offsets at which lines start. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
