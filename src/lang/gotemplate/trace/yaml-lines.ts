import { GoMap, GoSlice, type GoValue } from '../value/index.ts';
import type { Condition, Span, Taint } from './taint.ts';

/** What an entry of a map or list was made of. */
export type EntryTaint = (container: GoMap | GoSlice, key: string | number, value: GoValue) => Taint;

/** A map or list whose lines are being read. */
interface Level {
  readonly indent: number;
  readonly value: GoValue;
  readonly taint: Taint;
  /** Of a list: the item that comes next. */
  next: number;
}

/**
 * The spans of what `toYaml` printed of a value, line by line: each line is made of the entry that it prints. Relies on how the emitter lays lines out: keys
 * in front of `:`, items behind `- `, what belongs to them further right.
 */
export function yamlSpans(
  text: string,
  value: GoValue,
  taint: Taint,
  entryTaint: EntryTaint,
  because: Condition | undefined,
): readonly Span[] {
  const spans: Span[] = [];
  const levels: Level[] = [{ indent: 0, value, taint, next: 0 }];
  let current = taint;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start) + 1;
    current = lineTaint(text.slice(start, end), levels, entryTaint) ?? current;
    spans.push({ start, end, tree: undefined, at: 0, sources: current.sources, because });
    start = end;
  }
  return spans;
}

function lineTaint(line: string, levels: Level[], entryTaint: EntryTaint): Taint | undefined {
  let indent = /^ */.exec(line)?.[0].length ?? 0;
  let rest = line.slice(indent);
  if (rest.trim() === '') return undefined;
  while (levels.length > 1 && (levels.at(-1)?.indent ?? 0) > indent) levels.pop();
  leaveList(levels, indent, rest);
  let found: Taint | undefined;
  for (;;) {
    const level = levels.at(-1);
    if (level === undefined || level.indent !== indent) return found;
    if (level.value instanceof GoSlice && (rest.startsWith('- ') || rest.startsWith('-\n'))) {
      const item = level.value.items[level.next] ?? null;
      found = entryTaint(level.value, level.next, item);
      level.next += 1;
      levels.push({ indent: indent + 2, value: item, taint: found, next: 0 });
      indent += 2;
      rest = rest.slice(2);
      continue;
    }
    if (!(level.value instanceof GoMap)) return found;
    const key = keyOf(rest);
    const inner = key === undefined ? undefined : level.value.entries.get(key);
    if (key === undefined || inner === undefined) return found;
    found = entryTaint(level.value, key, inner);
    // A list's items stand under its key, a map's entries two further right.
    levels.push({ indent: inner instanceof GoSlice ? indent : indent + 2, value: inner, taint: found, next: 0 });
    return found;
  }
}

/** A list's items stand where the keys of the map around it do: a line that is none of them ends it. */
function leaveList(levels: Level[], indent: number, rest: string): void {
  while (levels.length > 1) {
    const level = levels.at(-1);
    const isItem = level?.value instanceof GoSlice && rest.startsWith('-');
    const isEntry = level?.value instanceof GoMap && !rest.startsWith('- ');
    if (level?.indent === indent && (isItem || isEntry)) return;
    if ((level?.indent ?? 0) < indent) return;
    levels.pop();
  }
}

function keyOf(rest: string): string | undefined {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#][^:]*(?::[^\s:][^:]*)*)):(?: |\n|$)/.exec(rest);
  if (match === null) return undefined;
  return match[3] ?? match[2]?.replaceAll("''", "'") ?? match[1];
}
