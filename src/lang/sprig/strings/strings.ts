import {
  GoFailure,
  type GoFunction,
  type GoValue,
  quoteString,
  stringSlice,
  GoSlice,
  type TemplateBudget,
  valueText,
} from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { textOf, textsOf } from '../convert/index.ts';
import { any, declare, declareVariadic, int, sliceString, string } from '../declare/index.ts';
import { abbreviate, abbreviateBoth } from './abbreviate.ts';
import { pascalCase } from './letter-case.ts';
import { lower, upper } from './runes.ts';
import { separatedCase } from './separated-case.ts';
import { joinParts, numberedParts, replaceAll, splitParts } from './split.ts';
import { trimSet, trimSpace } from './trim.ts';
import { deleteSpaces, initials, swapCase, title, untitle } from './words.ts';
import { wrap } from './wrap.ts';

/** The functions on strings (sprig 3.3.0, strings.go and functions.go). */
export function stringFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  return {
    ...caseFunctions,
    ...testFunctions,
    ...cuttingFunctions(budget),
    ...buildingFunctions(budget),
    ...partsFunctions(budget),
  };
}

const onString = (change: (text: string) => string): GoFunction => declare([string], change);

const caseFunctions = {
  upper: onString(upper),
  lower: onString(lower),
  title: onString(title),
  untitle: onString(untitle),
  swapcase: onString(swapCase),
  camelcase: onString(pascalCase),
  snakecase: onString((text) => separatedCase(text, '_')),
  kebabcase: onString((text) => separatedCase(text, '-')),
};

const testFunctions = {
  contains: declare([string, string], (part, text) => text.includes(part)),
  hasPrefix: declare([string, string], (prefix, text) => text.startsWith(prefix)),
  hasSuffix: declare([string, string], (suffix, text) => text.endsWith(suffix)),
};

function cuttingFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  const trimAll = declare([string, string], (cutset, text) => trimSet(text, cutset));
  return {
    trim: onString(trimSpace),
    trimAll,
    trimall: trimAll,
    trimPrefix: declare([string, string], (prefix, text) =>
      text.startsWith(prefix) ? text.slice(prefix.length) : text,
    ),
    trimSuffix: declare([string, string], (suffix, text) =>
      text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
    ),
    nospace: onString(deleteSpaces),
    initials: onString(initials),
    trunc: declare([int, string], truncate),
    substr: declare([int, int, string], substring),
    abbrev: declare([int, string], (width, text) => abbreviate(text, width)),
    abbrevboth: declare([int, int, string], (left, right, text) => abbreviateBoth(text, left, right)),
    wrap: declare([int, string], (width, text) => wrap(text, { width, separator: '', cutsWords: false }, budget)),
    wrapWith: declare([int, string, string], (width, separator, text) =>
      wrap(text, { width, separator, cutsWords: true }, budget),
    ),
  };
}

function buildingFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  return {
    hello: declare([], () => 'Hello!'),
    toString: declare([any], (value) => textOf(value, budget)),
    repeat: declare([int, string], (count, text) => repeat(text, count, budget)),
    indent: declare([int, string], (spaces, text) => indent(text, spaces, budget)),
    nindent: declare([int, string], (spaces, text) => `\n${indent(text, spaces, budget)}`),
    replace: declare([string, string, string], (old, replacement, text) => replaceAll(text, old, replacement, budget)),
    plural: declare([string, string, int], (one, many, count) => (count === 1 ? one : many)),
    quote: declareVariadic([], any, (values) =>
      joinTexts(values, (value) => quoteString(textOf(value, budget)), budget),
    ),
    squote: declareVariadic([], any, (values) => joinTexts(values, (value) => `'${valueText(value, budget)}'`, budget)),
    cat: declareVariadic([], any, (values) => joinTexts(values, (value) => valueText(value, budget), budget)),
  };
}

function partsFunctions(budget: TemplateBudget): Readonly<Record<string, GoFunction>> {
  return {
    split: declare([string, string], (separator, text) => numberedParts(splitParts(text, separator, -1))),
    splitn: declare([string, int, string], (separator, limit, text) =>
      numberedParts(splitParts(text, separator, limit)),
    ),
    splitList: declare(
      [string, string],
      (separator, text) => new GoSlice(splitParts(text, separator, -1), stringSlice),
    ),
    toStrings: declare([any], (value) => new GoSlice(textsOf(value, budget), stringSlice)),
    join: declare([string, any], (separator, value) => joinParts(textsOf(value, budget), separator, budget)),
  };
}

/** Values with a blank between them, nils left out. */
function joinTexts(values: readonly GoValue[], text: (value: GoValue) => string, budget: TemplateBudget): string {
  return joinParts(values.filter((value) => value !== null).map(text), ' ', budget);
}

/** strings.Repeat within the budget. @throws GoFailure as Go panics for a negative count */
function repeat(text: string, count: number, budget: TemplateBudget): string {
  if (count < 0) throw new GoFailure('strings: negative Repeat count');
  budget.allocate(text.length * count);
  return text.repeat(text === '' ? 0 : count);
}

function indent(text: string, spaces: number, budget: TemplateBudget): string {
  const pad = repeat(' ', spaces, budget);
  return pad + replaceAll(text, '\n', `\n${pad}`, budget);
}

/** The first `count` bytes, or the last ones for a negative count. */
function truncate(count: number, text: string): string {
  if (count < 0 && text.length + count > 0) return text.slice(text.length + count);
  return count >= 0 ? text.slice(0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  if (start < 0) return sliceString(text, 0, end);
  return sliceString(text, start, end < 0 || end > text.length ? text.length : end);
}
