import type { GlobNode } from './node.ts';

/** Something that takes one character, or a run of any characters. */
type Part = '*' | ((codePoint: number) => boolean);

/**
 * A matcher for patterns without alternatives whose stars cross everything, as most patterns of projects and policies are; undefined for
 * others. Only the last star need ever take more, since an earlier one could gain nothing by it: time is at most length of text ×
 * length of pattern, and mostly linear.
 */
export function compileWildcards(
  nodes: readonly GlobNode[],
  separators: ReadonlySet<number>,
): ((text: string) => boolean) | undefined {
  const parts: Part[] = [];
  for (const node of nodes) {
    if (node.kind === 'choice' || (node.kind === 'any' && separators.size > 0)) return undefined;
    if (node.kind === 'any' || node.kind === 'super') parts.push('*');
    else parts.push(...characterTests(node, separators));
  }
  return (text) => run(parts, text);
}

/** The tests that a node without alternatives or stars puts to one character each. */
export function characterTests(
  node: Extract<GlobNode, { kind: 'text' | 'single' | 'class' }>,
  separators: ReadonlySet<number>,
): ((codePoint: number) => boolean)[] {
  if (node.kind === 'text') {
    return Array.from(node.text, (character) => {
      const wanted = character.codePointAt(0);
      return (codePoint: number) => codePoint === wanted;
    });
  }
  if (node.kind === 'single') return [(codePoint) => !separators.has(codePoint)];
  return [
    (codePoint) => {
      const isInside = node.ranges.some(([low, high]) => low <= codePoint && codePoint <= high);
      return isInside !== node.negated;
    },
  ];
}

function run(parts: readonly Part[], text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let starIndex = 0;
  while (index < text.length) {
    const part = parts[at];
    if (part === '*') {
      star = at;
      starIndex = index;
      at += 1;
      continue;
    }
    const codePoint = text.codePointAt(index) ?? 0;
    if (part?.(codePoint) === true) {
      at += 1;
      index += codePoint > 0xff_ff ? 2 : 1;
    } else if (star < 0) {
      return false;
    } else {
      at = star + 1;
      starIndex += (text.codePointAt(starIndex) ?? 0) > 0xff_ff ? 2 : 1;
      index = starIndex;
    }
  }
  while (parts[at] === '*') at += 1;
  return at === parts.length;
}
