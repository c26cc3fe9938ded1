import type { Json } from '../../../../base/index.ts';
import { textFlag, UsageError } from '../../../flags.ts';
import type { Invocation } from '../../../terminal.ts';
import { writeYaml } from '../../../../yaml/index.ts';

/** The formats of helm's commands. */
export type HelmFormat = 'table' | 'json' | 'yaml';

/** The format that `--output` asks for. Throws UsageError. */
export function formatOf(invocation: Invocation): HelmFormat {
  const format = textFlag(invocation, 'output') ?? 'table';
  if (format === 'table' || format === 'json' || format === 'yaml') return format;
  throw new UsageError(`--output takes table, json or yaml, not ${format}`);
}

/** JSON of a struct on one line, members in their order, as Go's encoder prints it. */
export function jsonLine(value: Json): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, escape)}\n`;
}

/** YAML as helm prints it, members sorted. */
export function yamlText(value: Json): string {
  return writeYaml(value);
}

/**
 * Rows as helm's table prints them (gosuri/uitable): columns as wide as their widest line, padded, between tabs; a cell of several lines is
 * longer than its column and is cut with dots.
 */
export function uiTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      const width = Math.max(...cell.split('\n').map((line) => Array.from(line).length));
      widths[column] = Math.max(widths[column] ?? 0, width);
    }
  }
  return `${rows.map((row) => tableRow(row, widths)).join('\n')}\n`;
}

function tableRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => resized(cell, widths[column] ?? 0).split('\n'));
  const count = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: count }, (_, line) =>
    cells
      .map((lines, column) => {
        const text = lines[line];
        const width = widths[column] ?? 0;
        return text === undefined ? ' '.padStart(width) : resized(text, width);
      })
      .join('\t'),
  ).join('\n');
}

/** uitable's strutil.Resize; line breaks have no width. */
function resized(text: string, width: number): string {
  const chars = Array.from(text);
  const length = chars.filter((char) => char !== '\n').length;
  if (width === 0 || length === width) return text;
  if (length < width) return text + ' '.repeat(width - length);
  let kept = '';
  let used = 0;
  for (const char of chars) {
    kept += char;
    const own = char === '\n' ? 0 : 1;
    if (used + own >= width - 3) break;
    used += own;
  }
  return `${kept}...`;
}
