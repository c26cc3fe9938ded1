import { compileRegexp, RegexpError } from '../../regexp/index.ts';
import { bytesOfText } from '../../gotemplate/index.ts';
import type { CallNode, Expr, Issue } from '../syntax/index.ts';
import { parseDurationText, parseTimestamp } from '../time-text.ts';

const readable: Readonly<Record<string, (text: string) => boolean>> = {
  duration: (text) => parseDurationText(text) !== undefined,
  timestamp: (text) => parseTimestamp(text) !== undefined,
  matches: (text) => {
    try {
      compileRegexp(bytesOfText(text));
      return true;
    } catch (error) {
      if (error instanceof RegexpError) return false;
      throw error;
    }
  },
};

/** Durations, timestamps and patterns that are given as texts and are none (cel-go v0.26.0, cel/validator.go). */
export function literalArgumentIssues(expr: Expr): readonly Issue[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return literalArgumentIssues(expr.operand);
    case 'call': {
      const parts = expr.target === undefined ? expr.args : [expr.target, ...expr.args];
      return [...ownIssue(expr), ...parts.flatMap(literalArgumentIssues)];
    }
    case 'list':
      return expr.elements.flatMap(({ value }) => literalArgumentIssues(value));
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [...literalArgumentIssues(key), ...literalArgumentIssues(value)]);
    case 'struct':
      return expr.fields.flatMap(({ value }) => literalArgumentIssues(value));
    case 'comprehension':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result].flatMap(literalArgumentIssues);
  }
}

function ownIssue({ name, args }: CallNode): readonly Issue[] {
  const argument = args.at(-1);
  const check = Object.hasOwn(readable, name) ? readable[name] : undefined;
  if (check === undefined || argument?.kind !== 'literal' || typeof argument.value !== 'string') return [];
  return check(argument.value) ? [] : [{ at: argument.at, message: `invalid ${name} argument` }];
}
