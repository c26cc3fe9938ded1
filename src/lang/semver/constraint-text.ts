/** One comparison of a constraint: an operator (empty for none) and a version in which parts may be missing or be wildcards. */
export interface ComparisonText {
  readonly operator: string;
  /** The version as written, without the operator. */
  readonly version: string;
  readonly major: string;
  /** Undefined where the part is missing. */
  readonly minor: string | undefined;
  readonly patch: string | undefined;
  /** Without the `-`; empty for none. */
  readonly prerelease: string;
}

const blank = '[\\t\\n\\f\\r ]';
const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
// The class has a stray `|` upstream too: `1|2` is read as one number, which then is none.
const number = '[0-9|xX*]+';
const version = `v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(?:-(${identifiers}))?(?:\\+(?:${identifiers}))?`;

const comparison = new RegExp(`(=>|>=|=<|<=|!=|~>|=|>|<|~|\\^|)${blank}*(${version})`, 'y');
const separator = new RegExp(`${blank}+(?:,${blank}*)?|,${blank}*`, 'y');
const leadingBlanks = new RegExp(`${blank}*`, 'y');
const hyphenRange = new RegExp(`${blank}*(${version})${blank}+-${blank}+(${version})${blank}*`, 'g');

/** `a - b` written as `>= a, <= b`, including the blanks that upstream's rewriteRange swallows before and after. */
export function rewriteHyphenRanges(text: string): string {
  let rewritten = text;
  for (const [whole, low = '', , , , , high = ''] of text.matchAll(hyphenRange)) {
    rewritten = rewritten.replace(whole, () => `>= ${low}, <= ${high} `);
  }
  return rewritten;
}

/**
 * The comparisons of one group (what stands between two `||`), which are separated by blanks or a comma; undefined where the text
 * is not of that form. One pass: what upstream checks with a regular expression would backtrack without end here.
 */
export function splitComparisons(group: string): readonly ComparisonText[] | undefined {
  const found: ComparisonText[] = [];
  let position = lengthOf(leadingBlanks, group, 0) ?? 0;
  for (;;) {
    comparison.lastIndex = position;
    const match = comparison.exec(group);
    if (match === null) return undefined;
    const [whole, operator = '', text = '', major = '', minor, patch, prerelease = ''] = match;
    found.push({ operator, version: text, major, minor, patch, prerelease });
    position += whole.length;
    const gap = lengthOf(separator, group, position);
    const rest = group.slice(position);
    if (rest.length === (gap ?? 0) && !rest.includes(',')) return found;
    if (gap === undefined) return undefined;
    position += gap;
  }
}

function lengthOf(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length;
}
