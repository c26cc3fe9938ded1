import {
  decodeRune,
  encodeRune,
  GoBytes,
  GoFailure,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  type GoValue,
  isNamedInteger,
  type TemplateBudget,
  typeOf,
} from '../../gotemplate/index.ts';
import { checkDepth } from '../convert/index.ts';
import { jsonTextOf } from './native.ts';

const replacementRune = 0xfffd;

/** How a value is written. */
export interface JsonStyle {
  /** Whether `<`, `>` and `&` are escaped, as Go does unless it is told not to. */
  readonly escapesHtml: boolean;
  /** Whether each member stands on a line of its own, two blanks a level. */
  readonly isPretty: boolean;
}

/** Where a search for cycles starts, as late as it can: Go waits until 1,000. */
const cycleDepth = 250;

/**
 * A value as JSON (encoding/json, Go 1.25): keys in the order of their bytes, nil slices and maps as null, bytes as base64, structs by their fields.
 *
 * @throws GoFailure with Go's text for what JSON has no form for
 */
export function encodeJson(value: GoValue, style: JsonStyle, budget: TemplateBudget): string {
  const open = new Set<GoValue>();
  const write = (item: GoValue, depth: number): string => {
    budget.step();
    checkDepth(depth);
    switch (typeof item) {
      case 'string':
        return spent(encodeString(item, style.escapesHtml));
      case 'number':
        return encodeFloat(item);
      case 'bigint':
      case 'boolean':
        return String(item);
      default:
        return writeObject(item, depth);
    }
  };
  const spent = (text: string): string => {
    budget.allocate(text.length);
    return text;
  };
  const writeObject = (item: Exclude<GoValue, string | number | bigint | boolean>, depth: number): string => {
    if (item === null) return 'null';
    if (item instanceof GoInteger) return String(item.value);
    if (item instanceof GoBytes) return spent(`"${Buffer.from(item.bytes, 'latin1').toString('base64')}"`);
    if (isNamedInteger(item)) return String(item.native);
    if (item instanceof GoObject) {
      const text = jsonTextOf(item);
      return text === undefined ? writeMembers(item, [...item.fields], depth) : encodeString(text, style.escapesHtml);
    }
    if (item instanceof GoMap) return item.isNil ? 'null' : writeMembers(item, sortedEntries(item), depth);
    if (!(item instanceof GoSlice)) throw new GoFailure(`json: unsupported type: ${typeOf(item)?.name}`);
    if (item.isNil) return 'null';
    return within(item, depth, () =>
      bracket(
        '[',
        item.items.map((member) => write(member, depth + 1)),
        ']',
        depth,
      ),
    );
  };
  const writeMembers = (item: GoValue, members: readonly (readonly [string, GoValue])[], depth: number): string => {
    const colon = style.isPretty ? ': ' : ':';
    return within(item, depth, () => {
      const written = members.map(
        ([key, member]) => spent(encodeString(key, style.escapesHtml)) + colon + write(member, depth + 1),
      );
      return bracket('{', written, '}', depth);
    });
  };
  const within = (item: GoValue, depth: number, body: () => string): string => {
    if (depth <= cycleDepth) return body();
    if (open.has(item)) {
      throw new GoFailure(`json: unsupported value: encountered a cycle via ${typeOf(item)?.name}`);
    }
    open.add(item);
    const written = body();
    open.delete(item);
    return written;
  };
  const bracket = (start: string, members: readonly string[], end: string, depth: number): string => {
    if (!style.isPretty || members.length === 0) return start + members.join(',') + end;
    const indent = `\n${'  '.repeat(depth + 1)}`;
    budget.allocate(members.length * (indent.length + 1));
    return `${start}${indent}${members.join(`,${indent}`)}\n${'  '.repeat(depth)}${end}`;
  };
  return write(value, 0);
}

function sortedEntries(map: GoMap): readonly (readonly [string, GoValue])[] {
  return [...map.entries].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

/** Go switches to exponents where JavaScript does. */
function encodeFloat(value: number): string {
  if (Number.isNaN(value)) throw new GoFailure('json: unsupported value: NaN');
  if (!Number.isFinite(value)) throw new GoFailure(`json: unsupported value: ${value > 0 ? '+Inf' : '-Inf'}`);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What may stand between quotes as it is, whether or not HTML is escaped. */
const plain = /^[ !#-%'-;=?-[\]-~]*$/;

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [0x22, String.raw`\"`],
  [0x5c, String.raw`\\`],
  [8, String.raw`\b`],
  [9, String.raw`\t`],
  [10, String.raw`\n`],
  [12, String.raw`\f`],
  [13, String.raw`\r`],
]);

/** A byte string as a JSON string; bytes that are no text become U+FFFD. */
function encodeString(bytes: string, escapesHtml: boolean): string {
  if (plain.test(bytes)) return `"${bytes}"`;
  let encoded = '"';
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at);
    const isBroken = size === 1 && rune === replacementRune;
    encoded += isBroken ? String.raw`\ufffd` : encodeLetter(rune, escapesHtml);
    at += size;
  }
  return `${encoded}"`;
}

function encodeLetter(rune: number, escapesHtml: boolean): string {
  const short = shortEscapes.get(rune);
  if (short !== undefined) return short;
  const isHtml = rune === 0x3c || rune === 0x3e || rune === 0x26;
  const isEscaped = rune < 0x20 || rune === 0x2028 || rune === 0x2029 || (escapesHtml && isHtml);
  return isEscaped ? `\\u${rune.toString(16).padStart(4, '0')}` : encodeRune(rune);
}
