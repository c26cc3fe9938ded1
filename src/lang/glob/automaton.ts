import type { GlobNode } from './node.ts';
import { characterTests, compileWildcards } from './wildcard.ts';

/**
 * Runs glob patterns as a nondeterministic automaton: all the places in the pattern where a match may stand are followed at once,
 * so the time is at most length of text × length of pattern, whatever the pattern. (Regular expressions made from globs backtrack
 * without end on patterns such as `*a*a*a*a*b`.)
 */
export function compileAutomaton(
  nodes: readonly GlobNode[],
  separators: ReadonlySet<number>,
): (text: string) => boolean {
  const prefix = literalPrefix(nodes);
  const rest = prefix === '' ? nodes : nodes.slice(1);
  if (rest.length === 0) return (text) => text === prefix;
  const matches = compileWildcards(rest, separators);
  if (matches !== undefined) return (text) => text.startsWith(prefix) && matches(text.slice(prefix.length));
  const program = new Program(separators);
  program.add(rest);
  const steps = program.finish();
  return (text) => text.startsWith(prefix) && run(steps, text, prefix.length);
}

type Step =
  | { readonly kind: 'character'; readonly accepts: (codePoint: number) => boolean }
  /** Goes on at both places. */
  | { readonly kind: 'fork'; to: number; or: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'accept' };

class Program {
  readonly #steps: Step[] = [];
  readonly #separators: ReadonlySet<number>;

  constructor(separators: ReadonlySet<number>) {
    this.#separators = separators;
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
      case 'single':
      case 'class':
        for (const accepts of characterTests(node, this.#separators)) this.#accept(accepts);
        return;
      case 'any':
        this.#repeat((codePoint) => !this.#separators.has(codePoint));
        return;
      case 'super':
        this.#repeat(() => true);
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

function run(steps: readonly Step[], text: string, start: number): boolean {
  const places = new Places(steps);
  places.enter(0);
  for (let index = start; index < text.length && places.current.length > 0;) {
    const codePoint = text.codePointAt(index) ?? 0;
    index += codePoint > 0xff_ff ? 2 : 1;
    const before = places.move();
    for (const at of before) {
      const step = steps[at];
      if (step?.kind === 'character' && step.accepts(codePoint)) places.enter(at + 1);
    }
  }
  return places.current.some((at) => steps[at]?.kind === 'accept');
}

/** The steps where a match may stand: those that consume a character or accept. */
class Places {
  current: number[] = [];
  readonly #steps: readonly Step[];
  readonly #open: number[] = [];
  /** When a step was entered last, so that none is entered twice for one character. */
  readonly #entered: Uint32Array;
  #turn = 1;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#entered = new Uint32Array(steps.length);
  }

  /** Leaves all places and returns them. */
  move(): readonly number[] {
    const before = this.current;
    this.current = [];
    this.#turn += 1;
    return before;
  }

  /** Enters a step, or those that it leads to without consuming a character. */
  enter(first: number): void {
    this.#open.push(first);
    for (let at = this.#open.pop(); at !== undefined; at = this.#open.pop()) {
      if (this.#entered[at] === this.#turn) continue;
      this.#entered[at] = this.#turn;
      const step = this.#steps[at];
      if (step?.kind === 'fork') this.#open.push(step.to, step.or);
      else if (step?.kind === 'jump') this.#open.push(step.to);
      else this.current.push(at);
    }
  }
}

function literalPrefix(nodes: readonly GlobNode[]): string {
  const [first] = nodes;
  return first?.kind === 'text' ? first.text : '';
}
