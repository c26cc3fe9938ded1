import { GoMap, GoSlice, type GoValue } from '../value/index.ts';

/** A line of YAML, and the entries that it is about: those that begin on it, or the one that it goes on with. */
export interface YamlLine {
  /** In bytes; `end` is the first byte of the next line. */
  readonly start: number;
  readonly end: number;
  /** Outermost first: `- a: 1` begins an item and an entry of it. */
  readonly entries: readonly YamlEntry[];
}

/** An entry of a map or list. */
export interface YamlEntry {
  readonly container: GoMap | GoSlice;
  readonly key: string | number;
  readonly value: GoValue;
}

/** A value whose lines are being read. */
interface Level {
  readonly value: GoValue;
  /** Of the key that it belongs to. */
  readonly outer: number;
  /** Of its own lines; undefined until the first of them. */
  indent: number | undefined;
  /** Of a list: the item that comes next. */
  next: number;
}

/**
 * Finds the lines of a YAML text on which the entries of its value begin, block style only: for what emitters write, and for the most of what people do. Lines
 * that cannot be told apart go with the entry before them.
 */
export function yamlLines(text: string, value: GoValue): YamlLine[] {
  const lines: YamlLine[] = [];
  const levels: Level[] = [{ value, outer: -1, indent: undefined, next: 0 }];
  let entries: readonly YamlEntry[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next + 1;
    const begun = entriesOn(text.slice(start, end), levels);
    entries = begun.length > 0 ? begun : entries.slice(-1);
    lines.push({ start, end, entries });
    start = end;
  }
  return lines;
}

function entriesOn(line: string, levels: Level[]): readonly YamlEntry[] {
  let indent = /^ */.exec(line)?.[0].length ?? 0;
  let rest = line.slice(indent);
  if (/^(?:#|$|\r?\n|---)/.test(rest)) return [];
  const found: YamlEntry[] = [];
  for (;;) {
    const level = levelAt(levels, indent, rest);
    if (level === undefined) return found;
    if (level.value instanceof GoSlice) {
      const item = level.value.items[level.next] ?? null;
      found.push({ container: level.value, key: level.next, value: item });
      level.next += 1;
      levels.push({ value: item, outer: indent, indent: undefined, next: 0 });
      const dash = /^-[ \n]*/.exec(rest)?.[0].length ?? 1;
      indent += dash;
      rest = rest.slice(dash);
      if (rest === '') return found;
      continue;
    }
    const key = keyOf(rest);
    const inner = key === undefined || !(level.value instanceof GoMap) ? undefined : level.value.entries.get(key);
    if (key === undefined || inner === undefined || !(level.value instanceof GoMap)) return found;
    levels.push({ value: inner, outer: indent, indent: undefined, next: 0 });
    found.push({ container: level.value, key, value: inner });
    return found;
  }
}

/** The map or list whose entry a line begins; leaves those that end before it. */
function levelAt(levels: Level[], indent: number, rest: string): Level | undefined {
  const isItem = /^-(?:[ \n]|$)/.test(rest);
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const isList = level.value instanceof GoSlice;
    // A list's items may stand where the key around them does.
    const fits = isList ? isItem && indent >= level.outer : indent > level.outer;
    if (level.indent === undefined && fits) level.indent = indent;
    const isScalar = !isList && !(level.value instanceof GoMap);
    if (!isScalar && level.indent === indent && isList === isItem) return level;
    // Further right than the lines of the value: a text goes on.
    if (level.indent !== undefined && (isScalar ? indent >= level.indent : indent > level.indent)) return undefined;
    if (levels.length === 1) return undefined;
    levels.pop();
  }
  return undefined;
}

function keyOf(rest: string): string | undefined {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#][^:]*(?::[^\s:][^:]*)*)):(?: |\r?\n|$)/.exec(rest);
  if (match === null) return undefined;
  return match[3] ?? match[2]?.replaceAll("''", "'") ?? match[1];
}
