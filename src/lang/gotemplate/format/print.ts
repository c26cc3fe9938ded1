import type { TemplateBudget } from '../budget.ts';
import type { GoValue } from '../value/index.ts';
import { shortestFloat } from './float.ts';
import { Printer } from './printer.ts';

/** Go's `fmt.Sprint` on byte strings: a blank between two arguments of which neither is a string. */
export function sprint(args: readonly GoValue[], budget: TemplateBudget): string {
  const printer = new Printer(budget);
  let wasString = true;
  for (const value of args) {
    const isString = typeof value === 'string';
    if (!isString && !wasString) printer.write(' ');
    printer.printArgument(value, 'v');
    wasString = isString;
  }
  return printer.out;
}

/** Go's `fmt.Sprintln` on byte strings: a blank between all arguments and a line end. */
export function sprintln(args: readonly GoValue[], budget: TemplateBudget): string {
  const printer = new Printer(budget);
  for (const [index, value] of args.entries()) {
    if (index > 0) printer.write(' ');
    printer.printArgument(value, 'v');
  }
  printer.write('\n');
  return printer.out;
}

/** What `%v` prints of a value. */
export function valueText(value: GoValue, budget: TemplateBudget): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return shortestFloat(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return sprint([value], budget);
  }
}
