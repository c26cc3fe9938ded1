import type { Json } from '../../../base/index.ts';
import { anySlice, bytesOfText, GoMap, GoSlice, type GoValue, textOfBytes, typeOf } from '../../../lang/index.ts';
import { goValue } from '../values/index.ts';
import { SetError } from './error.ts';
import { jsonPrefix } from './json-prefix.ts';
import { Runes } from './runes.ts';

/** Which of the five forms. */
export type SetForm = 'set' | 'set-string' | 'set-file' | 'set-json' | 'set-literal';

/** Turns the text of a value into it. */
export type ValueReader = (text: string) => GoValue;

/** Bounds of helm: an index, and names with dots between them. */
const maxIndex = 65_536;
const maxLevel = 30;

/** Whether the text has ended. */
type After = 'more' | 'end';

/** One text given with one of the five flags (helm 4.2, pkg/strvals parser.go and literal_parser.go), set into values in place. */
export class SetParser {
  readonly #runes: Runes;
  readonly #form: SetForm;
  readonly #read: ValueReader;
  readonly #keyStops: string;

  constructor(text: string, form: SetForm, read: ValueReader) {
    this.#runes = new Runes(text);
    this.#form = form;
    this.#read = read;
    this.#keyStops = form === 'set-literal' ? '=[.' : '=[,.';
  }

  /** Throws SetError. */
  parseInto(values: GoMap): void {
    while (this.#key(values, 0) === 'more');
  }

  #until(stops: string): { readonly text: string; readonly stop: string | undefined } {
    return this.#runes.until(stops, this.#form !== 'set-literal');
  }

  #key(data: GoMap, level: number): After {
    const { text, stop } = this.#until(this.#keyStops);
    const key = bytesOfText(text);
    switch (stop) {
      case undefined:
        if (text === '') return 'end';
        throw new SetError(`key ${JSON.stringify(text)} has no value`);
      case '=':
        return this.#value((value) => set(data, key, value));
      case ',':
        throw new SetError(`key ${JSON.stringify(text)} has no value (cannot end with ,)`);
      case '.':
        return this.#nested(data, key, level + 1);
      default:
        return this.#indexed(data, key, level);
    }
  }

  #nested(data: GoMap, key: string, level: number): After {
    if (level > maxLevel) {
      throw new SetError(`value name nested level is greater than maximum supported nested level of ${maxLevel}`);
    }
    const given = data.entries.get(key);
    const inner = given === undefined ? new GoMap() : asMap(given);
    const after = this.#key(inner, level);
    if (inner.entries.size > 0) set(data, key, inner);
    else if (after === 'more') throw new SetError(`key map ${JSON.stringify(textOfBytes(key))} has no value`);
    return after;
  }

  #indexed(data: GoMap, key: string, level: number): After {
    const index = this.#index();
    if (index === undefined) return 'end';
    const given = data.entries.get(key);
    const items = [...(given === undefined ? [] : asList(given).items)];
    const after = this.#item(items, index, level);
    set(data, key, new GoSlice(items, anySlice));
    return after;
  }

  /** What stands between brackets; undefined where they do not end, which ends the text. */
  #index(): number | undefined {
    const { text, stop } = this.#until(']');
    if (stop === undefined) return undefined;
    if (!/^[+-]?\d+$/.test(text)) {
      throw new SetError(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    const index = Number(text);
    if (Number.isSafeInteger(index)) return index;
    throw new SetError(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  }

  /** Sets what follows an index into `items`. */
  #item(items: GoValue[], index: number, level: number): After {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    const { text, stop } = this.#until('[.=');
    if (text !== '') {
      const runes = Array.from(text, (rune) => `'${rune}'`).join(' ');
      throw new SetError(`unexpected data at end of array index: [${runes}]`);
    }
    if (stop === undefined) return 'end';
    if (stop === '=') {
      const after = this.#value((value) => setIndex(items, index, value));
      // A value that is not there ends the text only once it is looked for again.
      return this.#form === 'set-json' ? after : 'more';
    }
    if (stop === '[') return this.#listInList(items, index, level);
    return this.#mapInList(items, index, level);
  }

  #listInList(items: GoValue[], index: number, level: number): After {
    const next = this.#index();
    if (next === undefined) return 'end';
    const given = items[index] ?? null;
    const inner = given === null ? [] : [...asList(given).items];
    if (this.#item(inner, next, level) === 'end') return 'end';
    setIndex(items, index, new GoSlice(inner, anySlice));
    return 'more';
  }

  #mapInList(items: GoValue[], index: number, level: number): After {
    let inner = new GoMap();
    if (items.length > index) {
      const given = items[index];
      if (given instanceof GoMap) inner = given;
      else items[index] = inner;
    }
    if (this.#key(inner, level) === 'end') return 'end';
    setIndex(items, index, inner);
    return 'more';
  }

  #value(assign: (value: GoValue) => void): After {
    if (this.#form === 'set-json') return this.#json(assign);
    if (this.#form === 'set-literal') {
      assign(this.#read(this.#until('').text));
      return 'more';
    }
    const first = this.#runes.next();
    if (first === undefined) {
      assign('');
      return 'end';
    }
    if (first === '{') {
      assign(this.#list());
      return 'more';
    }
    this.#runes.back();
    assign(this.#read(this.#until(',').text));
    return 'more';
  }

  /** A list in braces, and the comma behind it. */
  #list(): GoSlice {
    const items: GoValue[] = [];
    for (;;) {
      const { text, stop } = this.#until(',}');
      if (stop === undefined) throw new SetError("list must terminate with '}'");
      items.push(this.#read(text));
      if (stop === ',') continue;
      const behind = this.#runes.next();
      if (behind !== undefined && behind !== ',') this.#runes.back();
      return new GoSlice(items, anySlice);
    }
  }

  #json(assign: (value: GoValue) => void): After {
    if (this.#skipBlanks()) {
      assign(null);
      return 'more';
    }
    const text = jsonPrefix(this.#runes.rest());
    assign(parseJson(text));
    this.#runes.skip(text);
    this.#skipBlanks();
    return 'more';
  }

  /** Takes blanks and a comma behind them; whether nothing else was there. */
  #skipBlanks(): boolean {
    for (;;) {
      const character = this.#runes.next();
      if (character === undefined || character === ',') return true;
      if (/\s/.test(character)) continue;
      this.#runes.back();
      return false;
    }
  }
}

/** A JSON text as a value. Throws SetError. */
export function parseJson(text: string): GoValue {
  try {
    const numbers: number[] = [];
    const json = JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number') numbers.push(value);
      return value;
    }) as Json;
    if (numbers.every(Number.isFinite)) return goValue(json);
  } catch (error) {
    throw new SetError('invalid JSON', { cause: error });
  }
  throw new SetError('a number is too large');
}

function set(data: GoMap, key: string, value: GoValue): void {
  if (key !== '') data.entries.set(key, value);
}

function setIndex(items: GoValue[], index: number, value: GoValue): void {
  if (index > maxIndex) {
    throw new SetError(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  }
  while (items.length < index) items.push(null);
  items[index] = value;
}

function asMap(value: GoValue): GoMap {
  if (value instanceof GoMap) return value;
  throw new SetError(`unable to parse key: ${conversion(value)} map[string]interface {}`);
}

function asList(value: GoValue): GoSlice {
  if (value instanceof GoSlice) return value;
  throw new SetError(`unable to parse key: ${conversion(value)} []interface {}`);
}

function conversion(value: GoValue): string {
  return `interface conversion: interface {} is ${typeOf(value)?.name ?? 'nil'}, not`;
}
