import { readLines } from './lines.ts';
import type { Results } from './guide.ts';
import { systems } from './rows.ts';

const begin = '<!-- guide:begin -->';
const end = '<!-- guide:end -->';

/** How many lines of the guide work, of all: `17 of 62`. */
export function score(results: Results): string {
  return `${countOf([...results.keys()], results)} of ${readLines().length}`;
}

/** The table of compatibility: a line per system, with the rows that work and what the others wait for. */
export function compatibilityTable(results: Results): string {
  const lines = systems.map(({ name, rows }) => {
    const ids = Object.keys(rows);
    const working = ids.filter((id) => countOf([id], results) === 1);
    const cells = [
      name,
      `${working.length} of ${ids.length}`,
      working.map((id) => `\`${id}\``).join(' '),
      waiting(ids, results),
    ];
    return `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`;
  });
  const header = ['| | works | rows of the guide that work | not yet |', '|---|---|---|---|'];
  return [...header, ...lines, `| **all** | **${score(results)}** | | |`].join('\n');
}

/** A document with the table between its markers. Throws where it has no markers. */
export function withTable(document: string, table: string): string {
  const [before, rest] = cut(document, begin);
  const [, after] = cut(rest, end);
  return `${before}${begin}\n${table}\n${end}${after}`;
}

function cut(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`the document has no line ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

function countOf(ids: readonly string[], results: Results): number {
  return ids.filter((id) => results.get(id)?.kind === 'works').length;
}

/** What the rows that do not work wait for, with how many do where it is more than one. */
function waiting(ids: readonly string[], results: Results): string {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const result = results.get(id);
    const what =
      result?.kind === 'not yet' ? result.waitsFor : result?.kind === 'fails' ? `a repair of ${id}` : undefined;
    if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => (count === 1 ? what : `${what} (${count})`)).join(', ');
}
