import type { Span } from './taint.ts';

/**
 * The spans of a text that was made of another: the same text within a longer one (`quote`), a part of it (`trim`, `trunc`), or its lines further to
 * the right (`indent`, `nindent`). Undefined where it is none of that.
 */
export function movedSpans(from: string, spans: readonly Span[], to: string): readonly Span[] | undefined {
  if (from === to) return spans;
  if (from === '' || to === '') return [];
  const inner = to.indexOf(from);
  if (inner >= 0) return shifted(spans, inner);
  const start = from.startsWith(to) ? 0 : from.endsWith(to) ? from.length - to.length : from.indexOf(to);
  if (start >= 0) return cut(spans, start, start + to.length);
  return indented(from, spans, to);
}

/** The spans moved by so many bytes. */
function shifted(spans: readonly Span[], by: number): readonly Span[] {
  return by === 0 ? spans : spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by }));
}

function cut(spans: readonly Span[], start: number, end: number): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans) {
    const from = Math.max(span.start, start);
    const until = Math.min(span.end, end);
    if (from < until) kept.push({ ...span, start: from - start, end: until - start });
  }
  return kept;
}

function indented(from: string, spans: readonly Span[], to: string): readonly Span[] | undefined {
  const first = to.startsWith('\n') ? 1 : 0;
  const pad = /^ */.exec(to.slice(first))?.[0].length ?? 0;
  const own = /^ */.exec(from)?.[0].length ?? 0;
  const by = pad - own;
  if (by <= 0 || to.slice(first) !== ' '.repeat(by) + from.replaceAll('\n', `\n${' '.repeat(by)}`)) return undefined;
  const moved: Span[] = [];
  let line = 0;
  let next = from.indexOf('\n');
  for (const span of spans) {
    let { start } = span;
    while (next !== -1 && next < start) {
      line += 1;
      next = from.indexOf('\n', next + 1);
    }
    // A span over several lines becomes one span that also covers the blanks between.
    const startAt = first + start + (line + 1) * by;
    while (next !== -1 && next < span.end - 1) {
      line += 1;
      next = from.indexOf('\n', next + 1);
    }
    start = startAt;
    moved.push({ ...span, start, end: first + span.end + (line + 1) * by });
  }
  return moved;
}
