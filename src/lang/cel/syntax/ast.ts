import type { Type } from '../types.ts';

/** A constant in the text of an expression. */
export type Literal = null | boolean | string | bigint | number | Uint8Array | { readonly uint: bigint };

/** What every node has. `type` is set by the checker. */
interface Node {
  /** Where in the text errors point at: a UTF-16 index. */
  readonly at: number;
  type?: Type;
}

/** A constant. */
export interface LiteralNode extends Node {
  readonly kind: 'literal';
  readonly value: Literal;
}

/** A name; the checker may replace it by the qualified name that it stands for. */
export interface IdentNode extends Node {
  readonly kind: 'ident';
  readonly name: string;
}

/** `operand.field`, or `has(operand.field)`. */
export interface SelectNode extends Node {
  readonly kind: 'select';
  readonly operand: Expr;
  readonly field: string;
  readonly test: boolean;
  /** The variable that the whole chain names, where it is a qualified name. */
  resolved?: string;
}

/** A call of a function or an operator, such as `_+_`. */
export interface CallNode extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  /** The function that the checker found: a namespaced one has no target. */
  resolved?: { readonly name: string; readonly member: boolean };
  /** The overloads that fit the types of the arguments, by id. */
  overloads?: readonly string[];
}

/** `[a, ?b]`. */
export interface ListNode extends Node {
  readonly kind: 'list';
  readonly elements: readonly { readonly value: Expr; readonly optional: boolean }[];
}

/** `{a: b, ?c: d}`. */
export interface MapNode extends Node {
  readonly kind: 'map';
  readonly entries: readonly { readonly key: Expr; readonly value: Expr; readonly optional: boolean }[];
}

/** `Type{field: value}`. */
export interface StructNode extends Node {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly value: Expr;
    readonly optional: boolean;
    readonly at: number;
  }[];
}

/** What macros over lists and maps become. */
export interface ComprehensionNode extends Node {
  readonly kind: 'comprehension';
  readonly range: Expr;
  readonly variable: string;
  /** Given for the macros with two variables: index or key, and value. */
  readonly second: string | undefined;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
  /** What collects the result; user code cannot name it, but for `cel.bind`. */
  readonly accumulator: string;
}

/** A node of a parsed expression. */
export type Expr =
  | LiteralNode
  | IdentNode
  | SelectNode
  | CallNode
  | ListNode
  | MapNode
  | StructNode
  | ComprehensionNode;

/** A place where a text is wrong. */
export interface Issue {
  readonly at: number;
  readonly message: string;
}
