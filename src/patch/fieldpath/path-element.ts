import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { goFloat, goQuote } from '../go-text.ts';
import { PatchError } from '../error.ts';

/**
 * One step of a path as FieldsV1 spells it: `f:name` (a field), `k:{"name":"a"}` (the list item with these keys), `v:"x"` (the set
 * item of this value) or `i:0` (a list index). Always in canonical form (structured-merge-diff v6 fieldpath/serialize-pe.go): keys
 * in order, no spaces, characters escaped as Go does. So equal steps are equal texts.
 */
export type PathElement = string;

/** A place in an object, from the root; never empty in a set. */
export type FieldPath = readonly PathElement[];

/** The step to a field of a map or struct. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The step to a list item by the values of its keys. `keys` must be sorted. */
export function keyElement(keys: readonly string[], values: readonly Json[]): PathElement {
  let text = 'k:{';
  for (let index = 0; index < keys.length; index += 1) {
    if (index > 0) text += ',';
    text += `${goJson(keys[index] ?? '')}:${goJson(values[index] ?? null)}`;
  }
  return `${text}}`;
}

/** The step to an item of a set. */
export function valueElement(value: Json): PathElement {
  return `v:${goJson(value)}`;
}

/** The field's name where `element` names one. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** The keys and values where `element` names a list item by keys. */
export function keysOf(element: PathElement): JsonObject | undefined {
  return element.startsWith('k:') ? (JSON.parse(element.slice(2)) as JsonObject) : undefined;
}

/**
 * The canonical form of a step that somebody else wrote; undefined where its kind is unknown and must be dropped.
 * @throws PatchError `invalid` for what is no step at all.
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.length < 2) throw malformed('key must be 2 characters long:');
  if (text[1] !== ':') throw malformed(`missing colon: ${text}`);
  switch (text[0]) {
    case 'f':
      return text;
    case 'k':
      return canonicalKeys(text);
    case 'v':
      return valueElement(parseJson(text));
    case 'i':
      if (!/^[+-]?\d+$/.test(text.slice(2)))
        throw malformed(`strconv.Atoi: parsing ${goQuote(text.slice(2))}: invalid syntax`);
      return `i:${Number(text.slice(2))}`;
    default:
      return undefined;
  }
}

function canonicalKeys(text: string): PathElement {
  const keys = parseJson(text) ?? {};
  if (!isJsonObject(keys)) throw malformed(`expected an object of keys: ${text}`);
  const names = Object.keys(keys).sort(compareText);
  return keyElement(
    names,
    names.map((name) => keys[name] ?? null),
  );
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text.slice(2)) as Json;
  } catch (cause) {
    throw new PatchError('invalid', 400, `parsing key as path element: ${text}`, { cause });
  }
}

function malformed(message: string): PatchError {
  return new PatchError('invalid', 400, `parsing key as path element: ${message}`);
}

const plain = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5b\x5d-\x7e]*$/;

/** JSON text as Go's encoding/json writes it: keys sorted, `<`, `>`, `&` and the line separators escaped. */
export function goJson(value: Json | undefined): string {
  if (typeof value === 'string') {
    if (plain.test(value)) return `"${value}"`;
    return JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (isJsonObject(value)) {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    return `{${names
      .sort(compareText)
      .map((name) => `${goJson(name)}:${goJson(value[name])}`)
      .join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The order of Go's strings, which is that of code points (UTF-8 bytes), not of UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Surrogates stand for code points above all others, though their units lie below U+E000.
    if (left >= 0xd800 && right >= 0xd800) return rank(left) - rank(right);
    return left - right;
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** A step as people read it: `.name`, `[name="a",port=80]`, `[="x"]`, `[0]` (PathElement.String in fieldpath/element.go). */
export function formatPathElement(element: PathElement): string {
  const body = element.slice(2);
  switch (element[0]) {
    case 'k': {
      const keys = JSON.parse(body) as JsonObject;
      return `[${Object.keys(keys)
        .map((name) => `${name}=${keyText(keys[name])}`)
        .join(',')}]`;
    }
    case 'v':
      return `[=${keyText(JSON.parse(body) as Json)}]`;
    case 'i':
      return `[${body}]`;
    default:
      return `.${body}`;
  }
}

function keyText(value: Json | undefined): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goFloat(value);
  if (Array.isArray(value)) return `[${value.map(keyText).join(',')}]`;
  if (isJsonObject(value)) {
    return Object.keys(value)
      .map((name) => `${name}=${keyText(value[name])}`)
      .join('');
  }
  return String(value ?? null);
}

/** A path as people read it: `.spec.containers[name="app"].image`. */
export function formatPath(path: FieldPath): string {
  return path.map(formatPathElement).join('');
}
