import type { Expr } from './ast.ts';

/** Whether an expression names a variable, one of its own macros not counted. */
export function namesVariable(expr: Expr, name: string): boolean {
  const any = (parts: readonly Expr[]): boolean => parts.some((part) => namesVariable(part, name));
  switch (expr.kind) {
    case 'literal':
      return false;
    case 'ident':
      return expr.name === name;
    case 'select':
      return namesVariable(expr.operand, name);
    case 'call':
      return any(expr.args) || (expr.target !== undefined && namesVariable(expr.target, name));
    case 'list':
      return any(expr.elements.map(({ value }) => value));
    case 'map':
      return any(expr.entries.flatMap(({ key, value }) => [key, value]));
    case 'struct':
      return any(expr.fields.map(({ value }) => value));
    case 'comprehension': {
      if (any([expr.range, expr.init])) return true;
      const isHidden = [expr.variable, expr.second, expr.accumulator].includes(name);
      return !isHidden && any([expr.condition, expr.step, expr.result]);
    }
  }
}
