import { JqError } from './error.ts';
import { takes } from './arities.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Nesting beyond this is refused. */
const maxDepth = 64;

/** Reads a jq expression. Throws JqError `syntax`, `unsupported` or `budget`. */
export function parseJq(text: string): Expression {
  return new Parser(tokensOf(text)).whole();
}

/** Words that begin what is not read. */
const unsupportedWords = new Set(['def', 'reduce', 'foreach', 'label', 'import', 'include', 'break']);
const assignments = new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=', '?//']);

/** Binary operators by how strongly they bind, from the weakest. Comparisons do not follow one another. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#pipe();
    if (this.#token.kind !== 'end') throw this.#unexpected();
    return expression;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #is(text: string): boolean {
    const { kind, text: found } = this.#token;
    return found === text && (kind === 'sign' || kind === 'word');
  }

  #take(text: string): boolean {
    const found = this.#is(text);
    if (found) this.#next += 1;
    return found;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw this.#unexpected();
  }

  #unexpected(): JqError {
    const { kind, text, at } = this.#token;
    if (kind === 'end') return new JqError('syntax', 'it ends too early');
    if (kind === 'sign' && assignments.has(text)) return new JqError('unsupported', `assignments (${text})`);
    if (kind === 'word' && text === 'as') return new JqError('unsupported', 'variables (as $name)');
    return new JqError('syntax', `unexpected ${JSON.stringify(text)} at ${at + 1}`);
  }

  #pipe(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new JqError('budget', `it is nested deeper than ${maxDepth}`);
    let left = this.#comma();
    if (this.#take('|')) left = { kind: 'pipe', left, right: this.#pipe() };
    this.#depth -= 1;
    return left;
  }

  #comma(): Expression {
    let left = this.#alternative();
    while (this.#take(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  #alternative(): Expression {
    const left = this.#binary(0);
    return this.#take('//') ? { kind: 'alternative', left, right: this.#alternative() } : left;
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.#is(candidate));
      if (operator === undefined) return left;
      this.#next += 1;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
      if (operators.includes('==')) return left;
    }
  }

  #unary(): Expression {
    return this.#take('-') ? { kind: 'negate', of: this.#postfix() } : this.#postfix();
  }

  #postfix(): Expression {
    let term = this.#term();
    // Whether the last step was a suffix: `?` forgives that step alone, and not those before it.
    for (let suffixed = this.#tokens[this.#next - 1]?.kind === 'field'; ; suffixed = true) {
      const { kind, text } = this.#token;
      if (kind === 'field') {
        this.#next += 1;
        term = indexOf(term, { kind: 'literal', value: text });
      } else if (this.#take('?')) term = optional(term, suffixed);
      else if (this.#is('[')) term = this.#bracket(term);
      else if (this.#is('.')) {
        this.#next += 1;
        if (this.#token.kind === 'string') term = indexOf(term, this.#literal(this.#token.text));
        else if (this.#is('[')) term = this.#bracket(term);
        else throw this.#unexpected();
      } else return term;
    }
  }

  #bracket(of: Expression): Expression {
    this.#need('[');
    if (this.#take(']')) return { kind: 'iterate', of };
    if (this.#is(':')) throw new JqError('unsupported', 'slices ([from:to])');
    const at = this.#pipe();
    if (this.#is(':')) throw new JqError('unsupported', 'slices ([from:to])');
    this.#need(']');
    return indexOf(of, at);
  }

  #literal(value: string | number | boolean | null): Expression {
    this.#next += 1;
    return { kind: 'literal', value };
  }

  #term(): Expression {
    const { kind, text, at } = this.#token;
    switch (kind) {
      case 'field':
        this.#next += 1;
        return indexOf({ kind: 'identity' }, { kind: 'literal', value: text });
      case 'number':
        return this.#literal(Number(text));
      case 'string':
        return this.#literal(text);
      case 'word':
        return this.#word(text);
      case 'end':
        throw this.#unexpected();
      case 'sign':
        break;
    }
    if (this.#take('..')) return { kind: 'recurse' };
    if (this.#take('.')) {
      if (this.#token.kind === 'string') return indexOf({ kind: 'identity' }, this.#literal(this.#token.text));
      return { kind: 'identity' };
    }
    if (this.#take('(')) {
      const inner = this.#pipe();
      this.#need(')');
      return inner;
    }
    if (this.#take('[')) {
      const items = this.#is(']') ? undefined : this.#pipe();
      this.#need(']');
      return { kind: 'list', items };
    }
    if (text === '{' && this.#tokens[this.#next + 1]?.text === '}') {
      this.#next += 2;
      return { kind: 'literal', value: {} };
    }
    const what = { '{': 'objects ({…})', $: 'variables ($name)', '@': 'formats (@name)' }[text];
    if (what !== undefined) throw new JqError('unsupported', `${what} at ${at + 1}`);
    throw this.#unexpected();
  }

  #word(name: string): Expression {
    if (unsupportedWords.has(name)) throw new JqError('unsupported', `${name} at ${this.#token.at + 1}`);
    if (name === 'true' || name === 'false') return this.#literal(name === 'true');
    if (name === 'null') return this.#literal(null);
    const { at } = this.#token;
    this.#next += 1;
    if (name === 'if') return this.#conditional();
    if (name === 'try') {
      const of = this.#postfix();
      if (this.#is('catch')) throw new JqError('unsupported', `catch at ${this.#token.at + 1}`);
      return { kind: 'try', of };
    }
    const args: Expression[] = [];
    if (this.#take('(')) {
      do args.push(this.#pipe());
      while (this.#take(';'));
      this.#need(')');
    }
    if (!takes(name, args.length)) throw new JqError('unsupported', `the function ${name}/${args.length} at ${at + 1}`);
    return { kind: 'call', name, args };
  }

  /** Behind `if` or `elif`. */
  #conditional(): Expression {
    const condition = this.#pipe();
    this.#need('then');
    const chosen = this.#pipe();
    if (this.#take('elif')) return { kind: 'if', condition, chosen, otherwise: this.#conditional() };
    const otherwise = this.#take('else') ? this.#pipe() : undefined;
    this.#need('end');
    return { kind: 'if', condition, chosen, otherwise };
  }
}

/** gojq's compileTermSuffix: `.a[]?` is `.a | try .[]`. */
function optional(term: Expression, suffixed: boolean): Expression {
  if (!suffixed || (term.kind !== 'index' && term.kind !== 'iterate')) return { kind: 'try', of: term };
  const step: Expression = { kind: 'try', of: { ...term, of: { kind: 'identity' } } };
  return term.of.kind === 'identity' ? step : { kind: 'pipe', left: term.of, right: step };
}

function indexOf(of: Expression, at: Expression): Expression {
  return { kind: 'index', of, at };
}
