export type {
  CallNode,
  ComprehensionNode,
  Expr,
  IdentNode,
  Issue,
  ListNode,
  Literal,
  MapNode,
  SelectNode,
} from './ast.ts';
export { SyntaxIssue } from './issue.ts';
export {
  bind,
  bindMacro,
  type Macro,
  MacroWriter,
  optionalMacros,
  standardMacros,
  twoVariableMacros,
} from './macros.ts';
export { namesVariable } from './names.ts';
export { parse, qualifiedName } from './parser.ts';
