import type { LogLine } from '../../api/index.ts';

/** So many lines are kept; the oldest go. */
export const keptLines = 50_000;

// oxlint-disable-next-line no-control-regex
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** One line as it is shown: without the colours of a terminal. */
export interface ShownLine {
  /** Counts from the first line that came; stays with the line. */
  readonly number: number;
  readonly text: string;
  readonly time: string | undefined;
}

/** What a log has said so far. */
export interface LogState {
  readonly lines: readonly ShownLine[];
  readonly next: number;
  /** Why the stream ended; undefined while it goes on. */
  readonly end: string | undefined;
}

/** A log that has said nothing yet. */
export const emptyLog: LogState = { lines: [], next: 1, end: undefined };

/** The log with more lines at its end. */
export function withLines(log: LogState, more: readonly LogLine[]): LogState {
  let { next, end } = log;
  const added: ShownLine[] = [];
  for (const line of more) {
    if (line.end !== undefined) end = line.end;
    if (line.text === undefined) continue;
    added.push({ number: next, text: line.text.replace(escapes, ''), time: line.time });
    next += 1;
  }
  const lines = [...log.lines, ...added];
  return { lines: lines.length > keptLines ? lines.slice(-keptLines) : lines, next, end };
}

/** The lines that have all words of a search, whatever their case. */
export function searched(lines: readonly ShownLine[], search: string): readonly ShownLine[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return lines;
  return lines.filter(({ text }) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}
