import type { CharacterRange, GlobNode } from './node.ts';

/**
 * Reads a pattern of Go's path.Match (go1.26): `*` and `?` that do not cross `/`, `[a-z]`, `[^…]`, `\` escapes; no braces, and `**`
 * means `*`. Undefined where path.Match answers ErrBadPattern.
 */
export function parsePathMatch(pattern: string): readonly GlobNode[] | undefined {
  const characters = Array.from(pattern);
  const nodes: GlobNode[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') {
      nodes.push({ kind: 'any' });
    } else if (character === '?') {
      nodes.push({ kind: 'single' });
    } else if (character === '[') {
      const read = parseClass(characters, at + 1);
      if (read === undefined) return undefined;
      nodes.push(read.node);
      at = read.last;
    } else {
      if (character === '\\') at += 1;
      const text = characters[at];
      if (text === undefined) return undefined;
      const previous = nodes.at(-1);
      if (previous?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: previous.text + text };
      else nodes.push({ kind: 'text', text });
    }
  }
  return nodes;
}

function parseClass(characters: readonly string[], start: number): { node: GlobNode; last: number } | undefined {
  const negated = characters[start] === '^';
  const ranges: CharacterRange[] = [];
  for (let at = negated ? start + 1 : start; ;) {
    if (characters[at] === ']' && ranges.length > 0) {
      return { node: { kind: 'class', negated, ranges }, last: at };
    }
    const low = parseMember(characters, at);
    if (low === undefined) return undefined;
    const isRange = characters[low.next] === '-';
    const high = isRange ? parseMember(characters, low.next + 1) : low;
    if (high === undefined) return undefined;
    ranges.push([low.codePoint, high.codePoint]);
    at = high.next;
  }
}

function parseMember(characters: readonly string[], at: number): { codePoint: number; next: number } | undefined {
  const character = characters[at];
  if (character === '-' || character === ']') return undefined;
  const member = character === '\\' ? at + 1 : at;
  const codePoint = characters[member]?.codePointAt(0);
  return codePoint === undefined ? undefined : { codePoint, next: member + 1 };
}
