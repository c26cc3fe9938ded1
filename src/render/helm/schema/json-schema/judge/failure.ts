import { bytesOfText, quoteString, textOfBytes } from '../../../../../lang/index.ts';
import { isArray, isObject, JsonNumber, type JsonNode } from '../document.ts';
import { pointTo } from '../place.ts';

/** Why a value does not fit: at a place in it, with what lies below. */
export interface Failure {
  /** `group` and `reference` hold others together; the text of all else says what is wrong. */
  readonly kind: 'group' | 'reference' | 'fault';
  /** The tokens of the place in the value. */
  readonly place: readonly string[];
  readonly text: string;
  readonly causes: readonly Failure[];
}

/** What is printed of failures, the first below `indent` levels: a line each, below the one that they belong to (output.go). */
export function formatFailure(failure: Failure, indent: number): string {
  const isSilent = failure.kind === 'reference' && failure.causes.length === 1;
  const below = failure.causes.map((cause) => formatFailure(cause, isSilent ? indent : indent + 1));
  if (isSilent) return below.join('');
  return `\n${'  '.repeat(indent - 1)}- at ${quoteText(pointTo('', ...failure.place))}: ${failure.text}${below.join('')}`;
}

/** A text between single quotes, escaped as Go does but for the quotes. */
export function quoteText(text: string): string {
  const quoted = textOfBytes(quoteString(bytesOfText(text))).slice(1, -1);
  return `'${quoted.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`;
}

/** Several of them. */
export function quoteTexts(texts: readonly string[]): string {
  return texts.map(quoteText).join(', ');
}

/** A value in an error: texts quoted, lists and objects not shown. */
export function displayNode(node: JsonNode): string {
  if (typeof node === 'string') return quoteText(node);
  if (node instanceof JsonNumber) return node.text;
  if (isArray(node) || isObject(node)) return 'value';
  return node === null ? '<nil>' : String(node);
}
