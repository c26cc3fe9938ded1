import { isJsonObject, type Json } from '../../base/index.ts';

/** One step of a JSONPath: from values to the values below them. */
type Step = (values: readonly Json[]) => Json[];

/**
 * Compiles a JSONPath as CRDs use it for columns (client-go util/jsonpath): `.a.b`, `['a']`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `..a` and
 * filters such as `[?(@.type=="Ready")]`. Gives what is found, in order; undefined where the text is not one.
 */
export function compileJsonPath(text: string): ((value: Json) => readonly Json[]) | undefined {
  const steps: Step[] = [];
  let rest = text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/^\$/, '');
  while (rest !== '') {
    const taken = takeStep(rest);
    if (taken === undefined) return undefined;
    steps.push(taken.step);
    rest = rest.slice(taken.length);
  }
  return (value) => steps.reduce<Json[]>((values, step) => step(values), [value]);
}

function takeStep(text: string): { readonly step: Step; readonly length: number } | undefined {
  const recursive = /^\.\.([\w$-]+|\*)/.exec(text);
  if (recursive !== null) {
    const [whole, name = ''] = recursive;
    return { step: (values) => children(values.flatMap(descendants), name), length: whole.length };
  }
  const field = /^\.((?:[^.[\]\\]|\\.)+)/.exec(text) ?? /^([\w$-]+)/.exec(text);
  if (field !== null) {
    const name = (field[1] ?? '').replaceAll(/\\(.)/g, '$1');
    return { step: (values) => children(values, name), length: field[0].length };
  }
  const quoted = /^\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/.exec(text);
  if (quoted !== null) {
    const name = (quoted[1] ?? quoted[2] ?? '').replaceAll(/\\(.)/g, '$1');
    return { step: (values) => children(values, name), length: quoted[0].length };
  }
  return takeListStep(text);
}

function takeListStep(text: string): { readonly step: Step; readonly length: number } | undefined {
  const all = /^\.?\[\s*\*\s*\]/.exec(text);
  if (all !== null) return { step: (values) => children(values, '*'), length: all[0].length };
  const range = /^\[\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?\]/.exec(text);
  if (range !== null) {
    const [whole, from = '', to] = range;
    const isIndex = to === undefined;
    const step: Step = (values) =>
      values.flatMap((value) => {
        if (!Array.isArray(value)) return [];
        if (isIndex) {
          const item = value.at(Number(from));
          return item === undefined ? [] : [item];
        }
        return value.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to));
      });
    return { step, length: whole.length };
  }
  const filter =
    /^\[\?\(\s*@((?:[^()'"=!<>]|\[[^\]]*\])+?)\s*(?:(==|!=|<=|>=|<|>)\s*("[^"]*"|'[^']*'|[^\s)]+)\s*)?\)\]/.exec(text);
  if (filter === null) return undefined;
  const [whole, path = '', operator, literal = ''] = filter;
  const read = compileJsonPath(path);
  if (read === undefined) return undefined;
  const expected = literalOf(literal);
  const holds = (item: Json): boolean => {
    const found = read(item);
    return operator === undefined ? found.length > 0 : found.some((value) => compare(value, operator, expected));
  };
  return { step: (values) => children(values, '*').filter(holds), length: whole.length };
}

function children(values: readonly Json[], name: string): Json[] {
  return values.flatMap((value) => {
    if (Array.isArray(value)) return name === '*' ? value : [];
    if (!isJsonObject(value)) return [];
    if (name === '*') return Object.values(value) as Json[];
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    return item === undefined ? [] : [item];
  });
}

function descendants(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Array.isArray(value) ? value : (Object.values(value) as Json[]);
  return [value, ...below.flatMap(descendants)];
}

function literalOf(text: string): Json {
  if (/^["']/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compare(value: Json, operator: string, expected: Json): boolean {
  if (operator === '==') return value === expected;
  if (operator === '!=') return value !== expected;
  if (typeof value !== typeof expected || (typeof value !== 'number' && typeof value !== 'string')) return false;
  const [left, right] = [value, expected as number | string];
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}
