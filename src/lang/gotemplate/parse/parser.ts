/**
 * The parser is one class of more than 400 lines: its methods call one another for every construct of the grammar, over one position in the text and
 * one scope of variables, and none of them makes sense without the others.
 */
import { TemplateBudgetError } from '../budget.ts';
import { TemplateError } from '../error.ts';
import { quoteString } from '../format/index.ts';
import { type Delimiters, Lexer } from './lexer.ts';
import type {
  BranchNode,
  CommandNode,
  ListNode,
  Operand,
  PipeNode,
  Statement,
  TemplateNode,
  Tree,
  VariableNode,
} from './node.ts';
import { readConstant } from './number.ts';
import { printNode } from './print.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';
import { isEmptyList } from './empty.ts';
import { unquoteString } from './unquote.ts';

/** How deep parentheses may be nested; Go allows 10,000. */
const maxExpressionDepth = 500;
/** How deep `if`, `with`, `range` and `block` may be nested; Go sets no limit. */
const maxBlockDepth = 300;

/** How to read a template. */
export interface ParseOptions {
  /** The names of functions beside the builtin ones. */
  readonly hasFunction: (name: string) => boolean;
  readonly delimiters: Delimiters;
}

/**
 * Reads a template as Go's text/template/parse/parse.go does: the trees of the text and of all that it defines, by their names, the text's own last.
 * Throws TemplateError `parse` with Go's text.
 */
export function parseTrees(name: string, text: string, options: ParseOptions): ReadonlyMap<string, Tree> {
  return new Parser(name, text, options).run();
}

/** `end` and `else` close a list and are no nodes of it. */
interface Closing {
  readonly kind: 'end' | 'else';
  readonly at: number;
}

function isClosing(node: Statement | Closing): node is Closing {
  return node.kind === 'end' || node.kind === 'else';
}

/** A tree that is being read. */
interface OpenTree {
  readonly tree: { name: string; file: string; text: string; root: ListNode };
  /** The variables that are known here. */
  variables: string[];
  /** How many `range` we are in. */
  ranges: number;
  /** Where the action at hand began; 0 outside. */
  actionLine: number;
}

class Parser {
  readonly #name: string;
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #hasFunction: (name: string) => boolean;
  readonly #trees = new Map<string, Tree>();
  readonly #tokens: Token[] = [];
  #peeked = 0;
  #open: OpenTree;
  #parens = 0;
  #blocks = 0;

  constructor(name: string, text: string, options: ParseOptions) {
    this.#name = name;
    this.#text = text;
    this.#hasFunction = options.hasFunction;
    this.#lexer = new Lexer(text, options.delimiters, options.hasFunction);
    this.#open = this.#newTree(name);
  }

  run(): ReadonlyMap<string, Tree> {
    const { nodes } = this.#open.tree.root;
    while (this.#peek().kind !== 'eof') {
      if (this.#peek().kind === 'left-delimiter') {
        const delimiter = this.#next();
        if (this.#nextNonSpace().kind === 'define') {
          this.#definition();
          continue;
        }
        this.#backup2(delimiter);
      }
      const node = this.#textOrAction();
      if (isClosing(node)) return this.#fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    this.#add(this.#open.tree);
    return this.#trees;
  }

  #newTree(name: string): OpenTree {
    const tree: { name: string; file: string; text: string; root?: ListNode } = {
      name,
      file: this.#name,
      text: this.#text,
    };
    const finished = Object.assign(tree, { root: { kind: 'list' as const, at: 0, tree: tree as Tree, nodes: [] } });
    return { tree: finished, variables: ['$'], ranges: 0, actionLine: 0 };
  }

