import type { OutputSpan } from '../../../lang/index.ts';

const noValue = '<no value>';

/** The spans of a template's output once helm has taken `<no value>` out of it. */
export function keptSpans(printed: string, spans: readonly OutputSpan[]): readonly OutputSpan[] {
  const removed: number[] = [];
  for (let at = printed.indexOf(noValue); at !== -1; at = printed.indexOf(noValue, at + noValue.length))
    removed.push(at);
  if (removed.length === 0) return spans;
  const moved = (at: number): number =>
    at - removed.reduce((sum, from) => sum + Math.min(Math.max(at - from, 0), noValue.length), 0);
  return spans
    .map((span) => ({ ...span, start: moved(span.start), end: moved(span.end) }))
    .filter(({ start, end }) => start < end);
}
