import { formatGo, sprint, sprintln } from '../format/index.ts';
import { GoFailure, type GoFunction, type GoParam } from '../function.ts';
import { type GoType, goTypes, type GoValue, indirect, truth } from '../value/index.ts';
import { callValue } from './call.ts';
import { equals, isLess } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts';
import { indexOf, lengthOf, sliceOfItem } from './sequence.ts';

/** The functions that every template has (text/template/funcs.go). Their `value` parameters also take no value at all. */
export const builtinFunctions: ReadonlyMap<string, GoFunction> = new Map(
  Object.entries({
    and: { params: ['value'], variadic: 'value', call: shortCircuited },
    or: { params: ['value'], variadic: 'value', call: shortCircuited },
    not: { params: ['value'], call: ([item]) => !truth(item) },
    call: { params: ['value'], variadic: 'value', call: (args, caller) => callValue(undefined, args, caller) },
    index: { params: ['value'], variadic: 'value', call: ([item, ...indexes]) => indexOf(item, indexes) },
    slice: { params: ['value'], variadic: 'value', call: ([item, ...indexes]) => sliceOfItem(item, indexes) },
    len: { params: ['value'], call: ([item]) => lengthOf(item) },
    print: text((args, { run }) => sprint(args, run.budget)),
    println: text((args, { run }) => sprintln(args, run.budget)),
    printf: {
      params: [goTypes.string],
      variadic: goTypes.any,
      call: ([format, ...args], { run }) => formatGo(format as string, args, run.budget),
    },
    html: escaper(escapeHtml),
    js: escaper(escapeJs),
    urlquery: escaper(escapeQuery),
    eq: {
      params: ['value'],
      variadic: 'value',
      call: ([first, ...others], { run }) => equals(first, others, run.budget),
    },
    ne: comparison((a, b, { run }) => !equals(a, [b], run.budget)),
    lt: comparison((a, b) => isLess(a, b)),
    le: comparison((a, b, { run }) => isLess(a, b) || equals(a, [b], run.budget)),
    gt: comparison((a, b, { run }) => !(isLess(a, b) || equals(a, [b], run.budget))),
    ge: comparison((a, b) => !isLess(a, b)),
  } satisfies Record<string, GoFunction>),
);

function shortCircuited(): never {
  throw new GoFailure('and and or are evaluated by the template');
}

function text(call: GoFunction['call']): GoFunction {
  return { params: [], variadic: goTypes.any satisfies GoType, call };
}

/** Strings as they are, the rest as `print` prints them, nil as no value. */
function escaper(escape: (bytes: string) => string): GoFunction {
  return text((args, { run }) => {
    const [only] = args;
    const isString = args.length === 1 && typeof only === 'string';
    const shown = isString ? only : sprint(args.map(printable), run.budget);
    run.budget.allocate(shown.length);
    return escape(shown);
  });
}

function printable(value: GoValue): GoValue {
  return value === null ? '<no value>' : indirect(value);
}

function comparison(
  compare: (a: GoValue | undefined, b: GoValue | undefined, caller: Parameters<GoFunction['call']>[1]) => boolean,
): GoFunction {
  const params: readonly GoParam[] = ['value', 'value'];
  return { params, call: ([a, b], caller) => compare(a, b, caller) };
}
