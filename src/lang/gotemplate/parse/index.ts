export { isEmptyList } from './empty.ts';
export { type Delimiters, Lexer } from './lexer.ts';
export type {
  BranchNode,
  ChainNode,
  CommandNode,
  FieldNode,
  IdentifierNode,
  ListNode,
  Node,
  NumberNode,
  Operand,
  PipeNode,
  Statement,
  TemplateNode,
  TextNode,
  Tree,
  VariableNode,
} from './node.ts';
export { parseTrees } from './parser.ts';
export { placeOf } from './place.ts';
export { printNode } from './print.ts';
export type { Token } from './token.ts';
