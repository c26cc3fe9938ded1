import { type Matcher, RE2JS, RE2JSSyntaxException } from 're2js';
import { createLru } from '../../base/index.ts';
import { bytesOfText, textOfBytes } from '../gotemplate/index.ts';
import { escapedText, unescapedBytes } from './byte-text.ts';
import { RegexpError } from './error.ts';
import { expand } from './expand.ts';

/** A regular expression of Go (regexp, Go 1.25: RE2) on byte strings. Matching takes time linear in the text. */
export interface Regexp {
  /** How many instructions it has: what one byte of text may cost. */
  readonly size: number;
  matches(text: string): boolean;
  /** The leftmost match; undefined where there is none. */
  find(text: string): string | undefined;
  /** At most `limit` matches from left to right, all for a negative one; an empty match right behind another does not count. */
  findAll(text: string, limit: number): readonly string[];
  /** With every match replaced; `$1` and `$name` in `replacement` are the match's groups. `spend` hears how many bytes each place may add, before it does. */
  replaceAll(text: string, replacement: string, spend?: Spend): string;
  replaceAllLiteral(text: string, replacement: string, spend?: Spend): string;
  /** What lies between the matches: at most `limit` parts, all for a negative one, none for 0. */
  split(text: string, limit: number): readonly string[];
}

/** Hears of bytes before they are made; what it throws ends the work. */
export type Spend = (bytes: number) => void;

const compiled = createLru<Regexp>({ max: 500 });

/** Compiles an expression, or gives the one that was compiled before. @throws RegexpError */
export function compileRegexp(pattern: string): Regexp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = regexpOf(pattern, parse(pattern));
  compiled.set(pattern, made);
  return made;
}

/** `text` with everything escaped that means something in an expression (regexp.QuoteMeta). */
export function quoteRegexp(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

function parse(pattern: string): RE2JS {
  const text = textOfBytes(pattern);
  if (bytesOfText(text) !== pattern)
    throw new RegexpError(pattern, `error parsing regexp: invalid UTF-8: \`${pattern}\``);
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const message = error.message.replace(/(trailing backslash at end of expression)$/, '$1: ``');
    throw new RegexpError(pattern, bytesOfText(message), { cause: error });
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function regexpOf(pattern: string, expression: RE2JS): Regexp {
  const replaceWith = (bytes: string, replacement: (matcher: Matcher) => string): string => {
    const text = escapedText(bytes);
    return unescapedBytes(replaceMatches(expression.matcher(text), text, replacement));
  };
  return {
    size: expression.programSize(),
    matches: (bytes) => expression.test(escapedText(bytes)),
    find(bytes) {
      const text = escapedText(bytes);
      const matcher = expression.matcher(text);
      return matcher.find() ? unescapedBytes(text.slice(matcher.start(), matcher.end())) : undefined;
    },
    findAll(bytes, limit) {
      const text = escapedText(bytes);
      return spansOf(expression.matcher(text), text, limit).map(({ start, end }) =>
        unescapedBytes(text.slice(start, end)),
      );
    },
    replaceAll(bytes, replacement, spend) {
      const template = escapedText(replacement);
      const references = template.split('$').length - 1;
      const names = expression.namedGroups();
      return replaceWith(bytes, (matcher) => {
        spend?.(template.length + references * (matcher.end() - matcher.start()));
        const group = (index: number): string | undefined =>
          index <= matcher.groupCount() ? (matcher.group(index) ?? undefined) : undefined;
        return expand(template, { names, group });
      });
    },
    replaceAllLiteral(bytes, replacement, spend) {
      const literal = escapedText(replacement);
      return replaceWith(bytes, () => {
        spend?.(literal.length);
        return literal;
      });
    },
    split(bytes, limit) {
      if (limit === 0) return [];
      if (pattern !== '' && bytes === '') return [''];
      const text = escapedText(bytes);
      return partsBetween(spansOf(expression.matcher(text), text, limit), text, limit).map(unescapedBytes);
    },
  };
}

function spansOf(matcher: Matcher, text: string, limit: number): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  let previousEnd = -1;
  while (spans.length !== limit && from <= text.length && matcher.find(from)) {
    const span = { start: matcher.start(), end: matcher.end() };
    const isEmpty = span.end === from;
    if (!isEmpty || span.start !== previousEnd) spans.push(span);
    from = isEmpty ? from + widthAt(text, from) : span.end;
    previousEnd = span.end;
  }
  return spans;
}

function replaceMatches(matcher: Matcher, text: string, replacement: (matcher: Matcher) => string): string {
  let replaced = '';
  let lastEnd = 0;
  let from = 0;
  while (from <= text.length && matcher.find(from)) {
    const start = matcher.start();
    const end = matcher.end();
    replaced += text.slice(lastEnd, start);
    // An empty match right behind another is none.
    if (end > lastEnd || start === 0) replaced += replacement(matcher);
    lastEnd = end;
    from = Math.max(end, from + widthAt(text, from));
  }
  return replaced + text.slice(lastEnd);
}

function partsBetween(spans: readonly Span[], text: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const span of spans) {
    if (limit > 0 && parts.length === limit - 1) break;
    end = span.start;
    if (span.end !== 0) parts.push(text.slice(begin, end));
    begin = span.end;
  }
  return end === text.length ? parts : [...parts, text.slice(begin)];
}

/** How many units the character at a place has; at least one, so that every search moves on. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
