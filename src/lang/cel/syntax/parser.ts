import type { CallNode, Expr, ListNode, MapNode, StructNode } from './ast.ts';
import { SyntaxIssue } from './issue.ts';
import { type Token, tokenize } from './lexer.ts';
import { expandMacro, type Macro } from './macros.ts';

/** What a parser takes besides the text. */
export interface ParseOptions {
  readonly macros: readonly Macro[];
  /** Whether `a.?b`, `a[?b]` and `{?k: v}` mean something. */
  readonly optionals: boolean;
}

const maxDepth = 250;
const maxLength = 100_000;

const reserved: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** Operators of two operands, the loosest first; those of one row bind alike, from the left. */
const binaryOperators: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** The name that an operator has as a function. */
function operatorName(operator: string): string {
  return operator === 'in' ? '@in' : `_${operator}_`;
}

/** Parses an expression (cel-spec's grammar, as cel-go v0.26.0 reads it), macros expanded. Raises SyntaxIssue. */
export function parse(text: string, options: ParseOptions): Expr {
  if (text.length > maxLength) {
    throw new SyntaxIssue(0, `expression code point size exceeds limit: size: ${text.length}, limit ${maxLength}`);
  }
  const parser = new Parser(tokenize(text), options);
  return parser.parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #options: ParseOptions;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], options: ParseOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  parse(): Expr {
    const expr = this.#expression();
    if (this.#peek().kind !== 'end') throw this.#unexpected('expecting <EOF>', 'mismatched');
    return expr;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  /** Takes an operator, if it comes next. */
  #take(...operators: readonly string[]): Token | undefined {
    const token = this.#peek();
    if (token.kind !== 'operator' || !operators.includes(token.text)) return undefined;
    this.#next += 1;
    return token;
  }

  #expect(operator: string): Token {
    const token = this.#take(operator);
    if (token === undefined) throw this.#unexpected(`expecting '${operator}'`, 'mismatched');
    return token;
  }

  #unexpected(expecting = '', kind: 'mismatched' | 'extraneous' = 'mismatched'): SyntaxIssue {
    const token = this.#peek();
    const tail =
      expecting === ''
        ? "expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
        : expecting;
    return new SyntaxIssue(token.at, `Syntax error: ${kind} input '${token.text}' ${tail}`);
  }

  #expression(): Expr {
    this.#depth += 1;
    if (this.#depth > maxDepth) {
      throw new SyntaxIssue(this.#peek().at, `expression recursion limit exceeded: ${maxDepth}`);
    }
    const condition = this.#binary(0);
    const question = this.#take('?');
    let expr = condition;
    if (question !== undefined) {
      const yes = this.#binary(0);
      this.#expect(':');
      expr = call(question.at, '_?_:_', [condition, yes, this.#expression()]);
    }
    this.#depth -= 1;
    return expr;
  }

  #binary(level: number): Expr {
    const operators = binaryOperators[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let token = this.#take(...operators); token !== undefined; token = this.#take(...operators)) {
      left = call(token.at, operatorName(token.text), [left, this.#binary(level + 1)]);
    }
    return left;
  }

  #unary(): Expr {
    const first = this.#take('!', '-');
    if (first === undefined) return this.#member(this.#primary(false));
    let count = 1;
    const number = (): boolean => {
      const { value } = this.#peek();
      return typeof value === 'bigint' || typeof value === 'number';
    };
    if (first.text === '-' && number()) return this.#member(this.#primary(true));
    while (this.#take(first.text) !== undefined) count += 1;
    if (count > maxDepth) throw new SyntaxIssue(first.at, `expression recursion limit exceeded: ${maxDepth}`);
    const operand = this.#member(this.#primary(false));
    return count % 2 === 0 ? operand : call(first.at, first.text === '!' ? '!_' : '-_', [operand]);
  }

  #member(start: Expr): Expr {
    let expr = start;
    for (let length = 0; ; length += 1) {
      if (length > maxDepth) throw new SyntaxIssue(this.#peek().at, `expression recursion limit exceeded: ${maxDepth}`);
      const dot = this.#take('.');
      if (dot !== undefined) {
        expr = this.#afterDot(expr, dot.at);
        continue;
      }
      const open = this.#take('[');
      if (open !== undefined) {
        const optional = this.#optionalMark();
        const index = this.#expression();
        this.#expect(']');
        expr = call(open.at, optional ? '_[?_]' : '_[_]', [expr, index]);
        continue;
      }
      const name = qualifiedName(expr);
      const brace = name === undefined ? undefined : this.#take('{');
      if (brace === undefined || name === undefined) return expr;
      expr = this.#struct(name, brace.at);
    }
  }

  #afterDot(operand: Expr, at: number): Expr {
    const optional = this.#optionalMark();
    const token = this.#peek();
    if (token.kind !== 'ident' && token.kind !== 'quoted-ident') {
      const found = token.kind === 'end' ? '' : token.text;
      throw new SyntaxIssue(token.at, `Syntax error: no viable alternative at input '.${found}'`);
    }
    this.#next += 1;
    const open = token.kind === 'ident' && !optional ? this.#take('(') : undefined;
    if (open !== undefined) return this.#call(open.at, token.text, operand);
    if (!optional) return { kind: 'select', at, operand, field: token.text, test: false };
    return call(at, '_?._', [operand, { kind: 'literal', at: token.at, value: token.text }]);
  }

  #optionalMark(): boolean {
    const mark = this.#take('?');
    if (mark === undefined) return false;
    if (!this.#options.optionals) throw new SyntaxIssue(mark.at, "unsupported syntax '?'");
    return true;
  }

  #call(at: number, name: string, target: Expr | undefined): Expr {
    const args = this.#items(')', () => this.#expression(), false);
    const expanded = expandMacro(this.#options.macros, { at, name, target, args });
    return expanded ?? { kind: 'call', at, name, target, args };
  }

  #items<T>(end: string, read: () => T, trailingComma: boolean): readonly T[] {
    const items: T[] = [];
    if (this.#take(end) !== undefined) return items;
    for (;;) {
      items.push(read());
      if (this.#take(end) !== undefined) return items;
      if (this.#take(',') === undefined) throw this.#unexpected(`expecting '${end}'`);
      if (trailingComma && this.#take(end) !== undefined) return items;
    }
  }

  #primary(negated: boolean): Expr {
    const token = this.#peek();
    if (token.kind === 'literal') {
      this.#next += 1;
      return literal(token, negated);
    }
    const root = this.#take('.');
    const name = this.#peek();
    if (name.kind === 'ident') {
      this.#next += 1;
      if (reserved.has(name.text)) throw new SyntaxIssue(name.at, `reserved identifier: ${name.text}`);
      const text = root === undefined ? name.text : `.${name.text}`;
      const open = this.#take('(');
      return open === undefined ? { kind: 'ident', at: name.at, name: text } : this.#call(open.at, text, undefined);
    }
    if (root !== undefined) throw this.#unexpected('expecting IDENTIFIER');
    if (this.#take('(') !== undefined) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    const bracket = this.#take('[');
    if (bracket !== undefined) return this.#list(bracket.at);
    const brace = this.#take('{');
    if (brace !== undefined) return this.#map(brace.at);
    throw this.#unexpected();
  }

  #list(at: number): ListNode {
    const read = () => ({ optional: this.#optionalMark(), value: this.#expression() });
    return { kind: 'list', at, elements: this.#items(']', read, true) };
  }

  #map(at: number): MapNode {
    const read = () => {
      const optional = this.#optionalMark();
      const key = this.#expression();
      this.#expect(':');
      return { optional, key, value: this.#expression() };
    };
    return { kind: 'map', at, entries: this.#items('}', read, true) };
  }

  #struct(name: string, at: number): StructNode {
    const read = () => {
      const optional = this.#optionalMark();
      const field = this.#peek();
      if (field.kind !== 'ident' && field.kind !== 'quoted-ident') throw this.#unexpected('expecting IDENTIFIER');
      this.#next += 1;
      const colon = this.#expect(':');
      return { optional, name: field.text, value: this.#expression(), at: colon.at };
    };
    return { kind: 'struct', at, name, fields: this.#items('}', read, true) };
  }
}

function call(at: number, name: string, args: readonly Expr[]): CallNode {
  return { kind: 'call', at, name, target: undefined, args };
}

function literal({ value = null, at }: Token, negated: boolean): Expr {
  if (value === 2n ** 63n && !negated) throw new SyntaxIssue(at, 'invalid int literal');
  if (!negated) return { kind: 'literal', at, value };
  return { kind: 'literal', at, value: typeof value === 'bigint' ? -value : -(value as number) };
}

/** The dotted name that a chain of selections spells. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.test) return undefined;
  const operand = qualifiedName(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}
