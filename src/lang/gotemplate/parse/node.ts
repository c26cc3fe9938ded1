import type { Constant } from './number.ts';

/** What all nodes have. */
interface NodeBase {
  /** In bytes from the beginning of the text. */
  readonly at: number;
  readonly tree: Tree;
}

/** A template of a text: the text itself, or one that it defines. */
export interface Tree {
  readonly name: string;
  /** Under which name the whole text was parsed. */
  readonly file: string;
  /** The whole text. */
  readonly text: string;
  readonly root: ListNode;
}

/** Statements in their order. */
export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly nodes: Statement[];
}

/** Text that is printed as it stands, trimmed already. */
export interface TextNode extends NodeBase {
  readonly kind: 'text';
  readonly text: string;
}

/** A pipeline whose value is printed, or declares variables. */
export interface ActionNode extends NodeBase {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

/** `if`, `with` and `range`. */
export interface BranchNode extends NodeBase {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

/** `break` or `continue`. */
export interface JumpNode extends NodeBase {
  readonly kind: 'break' | 'continue';
}

/** A call of another template. */
export interface TemplateNode extends NodeBase {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

/** What stands in a list. */
export type Statement = TextNode | ActionNode | BranchNode | JumpNode | TemplateNode;

/** Commands, each fed with the value of the one before it. */
export interface PipeNode extends NodeBase {
  readonly kind: 'pipe';
  /** `=` instead of `:=`. */
  readonly isAssign: boolean;
  readonly declared: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

/** An operand, or a call with its arguments. */
export interface CommandNode extends NodeBase {
  readonly kind: 'command';
  readonly args: readonly [Operand, ...Operand[]];
}

/** A variable, and fields of it. */
export interface VariableNode extends NodeBase {
  readonly kind: 'variable';
  /** `$x.a.b` as `$x`, `a`, `b`. */
  readonly names: readonly [string, ...string[]];
}

/** Fields of the dot. */
export interface FieldNode extends NodeBase {
  readonly kind: 'field';
  readonly names: readonly string[];
}

/** Fields of something else than dot or a variable. */
export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly of: Operand;
  readonly names: readonly string[];
}

/** The name of a function. */
export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}

/** The dot. */
export interface DotNode extends NodeBase {
  readonly kind: 'dot';
}

/** `nil`. */
export interface NilNode extends NodeBase {
  readonly kind: 'nil';
}

/** `true` or `false`. */
export interface BoolNode extends NodeBase {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** A number literal, as each type that can hold it. */
export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly text: string;
  readonly constant: Constant;
}

/** A string literal. */
export interface StringNode extends NodeBase {
  readonly kind: 'string';
  /** As it was written, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}

/** What a command is made of. */
export type Operand =
  | PipeNode
  | VariableNode
  | FieldNode
  | ChainNode
  | IdentifierNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode;

/** Any node of a tree. */
export type Node = ListNode | Statement | CommandNode | Operand;
