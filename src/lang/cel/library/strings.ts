import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { listOf, types } from '../types.ts';
import { CelList, type CelValue } from '../values.ts';
import { formatText } from './format.ts';

const { int, string, dyn } = types;

/** Functions on strings (cel-go v0.26.0, ext/strings.go). */
export const stringFunctions: readonly FunctionDeclaration[] = [
  declare('charAt', memberOverload('string_char_at_int', [string, int], string, charAt)),
  declare(
    'indexOf',
    memberOverload('string_index_of_string', [string, string], int, (text, part) => indexOf(text, part, 0n)),
    memberOverload('string_index_of_string_int', [string, string, int], int, indexOf),
  ),
  declare(
    'lastIndexOf',
    memberOverload('string_last_index_of_string', [string, string], int, (text, part) => lastIndexOfAll(text, part)),
    memberOverload('string_last_index_of_string_int', [string, string, int], int, lastIndexOf),
  ),
  declare(
    'lowerAscii',
    memberOverload('string_lower_ascii', [string], string, (text) =>
      text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase()),
    ),
  ),
  declare(
    'upperAscii',
    memberOverload('string_upper_ascii', [string], string, (text) =>
      text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase()),
    ),
  ),
  declare(
    'replace',
    memberOverload('string_replace_string_string', [string, string, string], string, (text, from, to) =>
      replace(text, from, to, -1n),
    ),
    memberOverload('string_replace_string_string_int', [string, string, string, int], string, replace),
  ),
  declare(
    'split',
    memberOverload('string_split_string', [string, string], listOf(string), (text, by) => split(text, by, -1n)),
    memberOverload('string_split_string_int', [string, string, int], listOf(string), split),
  ),
  declare(
    'substring',
    memberOverload('string_substring_int', [string, int], string, (text, start) =>
      substring(text, start, BigInt(Array.from(text).length)),
    ),
    memberOverload('string_substring_int_int', [string, int, int], string, substring),
  ),
  declare('trim', memberOverload('string_trim', [string], string, trim)),
  declare(
    'reverse',
    memberOverload('string_reverse', [string], string, (text) => Array.from(text).reverse().join('')),
  ),
  declare(
    'join',
    memberOverload('list_join', [listOf(string)], string, (list) => join(list, '')),
    memberOverload('list_join_string', [listOf(string), string], string, join),
  ),
  declare('format', memberOverload('string_format', [string, listOf(dyn)], string, formatText)),
  declare('strings.quote', globalOverload('strings_quote', [string], string, quote)),
];

/** Those that version 2 of the library has, which Kubernetes uses. */
export const stringFunctionsV2: readonly FunctionDeclaration[] = stringFunctions.filter(
  ({ name }) => name !== 'reverse',
);

function charAt(text: string, at: bigint): string {
  const points = Array.from(text);
  if (at < 0n || at > BigInt(points.length)) throw failure(`index out of range: ${at}`);
  return points[Number(at)] ?? '';
}

function indexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw failure(`index out of range: ${from}`);
  const points = Array.from(text);
  const wanted = Array.from(part);
  for (let at = Number(from); at <= points.length - wanted.length; at += 1) {
    if (wanted.every((point, index) => points[at + index] === point)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOfAll(text: string, part: string): bigint {
  const length = BigInt(Array.from(text).length);
  if (part === '') return length;
  return text === '' ? -1n : lastIndexOf(text, part, length - 1n);
}

function lastIndexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw failure(`index out of range: ${from}`);
  const points = Array.from(text);
  const wanted = Array.from(part);
  if (from >= BigInt(points.length)) return -1n;
  for (let at = Math.min(Number(from), points.length - wanted.length); at >= 0; at -= 1) {
    if (wanted.every((point, index) => points[at + index] === point)) return BigInt(at);
  }
  return -1n;
}

function replace(text: string, from: string, to: string, limit: bigint): string {
  const separated = from === '' ? ['', ...Array.from(text), ''] : text.split(from);
  const count = limit < 0n ? separated.length - 1 : Math.min(Number(limit), separated.length - 1);
  return (
    separated
      .slice(0, count)
      .map((part) => part + to)
      .join('') + separated.slice(count).join(from)
  );
}

function split(text: string, by: string, limit: bigint): CelList {
  if (limit === 0n) return new CelList([]);
  const parts = by === '' ? Array.from(text) : text.split(by);
  if (limit < 0n || BigInt(parts.length) <= limit) return new CelList(parts);
  const kept = parts.slice(0, Number(limit) - 1);
  return new CelList([...kept, parts.slice(Number(limit) - 1).join(by)]);
}

function substring(text: string, start: bigint, end: bigint): string {
  const points = Array.from(text);
  if (start > end) throw failure(`invalid substring range. start: ${start}, end: ${end}`);
  for (const at of [start, end]) if (at < 0n || at > BigInt(points.length)) throw failure(`index out of range: ${at}`);
  return points.slice(Number(start), Number(end)).join('');
}

const whiteSpace = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const ends = new RegExp(`^${whiteSpace}|${whiteSpace}$`, 'g');

function trim(text: string): string {
  return text.replaceAll(ends, '');
}

function join(list: CelList, separator: string): string {
  return list.items
    .map((item: CelValue) => {
      if (typeof item !== 'string') throw failure('no such overload');
      return item;
    })
    .join(separator);
}

const quoted: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote(text: string): string {
  return `"${Array.from(text.toWellFormed(), (point) => quoted[point] ?? point).join('')}"`;
}
