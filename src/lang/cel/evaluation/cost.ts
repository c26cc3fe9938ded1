import { CelList, CelMap, CelObject, CelOptional, type CelValue, textLength } from '../values.ts';

/** What a call costs, by its arguments and its result. */
export type CallCost = (args: readonly CelValue[], result: CelValue) => number;

/** What a value counts as: its length, or 1. */
export function sizeOf(value: CelValue): number {
  if (typeof value === 'string') return textLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList) return value.items.length;
  if (value instanceof CelMap || value instanceof CelObject) return value.size;
  if (value instanceof CelOptional && value.value !== undefined) return sizeOf(value.value);
  return 1;
}

/** The share of a step that one character costs. */
export const perCharacter = 0.1;
/** The share of a step that one character of a regular expression costs for each step of the text. */
export const perPatternCharacter = 0.25;

/** The cost of walking over a text once, or several times. */
export function textCost(size: number, times = 1): number {
  return Math.ceil(size * times * perCharacter);
}

/** What matching a text against a pattern costs. */
export function matchCost(text: CelValue, pattern: CelValue): number {
  return Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(sizeOf(pattern) * perPatternCharacter);
}

/** What walking over all of a value costs. */
export function traversalCost(value: CelValue): number {
  if (typeof value === 'string') return Math.floor(textLength(value) * perCharacter);
  if (value instanceof Uint8Array) return Math.floor(value.length * perCharacter);
  if (value instanceof CelList) return value.items.reduce((sum: number, item) => sum + traversalCost(item), 0);
  if (value instanceof CelMap) {
    let sum = 0;
    for (const key of value.keys()) sum += traversalCost(key) + traversalCost(value.get(key) as CelValue);
    return sum;
  }
  return 1;
}

const smaller: CallCost = ([a, b]) => textCost(Math.min(sizeOf(a as CelValue), sizeOf(b as CelValue)));

const ordering: CallCost = (args, result) => {
  const isText = typeof args[0] === 'string' || args[0] instanceof Uint8Array;
  return isText ? smaller(args, result) : 1;
};

const sum: CallCost = ([a, b]) => {
  const isText = typeof a === 'string' || a instanceof Uint8Array;
  return isText ? textCost(sizeOf(a) + sizeOf(b as CelValue)) : 1;
};

const first: CallCost = ([text]) => textCost(sizeOf(text as CelValue));

/** A conversion walks over what it converts where that is text. */
const converted: CallCost = ([value]) =>
  typeof value === 'string' || value instanceof Uint8Array ? textCost(sizeOf(value)) : 1;

/** What the functions of the language cost where that is not one step (cel-go v0.26.0, interpreter/runtimecost.go). */
export const standardCosts: Readonly<Record<string, CallCost>> = {
  '_==_': smaller,
  '_!=_': smaller,
  '_<_': ordering,
  '_<=_': ordering,
  '_>_': ordering,
  '_>=_': ordering,
  '_+_': sum,
  '@in': ([, collection]) => (collection instanceof CelList ? sizeOf(collection) : 1),
  startsWith: first,
  endsWith: first,
  contains: ([text, part]) => textCost(sizeOf(text as CelValue)) * textCost(sizeOf(part as CelValue)),
  matches: ([text, pattern]) => matchCost(text as CelValue, pattern as CelValue),
  bytes: (args, result) => (typeof args[0] === 'string' ? converted(args, result) : 1),
  string: (args, result) => (args[0] instanceof Uint8Array ? converted(args, result) : 1),
  format: first,
  'strings.quote': first,
};
