/** A stretch of a YAML stream that holds one document (more only behind `...` lines). Offsets in UTF-16 units; `end` is exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Where its content starts: the first character that is neither blank nor comment, behind directives and `---`; -1 if it has none. */
  readonly content: number;
  /** Whether it starts with a `---` line or with directives, so that it is a document even where it has no content. */
  readonly marked: boolean;
}

/**
 * Cuts a stream before its `---` lines, so that an error in one document leaves the others readable. YAML takes `---` at the start of a line
 * for a document marker everywhere, also inside quotes and block scalars, so cutting needs no parser. Directives go with the document
 * that they stand before.
 */
export function* stretches(text: string): Generator<Stretch> {
  for (let start = 0; start < text.length;) {
    let end = nextStart(text, start);
    // Directives alone: the document whose marker follows them is theirs.
    if (end === start) end = nextStart(text, nextMarker(text, start));
    yield { start, end, ...contentStart(text, start, end) };
    start = end;
  }
}

/** Where what follows the document from `start` on starts: at a marker, or at the directives before it, which may be `start` itself. */
function nextStart(text: string, start: number): number {
  const end = nextMarker(text, isMarker(text, start, '---') ? start + 3 : start);
  if (end === text.length) return end;
  const hasPercent = text.charCodeAt(start) === PERCENT || text.slice(start, end).includes('\n%');
  return hasPercent ? directivesStart(text, start, end) : end;
}

const PERCENT = 37;
const HASH = 35;

/** The first `---` line at or behind `from`, or the end of the text. */
function nextMarker(text: string, from: number): number {
  if (from === 0 && isMarker(text, 0, '---')) return 0;
  for (let at = text.indexOf('\n---', Math.max(from - 1, 0)); at !== -1; at = text.indexOf('\n---', at + 1)) {
    if (isMarker(text, at + 1, '---')) return at + 1;
  }
  return text.length;
}

function isMarker(text: string, at: number, marker: string): boolean {
  return text.startsWith(marker, at) && (at + 3 === text.length || ' \t\r\n'.includes(text.charAt(at + 3)));
}

/** Where the directives that end a stretch start (behind `...` or at its very start), or `end` where it ends without any. */
function directivesStart(text: string, start: number, end: number): number {
  let directives = false;
  for (let lineEnd = end; lineEnd > start;) {
    const lineStart = Math.max(text.lastIndexOf('\n', lineEnd - 2) + 1, start);
    const line = text.slice(lineStart, lineEnd);
    if (line.startsWith('%')) directives = true;
    else if (isMarker(line, 0, '...')) return directives ? lineEnd : end;
    else if (!/^\s*(?:#|$)/.test(line)) return end;
    lineEnd = lineStart;
  }
  return directives ? start : end;
}

function contentStart(text: string, start: number, end: number): { content: number; marked: boolean } {
  let marked = false;
  let directives = -1;
  for (let at = start; at < end;) {
    const code = text.charCodeAt(at);
    if (code === HASH) {
      at = lineEnd(text, at, end);
    } else if (code === PERCENT && !marked && isLineStart(text, at)) {
      directives = at;
      at = lineEnd(text, at, end);
    } else if (!marked && isLineStart(text, at) && isMarker(text, at, '---')) {
      marked = true;
      at += 3;
    } else if (code === 32 || (code >= 9 && code <= 13) || code === 0xfeff) {
      at += 1;
    } else if (isLineStart(text, at) && isMarker(text, at, '...')) {
      return { content: restIsBlank(text, at + 3, end) ? -1 : at, marked };
    } else {
      return { content: at, marked };
    }
  }
  // Directives without a document are an error, which the parser tells.
  return { content: marked ? -1 : directives, marked };
}

function restIsBlank(text: string, from: number, end: number): boolean {
  return text.slice(from, end).trim() === '';
}

function lineEnd(text: string, at: number, end: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 || found > end ? end : found;
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) === 10;
}
