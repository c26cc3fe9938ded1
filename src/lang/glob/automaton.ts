import type { GlobNode } from './node.ts';

/**
 * Runs glob patterns as a nondeterministic automaton: all the places in the pattern where a match may stand are followed at once,
 * so the time is at most length of text × length of pattern, whatever the pattern. (Regular expressions made from globs backtrack
 * without end on patterns such as `*a*a*a*a*b`.)
 */
export function compileAutomaton(
  nodes: readonly GlobNode[],
  separators: ReadonlySet<number>,
): (text: string) => boolean {
  const program = new Program(separators);
  program.add(nodes);
  const steps = program.finish();
  const prefix = literalPrefix(nodes);
  if (nodes.length === (prefix === '' ? 0 : 1)) return (text) => text === prefix;
  return (text) => text.startsWith(prefix) && run(steps, text);
}

type Step =
  | { readonly kind: 'character'; readonly accepts: (codePoint: number) => boolean }
  /** Goes on at both places. */
  | { readonly kind: 'fork'; to: number; or: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'accept' };

class Program {
  readonly #steps: Step[] = [];
  readonly #isPlain: (codePoint: number) => boolean;

  constructor(separators: ReadonlySet<number>) {
    this.#isPlain = separators.size === 0 ? () => true : (codePoint) => !separators.has(codePoint);
  }

  add(nodes: readonly GlobNode[]): void {
    for (const node of nodes) this.#addNode(node);
  }

  finish(): readonly Step[] {
    this.#steps.push({ kind: 'accept' });
    return this.#steps;
  }

  #addNode(node: GlobNode): void {
    switch (node.kind) {
      case 'text':
        for (const character of node.text) {
          const wanted = character.codePointAt(0);
          this.#accept((codePoint) => codePoint === wanted);
        }
        return;
      case 'single':
        this.#accept(this.#isPlain);
        return;
      case 'any':
        this.#repeat(this.#isPlain);
        return;
      case 'super':
        this.#repeat(() => true);
        return;
      case 'class':
        this.#accept((codePoint) => {
          const isInside = node.ranges.some(([low, high]) => low <= codePoint && codePoint <= high);
          return isInside !== node.negated;
        });
        return;
      case 'choice':
        this.#choose(node.options);
    }
  }

  #accept(accepts: (codePoint: number) => boolean): void {
    this.#steps.push({ kind: 'character', accepts });
  }

  #repeat(accepts: (codePoint: number) => boolean): void {
    const start = this.#steps.length;
    this.#steps.push({ kind: 'fork', to: start + 1, or: start + 3 });
    this.#accept(accepts);
    this.#steps.push({ kind: 'jump', to: start });
  }

  #choose(options: readonly (readonly GlobNode[])[]): void {
    const exits: { to: number }[] = [];
    for (const [index, option] of options.entries()) {
      const isLast = index === options.length - 1;
      const fork = { kind: 'fork' as const, to: this.#steps.length + 1, or: 0 };
      if (!isLast) this.#steps.push(fork);
      this.add(option);
      if (isLast) break;
      const exit = { kind: 'jump' as const, to: 0 };
      this.#steps.push(exit);
      exits.push(exit);
      fork.or = this.#steps.length;
    }
    for (const exit of exits) exit.to = this.#steps.length;
  }
}

function run(steps: readonly Step[], text: string): boolean {
  let current = reachable(steps, [0]);
  for (let index = 0; index < text.length && current.length > 0;) {
    const codePoint = text.codePointAt(index) ?? 0;
    index += codePoint > 0xff_ff ? 2 : 1;
    const next: number[] = [];
    for (const at of current) {
      const step = steps[at];
      if (step?.kind === 'character' && step.accepts(codePoint)) next.push(at + 1);
    }
    current = reachable(steps, next);
  }
  return current.some((at) => steps[at]?.kind === 'accept');
}

/** The steps that consume a character or accept, reached from `from` without consuming one. */
function reachable(steps: readonly Step[], from: readonly number[]): readonly number[] {
  const seen = new Uint8Array(steps.length);
  const open = [...from];
  const found: number[] = [];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen[at] === 1) continue;
    seen[at] = 1;
    const step = steps[at];
    if (step?.kind === 'fork') open.push(step.to, step.or);
    else if (step?.kind === 'jump') open.push(step.to);
    else found.push(at);
  }
  return found;
}

function literalPrefix(nodes: readonly GlobNode[]): string {
  const [first] = nodes;
  return first?.kind === 'text' ? first.text : '';
}
