import {
  GoFailure,
  type GoFunction,
  GoSlice,
  quoteString,
  stringSlice,
  type TemplateBudget,
} from '../../gotemplate/index.ts';
import { compileRegexp, quoteRegexp, type Regexp, RegexpError } from '../../regexp/index.ts';
import type { SprigOptions } from '../context.ts';
import { declare, int, string } from '../declare/index.ts';

/** The functions on regular expressions (sprig 3.3.0, regex.go). What is no expression makes `mustX` fail and `X` panic; `regexMatch` alone just does not match. */
export function regexFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    ...matching(budget),
    ...twins('FindAll', (compile) =>
      declare([string, string, int], (pattern, text, limit) => {
        const found = use(compile(pattern), text, budget).findAll(text, limit);
        return new GoSlice(found, stringSlice, found.length === 0);
      }),
    ),
    ...twins('Find', (compile) =>
      declare([string, string], (pattern, text) => use(compile(pattern), text, budget).find(text) ?? ''),
    ),
    ...twins('ReplaceAll', (compile) =>
      declare([string, string, string], (pattern, text, replacement) =>
        use(compile(pattern), text, budget).replaceAll(text, replacement, (bytes) => budget.allocate(bytes)),
      ),
    ),
    ...twins('ReplaceAllLiteral', (compile) =>
      declare([string, string, string], (pattern, text, replacement) =>
        use(compile(pattern), text, budget).replaceAllLiteral(text, replacement, (bytes) => budget.allocate(bytes)),
      ),
    ),
    ...twins('Split', (compile) =>
      declare([string, string, int], (pattern, text, limit) => {
        const parts = use(compile(pattern), text, budget).split(text, limit);
        return new GoSlice(parts, stringSlice, limit === 0);
      }),
    ),
    regexQuoteMeta: declare([string], quoteRegexp),
  };
}

function matching(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  return {
    regexMatch: declare([string, string], (pattern, text) => {
      try {
        return use(compileRegexp(pattern), text, budget).matches(text);
      } catch (error) {
        if (error instanceof RegexpError) return false;
        throw error;
      }
    }),
    mustRegexMatch: declare([string, string], (pattern, text) =>
      use(compileOrFail(pattern), text, budget).matches(text),
    ),
  };
}

type Compile = (pattern: string) => Regexp;

function twins(name: string, make: (compile: Compile) => GoFunction): Readonly<Record<string, GoFunction>> {
  return { [`regex${name}`]: make(compileOrPanic), [`mustRegex${name}`]: make(compileOrFail) };
}

function compileOrFail(pattern: string): Regexp {
  return compile(pattern, (message) => message);
}

function compileOrPanic(pattern: string): Regexp {
  // eslint-disable-next-line no-control-regex -- they are what backquotes cannot hold
  const quoted = /^[^`\x00-\x08\x0a-\x1f\x7f]*$/.test(pattern) ? `\`${pattern}\`` : quoteString(pattern);
  return compile(pattern, (message) => `regexp: Compile(${quoted}): ${message}`);
}

function compile(pattern: string, say: (message: string) => string): Regexp {
  try {
    return compileRegexp(pattern);
  } catch (error) {
    if (error instanceof RegexpError) throw new GoFailure(say(error.message), { cause: error });
    throw error;
  }
}

/** How many instructions over bytes make one step. */
const workOfStep = 64;
/** A list of parts costs more than the bytes in it. */
const bytesOfPart = 8;

/** Asks the budget for what an expression may cost on a text: time, and a result as large as the text. */
function use(expression: Regexp, text: string, budget: TemplateBudget): Regexp {
  budget.step(1 + Math.ceil((expression.size * text.length) / workOfStep));
  budget.allocate((text.length + 1) * bytesOfPart);
  return expression;
}
