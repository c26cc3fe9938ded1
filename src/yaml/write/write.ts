import { type Json, SlipwayError } from '../../base/index.ts';
import { numberText } from '../scalar/index.ts';
import type { YamlValue } from '../value.ts';
import { naturalOrder } from './key-order.ts';
import { doubleQuotedText, foldedText, literalText } from './scalar-text.ts';
import { isSimpleKey, styleOf } from './scalar-style.ts';

/** How YAML is written. */
export interface YamlWriteOptions {
  /**
   * `natural` (default) sorts keys as go-yaml does; `given` keeps the order of the object's members, which JavaScript fixes for keys that are
   * whole numbers (first, ascending).
   */
  readonly keyOrder?: 'natural' | 'given';
}

/** A value that has no YAML: infinite or no number (`not-finite`), or nested beyond any sense, or in itself (`too-deep`). */
export class YamlWriteError extends SlipwayError<'not-finite' | 'too-deep'> {}

/** Deeper values are taken for ones that hold themselves. */
const MAX_DEPTH = 1000;

/** What can be written; members that are undefined are left out, as JSON does. */
export type YamlWritable = YamlValue | Json;

/**
 * YAML text of `value`, byte for byte what `sigs.k8s.io/yaml` 1.6 `Marshal` gives (kubectl, kustomize, Helm's `toYaml` before it trims the last
 * line break): go-yaml v2's emitter with indent 2, lists not indented under their key, lines folded behind column 80. Two differences, where
 * upstream loses data or fails: DEL and C1 control characters are escaped instead of refused, NEL is kept (`\N`) instead of read as a blank.
 *
 * Throws YamlWriteError for NaN, infinity, and values nested deeper than 1000.
 */
export function writeYaml(value: YamlWritable, options: YamlWriteOptions = {}): string {
  const writer = new Writer(options.keyOrder ?? 'natural');
  writer.root(value);
  return writer.text();
}

/** Documents in one stream, joined by `---` lines as kubectl and kustomize print them; the empty string for none. */
export function writeYamlDocuments(values: readonly YamlWritable[], options: YamlWriteOptions = {}): string {
  return values.map((value) => writeYaml(value, options)).join('---\n');
}

class Writer {
  readonly #keyOrder: 'natural' | 'given';
  /** Keys recur thousands of times; their text does not depend on where they stand. */
  readonly #keys = new Map<string, string | undefined>();
  #out = '';
  /** Whether the last character written was a line break. */
  #fresh = true;

  constructor(keyOrder: 'natural' | 'given') {
    this.#keyOrder = keyOrder;
  }

  text(): string {
    return this.#out;
  }

  root(value: YamlWritable): void {
    if (isMap(value) && hasMembers(value)) this.#map(value, 0, 0);
    else if (Array.isArray(value) && value.length > 0) this.#list(value, 0, 0);
    else this.#leaf(value, '', 0, 2);
    this.#line();
  }

