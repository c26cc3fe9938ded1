import { TemplateBudgetError } from '../../gotemplate/index.ts';

/** How deep values may lie in each other, where a function walks them: our stack ends before Go's. */
const maxDepth = 500;

/** @throws TemplateBudgetError for what lies deeper than values may */
export function checkDepth(depth: number): void {
  if (depth > maxDepth) {
    throw new TemplateBudgetError('too-deep', `values lie in each other more than ${maxDepth} deep`);
  }
}