  #add(tree: Tree): void {
    const known = this.#trees.get(tree.name);
    if (known === undefined || isEmptyList(known.root)) {
      this.#trees.delete(tree.name);
      this.#trees.set(tree.name, tree);
    } else if (!isEmptyList(tree.root)) {
      this.#fail(`template: multiple definition of template ${quoteString(tree.name)}`);
    }
  }

  #definition(): void {
    const context = 'define clause';
    const token = this.#nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'raw-string') this.#unexpected(token, context);
    const name = this.#unquoted(token);
    const outer = this.#open;
    this.#open = this.#newTree(name);
    this.#expect('right-delimiter', context);
    this.#body(context);
    this.#open = outer;
  }

  /** The body of `define` and `block`, up to its end. */
  #body(context: string): void {
    const { tree } = this.#open;
    const { list, closing } = this.#itemList();
    if (closing.kind !== 'end') this.#fail(`unexpected {{${closing.kind}}} in ${context}`);
    Object.assign(tree, { root: list });
    this.#add(tree);
  }

  #itemList(): { list: ListNode; closing: Closing } {
    const list: ListNode = { kind: 'list', at: this.#peekNonSpace().at, tree: this.#open.tree, nodes: [] };
    while (this.#peekNonSpace().kind !== 'eof') {
      const node = this.#textOrAction();
      if (isClosing(node)) return { list, closing: node };
      list.nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): Statement | Closing {
    const token = this.#nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', at: token.at, tree: this.#open.tree, text: token.text };
    if (token.kind !== 'left-delimiter') return this.#unexpected(token, 'input');
    this.#open.actionLine = token.line;
    const node = this.#action();
    this.#open.actionLine = 0;
    return node;
  }

  #action(): Statement | Closing {
    const token = this.#nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#jump(token, token.kind);
      case 'else':
        return this.#else();
      case 'end':
        return { kind: 'end', at: this.#expect('right-delimiter', 'end').at };
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(token.kind);
      case 'template':
        return this.#template();
      default: {
        this.#backup();
        const { at } = this.#peek();
        return { kind: 'action', at, tree: this.#open.tree, pipe: this.#pipeline('command', 'right-delimiter') };
      }
    }
  }

  #jump(token: Token, kind: 'break' | 'continue'): Statement {
    const end = this.#nextNonSpace();
    if (end.kind !== 'right-delimiter') this.#unexpected(end, `{{${kind}}}`);
    if (this.#open.ranges === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    return { kind, at: token.at, tree: this.#open.tree };
  }

  #else(): Closing {
    const next = this.#peekNonSpace();
    if (next.kind === 'if' || next.kind === 'with') return { kind: 'else', at: next.at };
    return { kind: 'else', at: this.#expect('right-delimiter', 'else').at };
  }

  #branch(kind: BranchNode['kind']): BranchNode {
    this.#blocks += 1;
    if (this.#blocks > maxBlockDepth) {
      throw new TemplateBudgetError('too-deep', `actions are nested more than ${maxBlockDepth} deep`);
    }
    const { tree, variables } = this.#open;
    const known = variables.length;
    const pipe = this.#pipeline(kind, 'right-delimiter');
    if (kind === 'range') this.#open.ranges += 1;
    const { list, closing } = this.#itemList();
    if (kind === 'range') this.#open.ranges -= 1;
    const elseList = closing.kind === 'else' ? this.#elseList(kind, closing) : undefined;
    variables.length = known;
    this.#blocks -= 1;
    return { kind, at: pipe.at, tree, pipe, list, elseList };
  }

  /** `else if` in an `if` and `else with` in a `with` are an `else` that holds just that, with a common end. */
  #elseList(kind: BranchNode['kind'], closing: Closing): ListNode {
    if (kind !== 'range' && this.#peek().kind === kind) {
      this.#next();
      const list: ListNode = { kind: 'list', at: closing.at, tree: this.#open.tree, nodes: [] };
      list.nodes.push(this.#branch(kind));
      return list;
    }
    const { list, closing: end } = this.#itemList();
    if (end.kind !== 'end') this.#fail(`expected end; found {{${end.kind}}}`);
    return list;
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, 'right-delimiter');
    const outer = this.#open;
    this.#blocks += 1;
    if (this.#blocks > maxBlockDepth) {
      throw new TemplateBudgetError('too-deep', `actions are nested more than ${maxBlockDepth} deep`);
    }
    this.#open = this.#newTree(name);
    this.#body(context);
    this.#open = outer;
    this.#blocks -= 1;
    return { kind: 'template', at: token.at, tree: outer.tree, name, pipe };
  }

  #template(): TemplateNode {
    const context = 'template clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#nextNonSpace().kind !== 'right-delimiter') {
      this.#backup();
      pipe = this.#pipeline(context, 'right-delimiter');
    }
    return { kind: 'template', at: token.at, tree: this.#open.tree, name, pipe };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'raw-string') this.#unexpected(token, context);
    return this.#unquoted(token);
  }

  #pipeline(context: string, end: TokenKind): PipeNode {
    const { at } = this.#peekNonSpace();
    const { tree } = this.#open;
    const { declared, isAssign } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.kind === end) break;
      if (!operandKinds.has(token.kind)) this.#unexpected(token, context);
      this.#backup();
      commands.push(this.#command());
    }
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    for (const [index, command] of commands.entries()) {
      if (index > 0 && constantKinds.has(command.args[0].kind)) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
    return { kind: 'pipe', at, tree, isAssign, declared, commands };
  }

  #declarations(context: string): { declared: readonly VariableNode[]; isAssign: boolean } {
    const declared: VariableNode[] = [];
    while (this.#peekNonSpace().kind === 'variable') {
      const variable = this.#next();
      // What stands right behind the variable decides whether it is an argument, such as `$x foo`.
      const after = this.#peek();
      const next = this.#peekNonSpace();
      const isComma = next.kind === 'char' && next.text === ',';
      if (next.kind === 'assign' || next.kind === 'declare' || isComma) {
        this.#nextNonSpace();
        declared.push(this.#variable(variable.at, variable.text));
        this.#open.variables.push(variable.text);
        if (!isComma) return { declared, isAssign: next.kind === 'assign' };
        if (context !== 'range' || declared.length >= 2) this.#fail(`too many declarations in ${context}`);
        if (!rangeFollowers.has(this.#peekNonSpace().kind)) this.#fail('range can only initialize variables');
        continue;
      }
      if (after.kind === 'space') this.#backup3(variable, after);
      else this.#backup2(variable);
      break;
    }
    return { declared, isAssign: false };
  }

  #command(): CommandNode {
    const { at } = this.#peekNonSpace();
    const { tree } = this.#open;
    const args: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) args.push(operand);
      const token = this.#next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right-delimiter' || token.kind === 'right-paren') this.#backup();
      else if (token.kind !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    const [first, ...rest] = args;
    if (first === undefined) return this.#fail('empty command');
    return { kind: 'command', at, tree, args: [first, ...rest] };
  }

  /** A term and the fields behind it. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#peek().kind !== 'field') return term;
    const { at } = this.#peek();
    const { tree } = this.#open;
    const names: string[] = [];
    while (this.#peek().kind === 'field') names.push(this.#next().text.slice(1));
    switch (term.kind) {
      case 'field':
        return { kind: 'field', at, tree, names: [...term.names, ...names] };
      case 'variable':
        return { kind: 'variable', at, tree, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${quoteString(printNode(term))}`);
      default:
        return { kind: 'chain', at, tree, of: term, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
    const { at, text } = token;
    const { tree } = this.#open;
    switch (token.kind) {
      case 'identifier':
        if (!this.#hasFunction(text)) this.#fail(`function ${quoteString(text)} not defined`);
        return { kind: 'identifier', at, tree, name: text };
      case 'dot':
        return { kind: 'dot', at, tree };
      case 'nil':
        return { kind: 'nil', at, tree };
      case 'variable':
        if (!this.#open.variables.includes(text)) this.#fail(`undefined variable ${quoteString(text)}`);
        return this.#variable(at, text);
      case 'field':
        return { kind: 'field', at, tree, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', at, tree, value: text === 'true' };
      case 'char-constant':
      case 'complex':
      case 'number': {
        const constant = readConstant(token);
        if (typeof constant === 'string') return this.#fail(constant);
        return { kind: 'number', at, tree, text, constant };
      }
      case 'left-paren':
        return this.#parenthesized();
      case 'string':
      case 'raw-string':
        return { kind: 'string', at, tree, quoted: text, text: this.#unquoted(token) };
      default:
        this.#backup();
        return undefined;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#parens >= maxExpressionDepth) this.#fail('max expression depth exceeded');
    this.#parens += 1;
    const pipe = this.#pipeline('parenthesized pipeline', 'right-paren');
    this.#parens -= 1;
    return pipe;
  }

  #variable(at: number, text: string): VariableNode {
    return { kind: 'variable', at, tree: this.#open.tree, names: [text] };
  }

  #unquoted(token: Token): string {
    return unquoteString(token.text) ?? this.#fail('invalid syntax');
  }

  #next(): Token {
    if (this.#peeked > 0) this.#peeked -= 1;
    else this.#tokens[0] = this.#lexer.next();
    return this.#token(this.#peeked);
  }

  #peek(): Token {
    if (this.#peeked > 0) return this.#token(this.#peeked - 1);
    this.#peeked = 1;
    return (this.#tokens[0] = this.#lexer.next());
  }

  #nextNonSpace(): Token {
    for (;;) {
      const token = this.#next();
      if (token.kind !== 'space') return token;
    }
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#backup();
    return token;
  }

  #backup(): void {
    this.#peeked += 1;
  }

  /** Puts `first` back before the token that was peeked at. */
  #backup2(first: Token): void {
    this.#tokens[1] = first;
    this.#peeked = 2;
  }

  #backup3(first: Token, second: Token): void {
    this.#tokens[1] = second;
    this.#tokens[2] = first;
    this.#peeked = 3;
  }

  #token(index: number): Token {
    return this.#tokens[index] ?? { kind: 'eof', at: 0, text: '', line: 1 };
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#nextNonSpace();
    return token.kind === kind ? token : this.#unexpected(token, context);
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.#fail(`unexpected ${describeToken(token)} in ${context}`);
    const { actionLine } = this.#open;
    if (actionLine === 0 || actionLine === token.line) return this.#fail(token.text);
    const where = ` in action started at ${this.#name}:${actionLine}`;
    return this.#fail(token.text + (token.text.endsWith(' action') ? where.slice(' in action'.length) : where));
  }

  /** At the line of the token that was read last, as Go does. */
  #fail(reason: string): never {
    const { line } = this.#token(0);
    throw new TemplateError('parse', `template: ${this.#name}:${line}: ${reason}`, {
      template: this.#name,
      reason,
      place: { file: this.#name, line },
    });
  }
}

const constantKinds: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);
const rangeFollowers: ReadonlySet<TokenKind> = new Set(['variable', 'right-delimiter', 'right-paren']);
const operandKinds: ReadonlySet<TokenKind> = new Set([
  'bool',
  'char-constant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw-string',
  'string',
  'variable',
  'left-paren',
]);
