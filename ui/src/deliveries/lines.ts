/** A group of rows, as the server counts it. */
export interface Group {
  readonly value: string;
  readonly count: number;
  readonly health: Readonly<Record<string, number>>;
}

/** One line of the table: the head of a group, or the row at a place of the whole list. */
export type Line =
  | { readonly kind: 'group'; readonly group: Group; readonly open: boolean }
  | { readonly kind: 'row'; readonly offset: number };

/** The lines of the table, found by their index without making them all. */
export interface Lines {
  readonly count: number;
  at(index: number): Line;
}

/** Lines of a list without groups. */
export function plainLines(rows: number): Lines {
  return { count: rows, at: (offset) => ({ kind: 'row', offset }) };
}

/** Lines of a list in groups; those in `folded` show their heads only. */
export function groupedLines(groups: readonly Group[], folded: ReadonlySet<string>): Lines {
  const starts: number[] = [];
  const offsets: number[] = [];
  let line = 0;
  let offset = 0;
  for (const { value, count } of groups) {
    starts.push(line);
    offsets.push(offset);
    line += folded.has(value) ? 1 : count + 1;
    offset += count;
  }
  const at = (index: number): Line => {
    let low = 0;
    let high = groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const group = groups[low] ?? { value: '', count: 0, health: {} };
    const within = index - (starts[low] ?? 0);
    if (within === 0) return { kind: 'group', group, open: !folded.has(group.value) };
    return { kind: 'row', offset: (offsets[low] ?? 0) + within - 1 };
  };
  return { count: line, at };
}
