import type { CharacterRange, GlobNode } from './node.ts';

/** How many patterns braces may multiply into, and how many characters those may have together. */
const maxExpansions = 1024;
const maxExpandedLength = 65_536;

/** What is left of a pattern and still matches a path that ends there: `a/**` matches the folder `a` too. */
const emptyRests: ReadonlySet<string> = new Set(['/**', '**/', '/**/']);

/**
 * Reads a pattern of bmatcuk/doublestar v4.8.1: `*` and `?` that do not cross `/`, `**` as a whole path segment for any number of
 * segments, `{a,b}` nested, `[a-z]`, `[^…]`, `[!…]`, `\` escapes. Undefined where ValidatePattern refuses it, and where its braces
 * multiply beyond 1 024 patterns.
 */
export function parseDoublestar(pattern: string): readonly GlobNode[] | undefined {
  const expanded = expandBraces(pattern);
  if (expanded === undefined) return undefined;
  const options: (readonly GlobNode[])[] = [];
  for (const plain of expanded) {
    const nodes = parsePlain(Array.from(plain));
    if (nodes === undefined) return undefined;
    options.push(nodes);
  }
  return options.length === 1 ? options[0] : [{ kind: 'choice', options }];
}

/** Alternatives are put in as text, as upstream does: `{**,a}/b` means `**` as a segment too. */
function expandBraces(pattern: string): readonly string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  let length = 0;
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    const braces = findBraces(current);
    if (braces === undefined) return undefined;
    if (braces === 'none') {
      done.push(current);
      length += current.length;
    } else {
      const { start, end, options } = braces;
      for (const option of options) open.push(current.slice(0, start) + option + current.slice(end + 1));
    }
    if (done.length + open.length > maxExpansions || length > maxExpandedLength) return undefined;
  }
  return done;
}

interface Braces {
  readonly start: number;
  readonly end: number;
  readonly options: readonly string[];
}

/** The first braces outside of a class; undefined where braces do not pair. */
function findBraces(pattern: string): Braces | 'none' | undefined {
  const commas: number[] = [];
  let start = -1;
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '\\') {
      at += 1;
    } else if (character === '[' && depth === 0) {
      at = endOfClass(pattern, at);
    } else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === ',' && depth === 1) {
      commas.push(at);
    } else if (character === '}') {
      if (depth === 0) return undefined;
      depth -= 1;
      if (depth > 0) continue;
      const cuts = [start, ...commas, at];
      const options = cuts.slice(1).map((cut, index) => pattern.slice((cuts[index] ?? 0) + 1, cut));
      return { start, end: at, options };
    }
  }
  return depth > 0 ? undefined : 'none';
}

function endOfClass(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === ']') return at;
  }
  return pattern.length;
}

function parsePlain(characters: readonly string[]): readonly GlobNode[] | undefined {
  const nodes: GlobNode[] = [];
  let sequence = nodes;
  let isSegmentStart = true;
  for (let at = 0; at < characters.length; at += 1) {
    if (characters.length - at <= 4 && emptyRests.has(characters.slice(at).join(''))) {
      const rest: GlobNode[] = [];
      sequence.push({ kind: 'choice', options: [rest, []] });
      sequence = rest;
    }
    const character = characters[at] ?? '';
    const startsSegment = isSegmentStart;
    isSegmentStart = false;
    if (character === '*') {
      const isDouble = characters[at + 1] === '*';
      if (isDouble) at += 1;
      const next = characters[at + 1];
      if (isDouble && startsSegment && next === undefined) {
        sequence.push({ kind: 'super' });
      } else if (isDouble && startsSegment && next === '/') {
        sequence.push({ kind: 'choice', options: [[{ kind: 'super' }, { kind: 'text', text: '/' }], []] });
        at += 1;
        isSegmentStart = true;
      } else {
        sequence.push({ kind: 'any' });
      }
    } else if (character === '?') {
      sequence.push({ kind: 'single' });
    } else if (character === '[') {
      const read = parseClass(characters, at + 1);
      if (read === undefined) return undefined;
      sequence.push(read.node);
      at = read.last;
    } else {
      if (character === '\\') at += 1;
      const text = characters[at];
      if (text === undefined) return undefined;
      isSegmentStart = text === '/';
      const previous = sequence.at(-1);
      if (previous?.kind === 'text') sequence[sequence.length - 1] = { kind: 'text', text: previous.text + text };
      else sequence.push({ kind: 'text', text });
    }
  }
  return nodes;
}

function parseClass(characters: readonly string[], start: number): { node: GlobNode; last: number } | undefined {
  const negated = characters[start] === '^' || characters[start] === '!';
  let at = negated ? start + 1 : start;
  const ranges: CharacterRange[] = [];
  let canStartRange = false;
  if (characters[at] === ']') return undefined;
  for (; at < characters.length && characters[at] !== ']'; at += 1) {
    const isRange: boolean = canStartRange && characters[at] === '-' && characters[at + 1] !== ']';
    if (isRange) at += 1;
    if (characters[at] === '\\') at += 1;
    const codePoint = characters[at]?.codePointAt(0);
    if (codePoint === undefined) return undefined;
    const [low] = (isRange ? ranges.pop() : undefined) ?? [codePoint];
    ranges.push([low, codePoint]);
    canStartRange = !isRange;
  }
  return at < characters.length ? { node: { kind: 'class', negated, ranges }, last: at } : undefined;
}