  /** Members at `indent`; the cursor stands where the first one goes. */
  #map(map: { readonly [key: string]: YamlWritable | undefined }, indent: number, depth: number): void {
    checkDepth(depth);
    const pad = ' '.repeat(indent);
    const keys = this.#keyOrder === 'natural' ? naturalOrder(Object.keys(map)) : Object.keys(map);
    let atStart = true;
    for (const key of keys) {
      const value = map[key];
      if (value === undefined) continue;
      if (!atStart) {
        this.#line();
        this.#out += pad;
      }
      atStart = false;
      const simple = this.#simpleKey(key);
      if (simple === undefined) this.#longEntry(key, value, indent, depth);
      else this.#entry(simple, value, indent, depth);
    }
  }

  #entry(key: string, value: YamlWritable, indent: number, depth: number): void {
    this.#out += key;
    if (isMap(value) && hasMembers(value)) {
      this.#out += ':';
      this.#breakTo(indent + 2);
      this.#map(value, indent + 2, depth + 1);
    } else if (Array.isArray(value) && value.length > 0) {
      this.#out += ':';
      this.#breakTo(indent);
      this.#list(value, indent, depth + 1);
    } else {
      this.#leaf(value, ': ', indent + width(key) + 2, indent + 2);
    }
  }

  /** A key that is long or has line breaks, as `? key` with `: value` below. */
  #longEntry(key: string, value: YamlWritable, indent: number, depth: number): void {
    this.#leaf(key, '? ', indent + 2, indent + 2);
    this.#line();
    this.#out += ' '.repeat(indent);
    this.#inline(value, ': ', indent, depth);
  }

  #list(items: readonly (YamlWritable | undefined)[], indent: number, depth: number): void {
    checkDepth(depth);
    const pad = ' '.repeat(indent);
    let atStart = true;
    for (const item of items) {
      if (!atStart) {
        this.#line();
        this.#out += pad;
      }
      atStart = false;
      this.#inline(item ?? null, '- ', indent, depth);
    }
  }

  /** A value behind `- ` or `: `, where a map or list starts on the same line. */
  #inline(value: YamlWritable, indicator: string, indent: number, depth: number): void {
    if (isMap(value) && hasMembers(value)) {
      this.#out += indicator;
      this.#fresh = false;
      this.#map(value, indent + 2, depth + 1);
    } else if (Array.isArray(value) && value.length > 0) {
      this.#out += indicator;
      this.#fresh = false;
      this.#list(value, indent + 2, depth + 1);
    } else {
      this.#leaf(value, indicator, indent + 2, indent + 2);
    }
  }

  /** A scalar or an empty list or map, which starts at `column`; its further lines are indented by `indent`. */
  #leaf(value: YamlWritable, before: string, column: number, indent: number): void {
    const text = leafText(value, column, indent);
    this.#out += before + text;
    this.#fresh = endsWithBreak(text);
  }

  #simpleKey(key: string): string | undefined {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (!isSimpleKey(key)) return undefined;
    const text = stringText(key, 0, 0, false);
    this.#keys.set(key, text);
    return text;
  }

  #line(): void {
    if (!this.#fresh) this.#out += '\n';
    this.#fresh = true;
  }

  #breakTo(indent: number): void {
    this.#out += `\n${' '.repeat(indent)}`;
    this.#fresh = false;
  }
}

function leafText(value: YamlWritable, column: number, indent: number): string {
  switch (typeof value) {
    case 'string':
      return stringText(value, column, indent, true);
    case 'number':
      if (!Number.isFinite(value))
        throw new YamlWriteError('not-finite', `${value} cannot be written; use a finite number`);
      return numberText(value);
    case 'bigint':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (Array.isArray(value)) return '[]';
      return value === null ? 'null' : '{}';
  }
}

/** `fold`: whether it may take several lines, as all but keys of the line form may. */
function stringText(text: string, column: number, indent: number, fold: boolean): string {
  const scalar = text.isWellFormed() ? text : text.toWellFormed();
  switch (styleOf(scalar)) {
    case 'plain':
      return foldedText(scalar, column, indent, fold, false);
    case 'single':
      return foldedText(scalar, column, indent, fold, true);
    case 'double':
      return doubleQuotedText(scalar, column, indent, fold);
    default:
      return literalText(scalar, indent);
  }
}

function width(key: string): number {
  let count = key.length;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    if (code >= 0xdc00 && code <= 0xdfff) count -= 1;
  }
  return count;
}

function endsWithBreak(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last === 10 || last === 0x2028 || last === 0x2029;
}

function isMap(value: YamlWritable): value is { [key: string]: YamlValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasMembers(map: { readonly [key: string]: YamlWritable | undefined }): boolean {
  for (const key in map) if (map[key] !== undefined) return true;
  return false;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH)
    throw new YamlWriteError('too-deep', `the value lies more than ${MAX_DEPTH} deep, or holds itself`);
}
