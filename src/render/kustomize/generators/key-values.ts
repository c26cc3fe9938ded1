import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { Files } from '../load/index.ts';
import type { Place } from '../node/index.ts';

/** One entry of a generated object's data. */
export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array | string;
  readonly place: Place;
}

/** What a generator takes its data from. */
export interface KeyValueSources {
  readonly literals?: readonly Text[];
  readonly files?: readonly Text[];
  readonly envs?: readonly Text[];
}

/** Reads the data of a generator: files of variables, then literals, then files (api 0.20, kv.loader). Throws KustomizeError. */
export function loadKeyValues(sources: KeyValueSources, files: Files): KeyValue[] {
  return [
    ...(sources.envs ?? []).flatMap((path) => fromEnvFile(path, files)),
    ...(sources.literals ?? []).map(fromLiteral),
    ...(sources.files ?? []).map((source) => fromFile(source, files)),
  ];
}

function fromLiteral({ text, place }: Text): KeyValue {
  const equals = text.indexOf('=');
  if (equals < 1) throw refused(`invalid literal source ${text}, expected key=value`, place);
  return { key: text.slice(0, equals), value: unquoted(text.slice(equals + 1)), place };
}

function unquoted(text: string): string {
  const first = text.charAt(0);
  const isQuote = first === '"' || first === "'";
  return text.length >= 2 && isQuote && text.endsWith(first) ? text.slice(1, -1) : text;
}

function fromFile({ text, place }: Text, files: Files): KeyValue {
  const parts = text.split('=');
  const [key = '', path] = parts;
  if (path === undefined) {
    const file = files.load(text, place);
    return { key: baseName(text), value: file.bytes, place: { file: file.name, line: 1, column: 1 } };
  }
  if (parts.length > 2) throw refused(`source "${text}" key name or file path contains '='`, place);
  if (key === '') throw refused(`missing key name for file path "${path}" in source "${text}"`, place);
  if (path === '') throw refused(`missing file path for key name "${key}" in source "${text}"`, place);
  const file = files.load(path, place);
  return { key, value: file.bytes, place: { file: file.name, line: 1, column: 1 } };
}

/** Go's path.Base. */
function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path === '' ? '.' : '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Go's bufio.Scanner stops at longer lines. */
const longestLine = 64 * 1024;

function fromEnvFile({ text, place }: Text, files: Files): KeyValue[] {
  const file = files.load(text, place);
  const pairs: KeyValue[] = [];
  const lines = splitLines(file.bytes);
  for (const [index, bytes] of lines.entries()) {
    const at = { file: file.name, line: index + 1, column: 1 };
    // Upstream drops what follows in silence; here nothing is lost.
    if (bytes.byteLength >= longestLine) throw refused(`line ${index + 1} is longer than ${longestLine} bytes`, at);
    const line = decodeLine(bytes, index, at).replace(leadingSpace, '');
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals === -1 ? line : line.slice(0, equals);
    if (key !== '') pairs.push({ key, value: equals === -1 ? '' : line.slice(equals + 1), place: at });
  }
  return pairs;
}

/** Go's unicode.IsSpace. */
const leadingSpace = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function decodeLine(bytes: Uint8Array, index: number, place: Place): string {
  try {
    const line = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return index === 0 && line.startsWith('\ufeff') ? line.slice(1) : line;
  } catch (error) {
    throw refused(`line ${index + 1} has invalid utf8 bytes`, place, error);
  }
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    lines.push(bytes.subarray(start, bytes[end - 1] === 13 && end > start ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

function refused(message: string, place: Place, cause?: unknown): KustomizeError {
  return new KustomizeError('generator', `${message}: correct the source`, { place, cause });
}
