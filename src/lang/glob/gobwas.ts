import type { CharacterRange, GlobNode } from './node.ts';

interface Alternatives {
  readonly options: GlobNode[][];
  /** The sequence that the braces stand in. */
  readonly outer: GlobNode[];
}

/** How deep braces may nest. */
const maxDepth = 100;

/**
 * Reads a pattern of gobwas/glob v0.2.3 (syntax/lexer, syntax/ast): `*`, `**`, `?`, `{a,b}` nested, `[abc]`, `[a-z]`, `[!…]`, `\`
 * escapes. Braces that are not closed end with the pattern. Undefined where upstream refuses it. Upstream's optimiser errs on
 * some patterns (`?` and `[!a]` alone match the empty text, `{,a}*` does not, `{**,a}?` misses texts); here they mean what they say.
 */
export function parseGobwas(pattern: string): readonly GlobNode[] | undefined {
  // Upstream's reader takes a NUL for the end of the pattern, and refuses the replacement character.
  const characters = Array.from(pattern.split('\0', 1)[0] ?? '');
  if (characters.includes('\uFFFD')) return undefined;
  const root: GlobNode[] = [];
  const stack: Alternatives[] = [];
  let sequence = root;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const braces = stack.at(-1);
    if (character === '{') {
      if (stack.length === maxDepth) return undefined;
      const first: GlobNode[] = [];
      const options = [first];
      sequence.push({ kind: 'choice', options });
      stack.push({ options, outer: sequence });
      sequence = first;
    } else if (character === ',' && braces !== undefined) {
      sequence = [];
      braces.options.push(sequence);
    } else if (character === '}' && braces !== undefined) {
      stack.pop();
      sequence = braces.outer;
    } else if (character === '*') {
      const isSuper = characters[at + 1] === '*';
      sequence.push({ kind: isSuper ? 'super' : 'any' });
      if (isSuper) at += 1;
    } else if (character === '?') {
      sequence.push({ kind: 'single' });
    } else if (character === '[') {
      const read = parseClass(characters, at + 1);
      if (read === undefined) return undefined;
      sequence.push(read.node);
      at = read.last;
    } else {
      if (character === '\\') at += 1;
      appendText(sequence, characters[at] ?? '');
    }
  }
  return root;
}

/** Either a list of characters or a single range, closed by `]` which is `last`. */
function parseClass(characters: readonly string[], start: number): { node: GlobNode; last: number } | undefined {
  const negated = characters[start] === '!';
  let at = negated ? start + 1 : start;
  const ranges: CharacterRange[] = [];
  if (characters[at + 1] === '-') {
    const low = codePointOf(characters[at]);
    const high = codePointOf(characters[at + 2]);
    if (high < low) return undefined;
    ranges.push([low, high]);
    at += 3;
  } else {
    for (; at < characters.length && characters[at] !== ']'; at += 1) {
      if (characters[at] === '\\') at += 1;
      if (at === characters.length) return undefined;
      const codePoint = codePointOf(characters[at]);
      ranges.push([codePoint, codePoint]);
    }
  }
  if (ranges.length === 0 || characters[at] !== ']') return undefined;
  return { node: { kind: 'class', negated, ranges }, last: at };
}

function appendText(sequence: GlobNode[], text: string): void {
  if (text === '') return;
  const previous = sequence.at(-1);
  if (previous?.kind === 'text') sequence[sequence.length - 1] = { kind: 'text', text: previous.text + text };
  else sequence.push({ kind: 'text', text });
}

function codePointOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? -1;
}
